import { describe, expect, test } from "vitest";
import { type LogLine, parseLine, skipReason } from "./access-log.ts";

const AT = Date.UTC(2015, 4, 17, 10, 5, 3);
const lineOf = (over: { address?: string; date?: string; request?: string; tail?: string } = {}) => {
  const { address = "203.0.113.9", date = "17/May/2015:10:05:03 +0000", request = "GET /a HTTP/1.1" } = over;
  return `${address} - - [${date}] "${request}" ${over.tail ?? '200 5316 "https://example.com/x" "Mozilla/5.0 (X11)"'}`;
};
const read = (text: string): LogLine => {
  const parsed = parseLine(text);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.line;
};

describe("a line of an access log", () => {
  test("in the combined format", () => {
    expect(read(lineOf())).toEqual({
      address: "203.0.113.9",
      at: AT,
      method: "GET",
      target: "/a",
      status: 200,
      referrer: "https://example.com/x",
      userAgent: "Mozilla/5.0 (X11)",
      rest: lineOf().slice("203.0.113.9 ".length),
    });
  });

  test.each<[string, string, Partial<LogLine>]>([
    ["in the common format", lineOf({ tail: "200 5316" }), { referrer: "", userAgent: "-" }],
    [
      "with fields that are not there",
      lineOf({ tail: '304 - "-" "-"' }),
      { status: 304, referrer: "", userAgent: "-" },
    ],
    [
      "with quotes in the user agent",
      lineOf({ tail: String.raw`200 1 "-" "a \"quoted\" \\ b"` }),
      { userAgent: String.raw`a "quoted" \ b` },
    ],
    [
      "with bytes that are UTF-8",
      lineOf({ request: String.raw`GET /gr\xc3\xbc\xc3\x9fe HTTP/1.1` }),
      { target: "/grüße" },
    ],
    ["over IPv6", lineOf({ address: "2001:db8::9" }), { address: "2001:db8::9" }],
    ["from a named host", lineOf({ address: "crawler.example" }), { address: "crawler.example" }],
    ["with a user's name that has a space", lineOf().replace(" - - ", " - Ann Smith "), { target: "/a" }],
    ["in another zone", lineOf({ date: "17/May/2015:12:05:03 +0200" }), { at: AT }],
    ["in a zone of half hours in the west", lineOf({ date: "17/May/2015:06:35:03 -0330" }), { at: AT }],
    ["on a leap day", lineOf({ date: "29/Feb/2016:00:00:00 +0000" }), { at: Date.UTC(2016, 1, 29) }],
    [
      "at a leap second",
      lineOf({ date: "30/Jun/2015:23:59:60 +0000" }),
      { at: Date.UTC(2015, 5, 30, 23, 59, 59) },
    ],
    ["of HTTP/0.9", lineOf({ request: "GET /a" }), { target: "/a" }],
    [
      "by way of a proxy",
      lineOf({ request: "GET http://example.com/a HTTP/1.1" }),
      { target: "http://example.com/a" },
    ],
    ["with a space in the path", lineOf({ request: "GET /a b HTTP/1.1" }), { target: "/a b" }],
    ["with more fields behind", `${lineOf()} 0.004 "gzip"`, { userAgent: "Mozilla/5.0 (X11)" }],
    ["of Windows", `${lineOf()}\r`, { userAgent: "Mozilla/5.0 (X11)" }],
  ])("%s", (_, text, expected) => {
    expect(read(text)).toMatchObject(expected);
  });

  test.each([
    ["nothing", "", "not the combined format"],
    ["another format", '{"time": "2015-05-17"}', "not the combined format"],
    ["cut off in the user agent", lineOf().slice(0, -3), "not the combined format"],
    ["cut off in the request", lineOf().slice(0, 60), "not the combined format"],
    ["no such day", lineOf({ date: "31/Feb/2015:10:05:03 +0000" }), "bad date"],
    ["no such month", lineOf({ date: "17/Mai/2015:10:05:03 +0000" }), "bad date"],
    ["no such hour", lineOf({ date: "17/May/2015:24:05:03 +0000" }), "bad date"],
    ["no zone", lineOf({ date: "17/May/2015:10:05:03" }), "bad date"],
    ["no request", lineOf({ request: "-" }), "bad request line"],
    ["a TLS greeting on a plain port", lineOf({ request: String.raw`\x16\x03\x01` }), "bad request line"],
    ["no status", lineOf({ tail: '- 0 "-" "-"' }), "bad status"],
    ["a status of four digits", lineOf({ tail: '2000 0 "-" "-"' }), "bad status"],
  ])("%s is malformed", (_, text, reason) => {
    expect(parseLine(text)).toEqual({ ok: false, reason });
  });
});

describe("what is a view of a page", () => {
  test.each<[string, Partial<LogLine>, ReturnType<typeof skipReason>]>([
    ["a page", { target: "/a" }, null],
    ["a page with an extension of pages", { target: "/a.html?x=1.png" }, null],
    ["a folder whose name has a dot", { target: "/v1.2/" }, null],
    ["a page that had not changed", { status: 304 }, null],
    ["a style sheet with a version", { target: "/a.css?v=2" }, "not a page"],
    ["an image in capitals", { target: "/A.PNG" }, "not a page"],
    ["a feed", { target: "/feed.xml" }, "not a page"],
    ["robots.txt", { target: "/robots.txt" }, "not a page"],
    ["a redirect", { status: 301 }, "not a success"],
    ["nothing there", { status: 404 }, "not a success"],
    ["a form sent", { method: "POST" }, "not GET"],
    ["a look at the headers", { method: "HEAD" }, "not GET"],
  ])("%s: %o → %s", (_, over, reason) => {
    expect(skipReason({ ...read(lineOf()), ...over })).toBe(reason);
  });
});
