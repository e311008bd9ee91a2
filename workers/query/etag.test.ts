import { expect, test } from "vitest";
import { taggedAnswer } from "./etag.ts";

const answer = (visitors: number, meta: object = {}) => ({
  results: [{ dimensions: [], metrics: [visitors] }],
  meta: {
    timezone: "UTC",
    freshness: "2026-11-24T00:00:00Z",
    rows_read: 1,
    bytes_read: 2,
    cached: false,
    ...meta,
  },
});
const ask = (body: object, held?: string) =>
  taggedAnswer(
    new Request(
      "https://footfall.test/v1/query",
      held === undefined ? {} : { headers: { "if-none-match": held } },
    ),
    body,
  );

test("whoever holds the same numbers is told so, whatever they cost this time", async () => {
  const first = await ask(answer(3));
  const tag = first.headers.get("etag") ?? "";
  expect(tag).toMatch(/^W\/"[0-9a-f]{32}"$/);
  expect(first.headers.get("cache-control")).toBe("private, no-cache");
  const cheaper = answer(3, {
    rows_read: 0,
    cached: true,
    freshness: "2026-11-25T00:00:00Z",
    data_revision: null,
  });
  const again = await ask(cheaper, tag);
  expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", tag]);
  expect((await ask({ answers: [answer(3)] }, tag)).status).toBe(200);
});

test.each<[string, (tag: string) => string, number]>([
  ["among others", (tag) => `"x", ${tag}`, 304],
  ["as a strong one", (tag) => tag.replace("W/", ""), 304],
  ["any", () => "*", 304],
  ["another", () => 'W/"x"', 200],
])("a tag that is held %s", async (_, heldAs, status) => {
  const tag = (await ask(answer(3))).headers.get("etag") ?? "";
  expect((await ask(answer(3), heldAs(tag))).status).toBe(status);
  expect((await ask(answer(4), tag)).status).toBe(200);
});
