import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, expectTypeOf, test, vi } from "vitest";
import type * as schema from "../schema/event.ts";
import type { WireEvent } from "./api.ts";
import { framesOf } from "./errors.ts";
import { isLocal, matches } from "./ignore.ts";
import { setOptions } from "./options.ts";
import { post } from "./send.ts";
import { bareUrl, cleanProps, cutText } from "./text.ts";
import { mintId, uuidv7 } from "./uuid.ts";

afterEach(() => vi.unstubAllGlobals());

test.each([
  ["localhost", true],
  ["shop.localhost", true],
  ["127.0.0.1", true],
  ["[::1]", true],
  ["printer.local", true],
  ["app.test", true],
  ["", true],
  ["localhost.example.com", false],
  ["127.example.com", false],
  ["mylocal", false],
  ["latest", false],
])("the host %j is local: %s", (hostname, expected) => {
  expect(isLocal(hostname)).toBe(expected);
});

test.each([
  ["/admin/users", true],
  ["/login", true],
  ["/login/again", false],
  ["/", false],
  ["form_start", true],
  ["click", true],
  ["outbound_click", false],
])("ignores %s: %s", (subject, expected) => {
  expect(matches(subject, "/admin/* /login form_* click ")).toBe(expected);
});

test("ignores nothing where nothing is named", () => {
  expect(matches("/")).toBe(false);
});

describe("an answer", () => {
  test.each([
    [202, null, undefined],
    [400, null, undefined],
    [403, "5", undefined],
    [429, "5", 5_000],
    [429, null, 0],
    [503, "soon", 0],
  ])("of %d with Retry-After %s: %s", async (status, retryAfter, expected) => {
    setOptions({ site: "a.b", host: "https://stats.example" });
    const headers = new Headers(retryAfter ? { "retry-after": retryAfter } : {});
    vi.stubGlobal("fetch", async () => new Response("{}", { status, headers }));
    expect(await post("{}")).toBe(expected);
  });

  test("that never comes keeps the batch, also where fetch itself throws", async () => {
    vi.stubGlobal("fetch", () => {
      throw new TypeError("replaced by the page");
    });
    expect(await post("{}")).toBe(0);
  });
});

describe("an id", () => {
  test("carries its time, version and variant, and all of its chance", () => {
    expect(uuidv7(0x0192_3456_789a, new Uint32Array(18))).toBe("01923456-789a-7000-8000-000000000000");
    const random = Uint32Array.from([1, 234, 5_678, 901_234, 567_890, 1, 2]);
    expect(uuidv7(0, random)).toBe("00000000-0000-7123-8456-789012345678");
  });

  test("is another one each time, also thousands of them in one millisecond", () => {
    vi.setSystemTime(1_800_000_000_000);
    expect(new Set(Array.from({ length: 20_000 }, mintId)).size).toBe(20_000);
    vi.useRealTimers();
  });
});

describe("what a page gives is brought within the contract", () => {
  test("texts by bytes", () => {
    expect(cutText("x".repeat(3_000))).toHaveLength(2_000);
    expect(new TextEncoder().encode(cutText("語".repeat(3_000))).length).toBeLessThanOrEqual(2_000);
    expect(cutText("short")).toBe("short");
  });

  test("addresses without what may be private", () => {
    expect(bareUrl("https://a.example/b?token=1#c")).toBe("https://a.example/b");
    expect(bareUrl("mailto:me@a.example?body=dear\nyou")).toBe("mailto:me@a.example");
  });

  test("props by kind and number", () => {
    const given = { a: "x", b: 1, c: false, d: null, e: undefined, f: Number.NaN, g: { h: [1] }, i: () => 1 };
    expect(cleanProps(given)).toEqual({ a: "x", b: 1, c: false, g: '{"h":[1]}' });
    expect(cleanProps({ d: null })).toBeUndefined();
    expect(
      Object.keys(cleanProps(Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`k${i}`, 1]))) ?? {}),
    ).toHaveLength(50);
  });
});

test("a stack is its first frames, of whatever browser, without queries", () => {
  const v8 = `Error: no\n${Array.from({ length: 8 }, (_, i) => `    at f${i} (https://a.example/x.js?k=1:${i}:2)`).join("\n")}`;
  expect(framesOf(v8).split("\n")).toHaveLength(5);
  expect(framesOf(v8)).toMatch(/^at f0 \(https:\/\/a\.example\/x\.js:0:2\)/);
  expect(framesOf("pay@https://a.example/x.js?k=1:3:7\n@https://a.example/y.js:1:1")).toBe(
    "pay@https://a.example/x.js:3:7\n@https://a.example/y.js:1:1",
  );
});

test("no code of the tracker reads what a visitor writes", () => {
  for (const file of globSync("*.ts", { cwd: import.meta.dirname }).filter(
    (name) => !name.includes(".test."),
  )) {
    const source = readFileSync(join(import.meta.dirname, file), "utf8").replace(/\/\*.*?\*\/|\/\/.*/gs, "");
    expect([file, /\.value\b|FormData|innerText|innerHTML|\.elements\b/.exec(source)?.[0]]).toEqual([
      file,
      undefined,
    ]);
  }
});

test("the published event is one that the contract takes", () => {
  expectTypeOf<WireEvent>().toExtend<schema.WireEvent>();
});
