/** One request to ClickHouse's HTTP interface, at a time and within a time. Failures of the server are values. */
import { onCluster } from "../../../schema/clickhouse/cluster.ts";
import { type Refusal, refusalOf, refusalOfFailure } from "./refusal.ts";

export interface ClickHouseAccess {
  /** http(s)://host:port */
  url: string;
  user: string;
  password: string;
  database: string;
  /** Sent with every request: a service token of Cloudflare Access, say. */
  headers?: Readonly<Record<string, string>>;
  /** Statements that change rows name the local tables of all its shards. */
  cluster?: string | undefined;
  /** Tests put a fake here. */
  fetch?: typeof fetch;
  timeoutMs?: number;
}

export type Settings = Readonly<Record<string, string | number>>;
export type Answer = { ok: true; text: string } | Refusal;

/** An alarm waits for its sink, so a server that hangs must not take an alarm's fifteen minutes. */
const TIMEOUT_MS = 30_000;

/** Settings of every request: errors then have their status, since nothing is sent before the end. */
const ALWAYS: Settings = { wait_end_of_query: 1 };

/** Sends one INSERT whose data are `body`, compressed. */
export async function sendData(
  access: ClickHouseAccess,
  query: string,
  body: Uint8Array<ArrayBuffer>,
  settings: Settings,
): Promise<Answer> {
  const headers = { "content-encoding": "gzip", "content-type": "application/octet-stream" };
  return send(access, { ...settings, query }, await gzip(body), headers);
}

/**
 * Sends one statement with values for its `{name:Type}` places, in the escaped form of TabSeparated. They travel
 * in the body as a form, because an address holds less than ten thousand ids.
 */
export function sendQuery(
  access: ClickHouseAccess,
  query: string,
  params: Readonly<Record<string, string>>,
  settings: Settings = {},
): Promise<Answer> {
  const form = new FormData();
  form.set("query", access.cluster === undefined ? query : onCluster(query, access.cluster));
  for (const [name, value] of Object.entries(params)) form.set(`param_${name}`, value);
  return send(access, settings, form, {});
}

async function send(
  access: ClickHouseAccess,
  settings: Settings,
  body: BodyInit,
  headers: Record<string, string>,
): Promise<Answer> {
  // Not `AbortSignal.timeout`: its timer runs on after the answer, and keeps a Durable Object from sleeping.
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), access.timeoutMs ?? TIMEOUT_MS);
  try {
    const response = await (access.fetch ?? fetch)(addressOf(access, settings), {
      method: "POST",
      body,
      headers: {
        ...access.headers,
        ...headers,
        "x-clickhouse-user": access.user,
        "x-clickhouse-key": access.password,
      },
      // Another host must not be shown the password.
      redirect: "manual",
      signal: patience.signal,
    });
    // Always read to the end: an unread body keeps its connection, and there are six.
    const text = await response.text();
    const code = response.headers.get("x-clickhouse-exception-code");
    return response.ok && code === null ? { ok: true, text } : refusalOf(response.status, code, text);
  } catch (error) {
    return refusalOfFailure(error);
  } finally {
    clearTimeout(timer);
  }
}

function addressOf({ url, database }: ClickHouseAccess, settings: Settings): URL {
  const address = new URL(url);
  for (const [name, value] of Object.entries({ database, ...ALWAYS, ...settings }))
    address.searchParams.set(name, String(value));
  return address;
}

async function gzip(body: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  return new Response(new Blob([body]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer();
}
