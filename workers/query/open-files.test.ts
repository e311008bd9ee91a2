import { expect, test } from "vitest";
import { DEFAULT_LIMITS } from "./limits.ts";
import { leavingAtEnd, takePlace } from "./open-files.ts";

const LIMITS = { ...DEFAULT_LIMITS, tokenFiles: 2, fileSeconds: 60 };
const take = (token: string, nowMs: number) => takePlace(token, LIMITS, nowMs);
const leave = (place: ReturnType<typeof takePlace>) => ("leave" in place ? place.leave() : undefined);

test("so many at once, each token by itself, and again when one has ended", () => {
  const [first] = [take("a", 0), take("a", 0)];
  expect(take("a", 1)).toMatchObject({ status: 429, error: { code: "too_many_files" } });
  expect(take("b", 1)).toHaveProperty("leave");
  leave(first);
  expect(take("a", 2)).toHaveProperty("leave");
  expect(take("a", 2)).toMatchObject({ status: 429 });
  // Left twice is left once.
  leave(first);
  expect(take("a", 2)).toMatchObject({ status: 429 });
});

test("a place that nobody gave back is free again when no file can be in it any more", () => {
  take("lost", 0);
  take("lost", 0);
  expect(take("lost", 60_000)).toMatchObject({ status: 429 });
  expect(take("lost", 60_001)).toHaveProperty("leave");
});

test.each<[string, (body: ReadableStream<Uint8Array>) => Promise<unknown>, UnderlyingSource<Uint8Array>]>([
  ["has ended", (body) => new Response(body).text(), { start: (controller) => controller.close() }],
  [
    "has broken off",
    (body) => expect(new Response(body).text()).rejects.toThrow("broken"),
    { pull: (controller) => controller.error(new Error("broken")) },
  ],
  [
    "has lost its reader",
    (body) => body.cancel(),
    { pull: (controller) => controller.enqueue(new Uint8Array(9)) },
  ],
])("a body that %s leaves", async (_, read, source) => {
  let left = 0;
  await read(leavingAtEnd(new ReadableStream(source), () => left++));
  await expect.poll(() => left).toBe(1);
});
