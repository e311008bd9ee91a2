import { expect, test } from "vitest";
import { untilFailure } from "./clickhouse-file.ts";

const TAG = "a1b2c3";
const utf8 = new TextEncoder();
const block = (tag: string) => `\r\n__exception__\r\n${tag}\r\nCode: 241.\n10 ${tag}\r\n__exception__\r\n`;

async function through(pieces: readonly string[], tag = TAG): Promise<string> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(utf8.encode(piece));
      controller.close();
    },
  });
  return new Response(body.pipeThrough(untilFailure(tag))).text();
}

const rows = Array.from({ length: 100 }, (_, at) => `${at},${"x".repeat(1_000)}\n`);

test("a whole body passes as it is", async () => {
  expect(await through(rows)).toBe(rows.join(""));
  expect(await through([])).toBe("");
  expect(await through([rows.join("")])).toBe(rows.join(""));
});

test.each([
  ["in one piece", [block(TAG)]],
  ["letter by letter", [...block(TAG)]],
  ["behind rows in the same piece", [`${rows.join("")}${block(TAG)}`]],
])("a body that ends with the block of an exception breaks off: %s", async (_, end) => {
  await expect(through([...rows, ...end])).rejects.toThrow("could not finish");
});

test.each([
  ["another tag", block("000000"), TAG],
  ["no tag at all", block(""), ""],
])("a value that looks like such a block, of %s, is a value", async (_, value, tag) => {
  expect(await through([...rows, value], tag)).toBe(`${rows.join("")}${value}`);
});
