/** I6: nothing a client sends gives a 5xx. Each of these is told what is wrong, by code, and where, by path. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiError } from "../../schema/error.ts";
import type { CaptureAnswer } from "../../schema/event.ts";
import { now, setClock } from "../clock.ts";
import { mintToken } from "../control/tokens.ts";
import { BAD_EVENT, BODIES } from "./malformed-bodies-for-tests.ts";
import {
  ask,
  gzip,
  insertSite,
  insertToken,
  keyOf,
  migrate,
  moveTo,
  NOW,
  pageview,
  post,
  sent,
} from "./world-for-tests.ts";

const OTHER = "elsewhere";
let key = "";
let gone = "";
let other = "";
let writer = "";
let reader = "";
let expired = "";

beforeAll(async () => {
  await migrate();
  key = await insertSite("malformed");
  other = await insertSite(OTHER);
  gone = await keyOf("gone");
  writer = await insertToken("m-writer", ["events:write"], ["malformed"]);
  reader = await insertToken("m-reader", ["stats:read"], ["malformed"]);
  expired = await insertToken("m-expired", ["events:write"], ["malformed"], NOW - 1);
  moveTo(NOW);
});
afterAll(() => setClock(null));

/** `KEY` is the site's key, `GONE` that of a site that never was. */
const written = (text: string) => text.replaceAll("KEY", key).replaceAll("GONE", gone);
test("the table is long", () => expect(BODIES.length).toBeGreaterThanOrEqual(150));

async function told(answer: Response): Promise<(number | string | undefined)[]> {
  const { error, results } = (await answer.json()) as Partial<ApiError & CaptureAnswer>;
  const receipt = Object.values(results ?? {})[0];
  return [answer.status, error?.code ?? receipt?.reason, error?.path ?? receipt?.path];
}

describe("bodies of pages", () => {
  test.each(BODIES)("%.60s → %i %s %s", async (text, status, code, path) => {
    moveTo(NOW);
    expect(await told(await post(written(text)))).toEqual([status, code, path]);
    expect(sent).toEqual([]);
  });

  test.each(BAD_EVENT)("%.60s beside good ones costs them nothing", async (text, _status, code, path) => {
    moveTo(NOW);
    const { events, ...rest } = JSON.parse(written(text)) as { events: unknown[] };
    // As text, so that what JSON.stringify would mend stays broken.
    const bad = written(text).slice(written(text).indexOf("[") + 1, -2);
    const good = JSON.stringify(pageview());
    const body = `${JSON.stringify(rest).slice(0, -1)},"events":[${good},${bad},${good}]}`;
    const answer = (await (await post(body)).json()) as CaptureAnswer;
    expect(answer.accepted).toBe(2);
    expect(Object.values(answer.results ?? {}).map((each) => [each.reason, each.path])).toEqual([
      [code, path?.replace("[0]", "[1]")],
    ]);
    expect(sent[0]?.groups[0]?.events.map(({ name }) => name)).toEqual(["pageview", "pageview"]);
    expect(events).toHaveLength(1);
  });
});

const bytes = (...parts: (string | number[])[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === "string" ? [...new TextEncoder().encode(written(part))] : part)),
  );

describe("bytes that are no text", () => {
  test.each<[string, (string | number[])[], number, string]>([
    ["a byte order mark of UTF-16", [[0xff, 0xfe], "{}"], 400, "not_json"],
    ["UTF-16", [[0x7b, 0, 0x7d, 0]], 400, "not_json"],
    ["only continuation bytes", [[0x80, 0xbf, 0x80]], 400, "not_json"],
    ["gzip without saying so", [[0x1f, 0x8b, 8, 0, 0, 0, 0, 0]], 400, "not_json"],
    ["a zip", [[0x50, 0x4b, 3, 4]], 400, "not_json"],
    ["a key of broken bytes", ['{"site":"', [0xc3, 0x28], '","events":[1]}'], 401, "bad_site_key"],
    ["zeros", [new Array<number>(1_000).fill(0)], 400, "not_json"],
  ])("%s", async (_name, parts, status, code) => {
    expect((await told(await post(bytes(...parts)))).slice(0, 2)).toEqual([status, code]);
  });

  test.each<[string, number[]]>([
    ["an overlong slash", [0xc0, 0xaf]],
    ["half a character", [0xe2, 0x82]],
    ["half a surrogate pair", [0xed, 0xa0, 0x80]],
    ["more than Unicode has", [0xf5, 0x80, 0x80, 0x80]],
  ])("%s in a title becomes a mark for it", async (_name, broken) => {
    moveTo(NOW);
    const head = `{"site":"KEY","events":[{"name":"a","timestamp":${now()},"url":"","title":"`;
    const answer = await post(bytes(head, broken, '"}]}'));
    expect(answer.status).toBe(202);
    expect(sent[0]?.groups[0]?.events[0]?.title).toMatch(/^\ufffd+$/);
  });
});

describe("headers", () => {
  const good = () => ({ site: key, events: [pageview()] });
  test.each<[Record<string, string>, number, string, string?]>([
    [{ "Content-Type": "" }, 415, "unsupported_type", "Content-Type"],
    [{ "Content-Type": "application/x-www-form-urlencoded" }, 415, "unsupported_type", "Content-Type"],
    [{ "Content-Type": "multipart/form-data; boundary=a" }, 415, "unsupported_type", "Content-Type"],
    [{ "Content-Type": "text/plainly" }, 415, "unsupported_type", "Content-Type"],
    [{ "Content-Type": "text/html" }, 415, "unsupported_type", "Content-Type"],
    [{ "Content-Type": "application/json5" }, 415, "unsupported_type", "Content-Type"],
    [{ "Content-Type": "application/json, text/plain" }, 415, "unsupported_type", "Content-Type"],
    [{ "Content-Encoding": "gzip" }, 415, "unsupported_encoding", "Content-Encoding"],
    [{ "Content-Encoding": "br" }, 415, "unsupported_encoding", "Content-Encoding"],
    [{ "Content-Encoding": "gzip, gzip" }, 415, "unsupported_encoding", "Content-Encoding"],
    [{ "Content-Encoding": "x" }, 415, "unsupported_encoding", "Content-Encoding"],
    [{ "Content-Length": "64001" }, 413, "too_large"],
    [{ "Content-Length": "1e9" }, 413, "too_large"],
    [{ "Content-Length": "99999999999999999999" }, 413, "too_large"],
    [{ Authorization: "" }, 401, "bad_token", "Authorization"],
    [{ Authorization: "Basic eDp5" }, 401, "bad_token", "Authorization"],
    [{ Authorization: "Bearer" }, 401, "bad_token", "Authorization"],
    [{ Authorization: "Bearer nonsense" }, 401, "bad_token", "Authorization"],
    [{ Authorization: `Bearer ${mintToken()}` }, 401, "bad_token", "Authorization"],
    [{ Authorization: `Bearer ${mintToken()} ${mintToken()}` }, 401, "bad_token", "Authorization"],
  ])("%j → %i %s", async (headers, status, code, path) => {
    moveTo(NOW);
    expect(await told(await post(good(), headers))).toEqual([status, code, path]);
    expect(sent).toEqual([]);
  });

  test.each<[string, () => string, () => string, number, string]>([
    ["another's site", () => other, () => writer, 403, "scope_missing"],
    ["a reader", () => key, () => reader, 403, "scope_missing"],
    ["an old token", () => key, () => expired, 401, "bad_token"],
    ["a forged key", () => `${key.slice(0, -1)}z`, () => writer, 401, "bad_site_key"],
  ])("a token for %s", async (_name, site, token, status, code) => {
    const answer = await post({ ...good(), site: site() }, { Authorization: `Bearer ${token()}` });
    expect((await told(answer)).slice(0, 2)).toEqual([status, code]);
  });

  test("odd ones do no harm", async () => {
    moveTo(NOW);
    const odd = {
      "CF-Connecting-IP": "not an address",
      "User-Agent": "x".repeat(5_000),
      "Accept-Language": ",;q=".repeat(500),
      "Sec-CH-UA": '"'.repeat(2_000),
      "Sec-GPC": "yes",
      Origin: "null",
      Referer: "http://[",
      "Content-Length": "-1",
    };
    expect((await post(good(), odd)).status).toBe(202);
    expect(sent[0]?.groups[0]?.client.user_agent).toHaveLength(1_000);
  });
});

describe("gzip of a server", () => {
  const gzipped = { "Content-Encoding": "gzip" };
  const asWriter = async (
    body: Uint8Array<ArrayBuffer> | string,
    headers: Record<string, string> = gzipped,
  ) => told(await post(body, { Authorization: `Bearer ${writer}`, ...headers }));
  const small = () =>
    gzip(JSON.stringify({ site: key, events: [pageview({ client: { ip: "192.0.2.1" } })] }));
  const cut = async (from: number, to: number) => (await small()).slice(from, to);

  test.each<[string, () => Promise<Uint8Array<ArrayBuffer>>, number, string]>([
    ["nothing", async () => new Uint8Array(), 400, "bad_encoding"],
    ["no gzip at all", async () => bytes("{}"), 400, "bad_encoding"],
    ["its head alone", () => cut(0, 10), 400, "bad_encoding"],
    ["half of it", () => cut(0, 40), 400, "bad_encoding"],
    ["all but its checksum", () => cut(0, -8), 400, "bad_encoding"],
    ["without its head", () => cut(10, Number.POSITIVE_INFINITY), 400, "bad_encoding"],
    [
      "a wrong checksum",
      async () => (await small()).map((byte, i, all) => (i === all.length - 8 ? byte ^ 1 : byte)),
      400,
      "bad_encoding",
    ],
    ["a bomb of a megabyte", () => gzip(" ".repeat(1_000_001)), 413, "too_large"],
    ["a bomb of fifty", () => gzip("0".repeat(50_000_000)), 413, "too_large"],
    ["gzip in gzip", async () => gzip(String.fromCharCode(...(await small()))), 400, "not_json"],
    ["packed nonsense", () => gzip("nonsense"), 400, "not_json"],
    [
      "a thousand and one events",
      () => gzip(`{"site":"${key}","events":[${"1,".repeat(1_000)}1]}`),
      413,
      "too_many_events",
    ],
  ])("%s", async (_name, body, status, code) => {
    expect((await asWriter(await body())).slice(0, 2)).toEqual([status, code]);
  });

  test("of more than a megabyte packed is not unpacked", async () => {
    const declared = { "Content-Length": "1000001", ...gzipped };
    expect(await asWriter(await small(), declared)).toEqual([413, "too_large", undefined]);
  });
});

describe("events of a server", () => {
  test.each<[object, string, string]>([
    [{ visitor: 1 }, "invalid", "events[0].visitor"],
    [{ visitor: { anonymous_id: [] } }, "invalid", "events[0].visitor.anonymous_id"],
    [{ client: "192.0.2.1" }, "invalid", "events[0].client"],
    [{ client: { ip: 1 } }, "invalid", "events[0].client.ip"],
    [{ client: { ip: "x".repeat(65) } }, "invalid", "events[0].client.ip"],
    [{ client: { user_agent: "x".repeat(1_001) } }, "invalid", "events[0].client.user_agent"],
    [{ client: { country: "DEU" } }, "invalid", "events[0].client.country"],
    [{}, "no_visitor", "events[0].visitor"],
    [{ client: { ip: "300.0.0.1" } }, "no_visitor", "events[0].visitor"],
    [{ client: { ip: "1.2.3" } }, "no_visitor", "events[0].visitor"],
    [{ client: { ip: "::1::2" } }, "no_visitor", "events[0].visitor"],
    [{ client: { ip: "http://192.0.2.1/" } }, "no_visitor", "events[0].visitor"],
    [{ visitor: { anonymous_id: "" } }, "no_visitor", "events[0].visitor"],
    [{ client: { ip: "192.0.2.1" }, timestamp: NOW - 3 * 86_400_000 }, "no_visitor", "events[0].visitor"],
  ])("%.60j → %s %s", async (over, reason, path) => {
    moveTo(NOW);
    const body = { site: key, events: [pageview(over)] };
    expect(await told(await post(body, { Authorization: `Bearer ${writer}` }))).toEqual([202, reason, path]);
    expect(sent).toEqual([]);
  });
});

describe("addresses and methods", () => {
  test.each([
    ["GET", "/capture", 405, "method_not_allowed"],
    ["PUT", "/capture", 405, "method_not_allowed"],
    ["PATCH", "/capture", 405, "method_not_allowed"],
    ["DELETE", "/capture", 405, "method_not_allowed"],
    ["HEAD", "/capture", 405, undefined],
    ["POST", "/pixel.gif", 405, "method_not_allowed"],
    ["POST", "/capture/", 404, "not_found"],
    ["POST", "/two/folders/capture", 404, "not_found"],
    ["POST", "/CAPTURE", 404, "not_found"],
    ["POST", "/capture%20", 404, "not_found"],
    ["POST", "/capture%00", 404, "not_found"],
    ["GET", "/..%2f..%2fetc/passwd", 404, "not_found"],
    ["GET", "/__proto__", 404, "not_found"],
    ["GET", "/constructor", 404, "not_found"],
    ["GET", `/${"x".repeat(10_000)}`, 404, "not_found"],
    ["GET", "/pixel.gif", 401, "bad_site_key"],
    ["GET", "/pixel.gif?site", 401, "bad_site_key"],
    ["GET", "/pixel.gif?site=%ff%fe", 401, "bad_site_key"],
    ["GET", "/pixel.gif?site=%", 401, "bad_site_key"],
    ["GET", "/pixel.gif?site=KEY&site=KEY&site=", 200, undefined],
    ["GET", `/pixel.gif?site=KEY&url=${"x".repeat(2_001)}`, 400, "invalid_request"],
    ["GET", `/pixel.gif?site=KEY&referrer=${"x".repeat(2_001)}`, 400, "invalid_request"],
    ["GET", `/pixel.gif?site=KEY&title=${"x".repeat(2_001)}`, 400, "invalid_request"],
  ])("%s %.60s → %i %s", async (method, path, status, code) => {
    const answer = await ask(written(path), { method });
    expect(answer.status).toBe(status);
    const text = method === "HEAD" || status === 200 ? "{}" : await answer.text();
    expect((JSON.parse(text) as Partial<ApiError>).error?.code).toBe(code);
  });
});
