import { expect, test } from "vitest";
import { readRequest, withFormFields } from "./request.ts";

const read = (search: string, headers = {}, method = "POST") =>
  readRequest(method, new URL(`http://gateway/?${search}`), headers);

test("parameters of the interface, of the query, and settings are told apart", () => {
  const request = read(
    "query=SELECT+1&query_id=q&database=d&param_x=a%09b&max_threads=1&session_id=s&default_format=CSV",
  );
  expect(request).toMatchObject({
    query: "SELECT 1",
    queryId: "q",
    database: "d",
    sessionId: "s",
    defaultFormat: "CSV",
    params: { x: "a\tb" },
    settings: { max_threads: "1" },
  });
});

test.each([
  ["readonly=0", "2"],
  ["readonly=1", "1"],
  ["", "2"],
])("a GET with %j reads only", (search, readonly) => {
  expect(read(search, {}, "GET").settings).toEqual({ readonly });
});

test.each([
  ["", {}, { user: "default", password: "" }],
  ["user=u&password=p", {}, { user: "u", password: "p" }],
  ["user=u", { authorization: `Basic ${btoa("b:p:q")}` }, { user: "b", password: "p:q" }],
  [
    "",
    { "x-clickhouse-user": "h", "x-clickhouse-key": "k", authorization: "Basic eDp5" },
    { user: "h", password: "k" },
  ],
])("credentials of %j and %j", (search, headers, credentials) => {
  expect(read(search, headers).credentials).toEqual(credentials);
});

test.each([
  ["enable_http_compression=1", "gzip", true],
  ["enable_http_compression=1", "br, gzip;q=0.5", true],
  ["enable_http_compression=1", "gzip;q=0", false],
  ["enable_http_compression=1", "br", false],
  ["enable_http_compression=0", "gzip", false],
  ["", "gzip", false],
])("gzip with %j and %j is %s", (search, accepted, isGzipWanted) => {
  expect(read(search, { "accept-encoding": accepted }).isGzipWanted).toBe(isGzipWanted);
});

test("a form adds the statement and long parameters", () => {
  const request = withFormFields(read("param_a=1"), [
    ["query", "SELECT 1"],
    ["param_b", "+&=\n"],
  ]);
  expect(request).toMatchObject({ query: "SELECT 1", params: { a: "1", b: "+&=\n" } });
});

test("ClickHouse's own compression is refused", () => {
  expect(() => read("compress=1")).toThrow("NOT_IMPLEMENTED");
});
