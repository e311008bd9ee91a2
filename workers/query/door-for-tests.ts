/** The query worker as a test in workerd calls it, with a ClickHouse that is always set up and holds nothing. */
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { CLICKHOUSE_MIGRATIONS } from "../../schema/clickhouse/files.ts";
import { hashOf } from "../../schema/clickhouse/migrate.ts";
import query from "./index.ts";

export const ORIGIN = "https://footfall.test";
export const ADMIN = env.ADMIN_TOKEN;

/** Every statement that was sent to ClickHouse, with the parameters beside it. */
export const statements: { sql: string; params: URLSearchParams }[] = [];

/** Puts a ClickHouse in place of the network: `answer` gives the JSON for a statement, or a whole answer. */
export function standInForClickHouse(answer: (sql: string) => unknown = () => ({ data: [] })): void {
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { searchParams, host } = new URL(request.url);
    if (host !== "clickhouse.invalid") throw new Error(`Nobody should call ${host}.`);
    const sql = await request.text();
    statements.push({ sql, params: searchParams });
    if (/FROM schema_migrations/.test(sql)) return new Response(await ledger());
    const answered = answer(sql);
    return answered instanceof Response ? answered : Response.json(answered);
  };
}

async function ledger(): Promise<string> {
  const rows = CLICKHOUSE_MIGRATIONS.map(async ({ name, sql }) =>
    JSON.stringify({ name, hash: await hashOf(sql) }),
  );
  return (await Promise.all(rows)).map((row) => `${row}\n`).join("");
}

interface Call {
  method?: string;
  token?: string | null;
  headers?: Record<string, string>;
  body?: unknown;
  origin?: string;
  env?: Partial<Env>;
}

/** One request through the door; a token unless the test says null. */
export async function call(
  path: string,
  { method = "GET", token = ADMIN, headers = {}, body, ...rest }: Call = {},
) {
  const request = new Request((rest.origin ?? ORIGIN) + path, {
    method,
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const ctx = createExecutionContext();
  const response = await query.fetch(request, { ...env, ...rest.env }, ctx);
  await waitOnExecutionContext(ctx);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parse(text) };
}

// Tests look at what they expect; a wrong shape fails them.
// biome-ignore lint/suspicious/noExplicitAny: the answers of many endpoints, each looked at by its own test.
function parse(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export const post = (path: string, body: unknown, rest: Call = {}) =>
  call(path, { method: "POST", body, ...rest });

/** A new site, and a token for it with these scopes. */
export async function siteWithToken(scopes: string[]) {
  const site = (await post("/v1/sites", { name: "A site", domains: ["example.com"] })).json;
  const token = (await post("/v1/tokens", { name: "of a test", scopes, sites: [site.id] })).json;
  return { site, token: token.token as string, tokenId: token.id as string };
}
