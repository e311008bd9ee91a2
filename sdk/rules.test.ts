import { describe, expect, test } from "vitest";
import { attend, reportEngagement, UNSEEN } from "./engagement.ts";
import { asksForPrivacy, isAutomated, isIgnoredPath, isLocal } from "./ignore.ts";
import { pageOf } from "./pages.ts";
import { retryMs } from "./send.ts";
import { cleanProps, cutText } from "./text.ts";
import { uuidv7 } from "./uuid.ts";
import { seeVisitor, visitorOf } from "./visitor.ts";

test.each([
  ["http://localhost:3000/", true],
  ["http://shop.localhost/", true],
  ["http://127.0.0.1:8787/a", true],
  ["http://[::1]:80/", true],
  ["http://printer.local/", true],
  ["file:///home/me/index.html", true],
  ["https://localhost.example.com/", false],
  ["https://example.com/localhost/", false],
  ["https://127.example.com/", false],
  ["https://mylocal/", false],
])("%s is local: %s", (url, expected) => {
  expect(isLocal(url)).toBe(expected);
});

test.each([
  [{ webdriver: true, userAgent: "Mozilla/5.0" }, true],
  [{ webdriver: false, userAgent: "Mozilla/5.0 HeadlessChrome/145.0" }, true],
  [{ webdriver: false, userAgent: "Mozilla/5.0 Chrome/145.0 Safari/537.36" }, false],
])("%o is automated: %s", (browser, expected) => {
  expect(isAutomated(browser)).toBe(expected);
});

test.each([
  [{ globalPrivacyControl: true, doNotTrack: null }, true],
  [{ doNotTrack: "1" }, true],
  [{ globalPrivacyControl: false, doNotTrack: "0" }, false],
  [{ doNotTrack: null }, false],
])("%o asks for privacy: %s", (browser, expected) => {
  expect(asksForPrivacy(browser)).toBe(expected);
});

test.each([
  ["/admin/users", true],
  ["/login", true],
  ["/login/again", false],
  ["/", false],
])("ignores %s: %s", (path, expected) => {
  expect(isIgnoredPath(path, ["/admin/*", "/login", ""])).toBe(expected);
});

test.each([
  ["auto", "https://a.example/b?c#d", "https://a.example/b?c"],
  ["manual", "https://a.example/b#d", "https://a.example/b"],
  ["hash", "https://a.example/b#/d", "https://a.example/b#/d"],
] as const)("the page, in mode %s, of %s", (mode, href, page) => {
  expect(pageOf(href, mode)).toBe(page);
});

test.each([
  [202, null, undefined],
  [400, null, undefined],
  [403, "5", undefined],
  [429, "5", 5_000],
  [429, null, 0],
  [503, "soon", 0],
])("an answer of %d with Retry-After %s: %s", (status, retryAfter, expected) => {
  expect(retryMs(status, retryAfter)).toBe(expected);
});

test("an id carries its time, version and variant, and all of its chance", () => {
  expect(uuidv7(0x0192_3456_789a, new Uint8Array(10))).toBe("01923456-789a-7000-8000-000000000000");
  expect(uuidv7(0x0192_3456_789a, new Uint8Array(10).fill(255))).toBe("01923456-789a-7fff-bfff-ffffffffffff");
});

describe("engagement", () => {
  const seen = attend(UNSEEN, true, 1_000);

  test("is the time in which the page was attended to", () => {
    const away = attend(seen, false, 4_000);
    const back = attend(away, true, 60_000);
    expect(reportEngagement(back, 61_500, 40.4)?.report).toEqual({ ms: 4_500, scroll: 40 });
  });

  test("is told once, and scroll again only with more", () => {
    const first = reportEngagement(seen, 3_000, 50);
    expect(first?.report).toEqual({ ms: 2_000, scroll: 50 });
    const after = first?.after ?? UNSEEN;
    expect(reportEngagement(after, 3_100, 50)).toBeNull();
    expect(reportEngagement(after, 3_100, 30)).toBeNull();
    expect(reportEngagement(after, 3_100, 80)?.report).toEqual({ ms: 100, scroll: 80 });
    expect(reportEngagement(after, 9_000, 0)?.report).toEqual({ ms: 6_000, scroll: 50 });
  });

  test("never goes past the whole page", () => {
    expect(reportEngagement(seen, 2_000, Number.POSITIVE_INFINITY)?.report.scroll).toBe(100);
  });
});

describe("what a page gives is brought within the contract", () => {
  test("texts by bytes", () => {
    expect(cutText("x".repeat(3_000))).toHaveLength(2_000);
    expect(new TextEncoder().encode(cutText("語".repeat(3_000))).length).toBeLessThanOrEqual(2_000);
    expect(cutText("short")).toBe("short");
  });

  test("props by kind and number", () => {
    const given = { a: "x", b: 1, c: false, d: null, e: undefined, f: Number.NaN, g: { h: [1] }, i: () => 1 };
    expect(cleanProps(given)).toEqual({ a: "x", b: 1, c: false, g: '{"h":[1]}' });
    expect(
      Object.keys(cleanProps(Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`k${i}`, 1])))),
    ).toHaveLength(50);
  });
});

describe("a visitor who agreed", () => {
  let minted = 0;
  const mint = () => `id${++minted}`;
  const GAP_MS = 1_000;
  const kept = { anonymous_id: "a", session_id: "s", seenMs: 5_000, waits: true };

  test("keeps the session within the gap, and exactly the gap still continues it", () => {
    expect(seeVisitor(kept, 6_000, GAP_MS, mint)).toEqual({ ...kept, seenMs: 6_000 });
  });

  test("begins another after it, and then shows an id that waited", () => {
    const next = seeVisitor(kept, 6_001, GAP_MS, mint);
    expect(next).toMatchObject({
      anonymous_id: "a",
      session_id: expect.stringMatching(/^id/),
      waits: undefined,
    });
    expect(visitorOf(kept)).toEqual({ session_id: "s" });
    expect(visitorOf(next)).toMatchObject({ anonymous_id: "a" });
  });

  test("is minted when there was none", () => {
    const first = seeVisitor(null, 1, GAP_MS, mint);
    expect(first.anonymous_id).not.toBe(first.session_id);
  });
});
