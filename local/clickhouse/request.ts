/** Pure: what an HTTP request asks of the engine. Meanings follow ClickHouse's HTTP interface. */

import { exception } from "./exception.ts";

export type QueryRequest = {
  /** The statement's beginning, or all of it; the body follows. */
  query: string;
  queryId: string | null;
  database: string | null;
  /** Keeps temporary tables and SET between requests. */
  sessionId: string | null;
  /** The format of an answer whose statement names none. */
  defaultFormat: string;
  /** Values of `{name:Type}` places, in the escaped form of TabSeparated, as they came. */
  params: Record<string, string>;
  /** Every parameter that nobody else knows is a setting, for this query only. */
  settings: Record<string, string>;
  credentials: Credentials;
  /** The answer begins only when the query has ended: its errors then always have their status. */
  isWholeResultFirst: boolean;
  isGzipWanted: boolean;
};

export type Credentials = { user: string; password: string };

// Parameters of the interface itself; all others are settings.
const RESERVED = new Set([
  ...["query", "query_id", "database", "default_format", "session_id", "session_timeout", "session_check"],
  ...["user", "password", "role", "quota_key", "stacktrace", "buffer_size", "wait_end_of_query"],
  ...[
    "compress",
    "decompress",
    "enable_http_compression",
    "http_zlib_compression_level",
    "client_protocol_version",
  ],
]);

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Reads the URL's parameters and the headers. Throws a ClickHouse exception for what the gateway does not offer. */
export function readRequest(method: string, url: URL, headers: Headers): QueryRequest {
  const get = (name: string) => url.searchParams.get(name);
  if (isOn(get("compress")) || isOn(get("decompress"))) {
    throw exception(
      48,
      "NOT_IMPLEMENTED",
      "ClickHouse's own compression of HTTP bodies is not offered here; use gzip.",
    );
  }
  const { params, settings } = sortParameters(url.searchParams);
  return {
    query: get("query") ?? "",
    queryId: get("query_id") || null,
    database: get("database") || one(headers["x-clickhouse-database"]) || null,
    sessionId: get("session_id") || null,
    defaultFormat: get("default_format") || one(headers["x-clickhouse-format"]) || "TabSeparated",
    params,
    // A GET promises to change nothing, so links and crawlers cannot.
    settings: method === "GET" ? { ...settings, readonly: settings.readonly === "1" ? "1" : "2" } : settings,
    credentials: readCredentials(url, headers),
    isWholeResultFirst: isOn(get("wait_end_of_query")),
    isGzipWanted: isOn(get("enable_http_compression")) && acceptsGzip(one(headers["accept-encoding"])),
  };
}

/** Adds what a multipart body carries: the statement and parameters that are too long for a URL. */
export function withFormFields(request: QueryRequest, fields: Iterable<[string, string]>): QueryRequest {
  const url = new URLSearchParams([...fields]);
  const { params } = sortParameters(url);
  return {
    ...request,
    query: request.query + (url.get("query") ?? ""),
    params: { ...request.params, ...params },
  };
}

function sortParameters(search: URLSearchParams): Pick<QueryRequest, "params" | "settings"> {
  const params: Record<string, string> = {};
  const settings: Record<string, string> = {};
  for (const [name, value] of search) {
    if (name.startsWith("param_")) params[name.slice("param_".length)] = value;
    else if (!RESERVED.has(name)) settings[name] = value;
  }
  return { params, settings };
}

function readCredentials(url: URL, headers: Headers): Credentials {
  const user = one(headers["x-clickhouse-user"]);
  if (user !== "") return { user, password: one(headers["x-clickhouse-key"]) };
  const basic = /^Basic\s+(\S+)$/i.exec(one(headers.authorization))?.[1];
  if (basic !== undefined) return splitBasic(Buffer.from(basic, "base64").toString("utf8"));
  return {
    user: url.searchParams.get("user") || "default",
    password: url.searchParams.get("password") ?? "",
  };
}

function splitBasic(pair: string): Credentials {
  const colon = pair.indexOf(":");
  if (colon < 0) return { user: pair, password: "" };
  return { user: pair.slice(0, colon), password: pair.slice(colon + 1) };
}

function acceptsGzip(header: string): boolean {
  return header.split(",").some((item) => /^\s*gzip\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/i.test(item));
}

function isOn(value: string | null): boolean {
  return value !== null && value !== "" && value !== "0" && value.toLowerCase() !== "false";
}

function one(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? "";
}
