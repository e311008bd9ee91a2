/** What questions cost and who bears it, files, and answers that are held. */
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  ADMIN,
  call,
  ORIGIN,
  post,
  siteWithToken,
  standInForClickHouse,
  statements,
} from "./door-for-tests.ts";
import door from "./index.ts";

beforeAll(async () => {
  standInForClickHouse();
  // The first administrative request makes the tables.
  await call("/v1/sites");
});
beforeEach(() => void statements.splice(0));

const QUESTION = { metrics: ["visitors"], date_range: "7d" };

describe("files", () => {
  const rows = 'visit:source,visitors\n"Google",3\n';
  const asFile = (sql: string) => (/FORMAT CSVWithNames/.test(sql) ? new Response(rows) : { data: [] });

  test("come as attachments, by body and by address, to tokens and to shares", async () => {
    const { site, token } = await siteWithToken(["stats:read", "sites:admin"]);
    const share = (await post("/v1/shares", { site_id: site.id, name: "s" }, { token })).json.token;
    standInForClickHouse(asFile);
    const dates = ["2026-11-01", "2026-11-30"];
    const search = `site_id=${site.id}&metrics=visitors&dimensions=visit:source&date_range=${dates}&format=csv`;
    const body = {
      ...QUESTION,
      site_id: site.id,
      date_range: dates,
      dimensions: ["visit:source"],
      format: "csv",
    };
    for (const bearer of [token, share])
      for (const answer of [
        await call(`/v1/query?${search}`, { token: bearer }),
        await post("/v1/query", body, { token: bearer }),
      ]) {
        expect([answer.status, answer.text]).toEqual([200, rows]);
        expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
        expect(answer.headers.get("content-disposition")).toBe(
          'attachment; filename="numbers_2026-11-01_2026-11-30.csv"',
        );
        expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      }
    standInForClickHouse();
  });

  test("of single events need export:read", async () => {
    const reader = await siteWithToken(["stats:read"]);
    const exporter = await siteWithToken(["export:read"]);
    standInForClickHouse(asFile);
    const ask = ({ site, token }: typeof reader, body: object) =>
      post("/v1/events", { site_id: site.id, ...body }, { token });
    expect((await ask(reader, { format: "csv" })).status).toBe(403);
    expect((await ask(exporter, { format: "csv" })).text).toBe(rows);
    expect((await ask(exporter, {})).status).toBe(403);
    expect((await ask(exporter, { format: "csv", limit: 10 })).json.error.code).toBe("unknown_key");
    standInForClickHouse();
  });

  test("that cannot be begun are refused in the usual shape", async () => {
    const { site, token } = await siteWithToken(["stats:read"]);
    const ask = (body: object) => post("/v1/query", { ...QUESTION, site_id: site.id, ...body }, { token });
    expect((await ask({ format: "xlsx" })).json.error).toMatchObject({
      code: "unknown_word",
      path: "format",
      allowed: ["json", "ndjson", "csv", "parquet"],
    });
    expect((await ask({ format: "csv", metrics: ["visitor"] })).json.error.did_you_mean).toBe("visitors");
    expect((await call(`/v1/query?site_id=${site.id}&filters=x`, { token })).status).toBe(422);
  });
});

describe("limits", () => {
  const read = (rows: number) => () => ({ data: [], statistics: { rows_read: rows, bytes_read: 8 * rows } });

  test("a token is told what its question cost and what it has left, and is stopped at its budget", async () => {
    const { site, token } = await siteWithToken(["stats:read"]);
    standInForClickHouse(read(600));
    const ask = (path: string, body: object) =>
      post(path, body, { token, env: { TOKEN_ROWS_PER_MINUTE: "1000" } as Partial<Env> });
    const one = { ...QUESTION, site_id: site.id };
    const first = await ask("/v1/query", one);
    const cost = Number(first.headers.get("x-rows-read"));
    expect(cost).toBeGreaterThanOrEqual(600);
    expect(Number(first.headers.get("x-bytes-read"))).toBe(8 * cost);
    expect(first.headers.get("ratelimit-policy")).toBe('"requests";q=600;w=60, "rows";q=1000;w=60');
    expect(first.headers.get("ratelimit")).toMatch(/^"requests";r=599;t=\d+, "rows";r=\d+;t=\d+$/);
    await ask("/v1/query", one);
    const over = await ask("/v1/query", one);
    expect([over.status, over.json.error.code]).toEqual([429, "over_budget"]);
    expect(Number(over.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await ask("/api/v2/query", one)).status).toBe(429);
    expect((await ask("/v1/events", { site_id: site.id })).status).toBe(429);
    standInForClickHouse();
    expect((await post("/v1/query", one)).headers.get("ratelimit")).toBeNull();
  });

  test("the platform may count too, and its failure stops nobody", async () => {
    const { token } = await siteWithToken(["stats:read"]);
    const keys: unknown[] = [];
    const ask = (count: () => Promise<{ success: boolean }>) => {
      const limit = (key: unknown) => {
        keys.push(key);
        return count();
      };
      return call("/v1/sites", { token, env: { TOKEN_LIMIT: { limit } } as Partial<Env> });
    };
    expect((await ask(async () => ({ success: true }))).status).toBe(200);
    expect((await ask(async () => Promise.reject(new Error("away")))).status).toBe(200);
    const refused = await ask(async () => ({ success: false }));
    expect([refused.status, refused.json.error.code]).toEqual([429, "too_many_requests"]);
    expect(JSON.stringify(keys)).not.toContain(token);
  });

  test("what a question may cost is told to ClickHouse", async () => {
    const { site, token } = await siteWithToken(["stats:read"]);
    statements.splice(0);
    const env = {
      QUERY_MAX_SECONDS: "7",
      QUERY_MAX_ROWS: "70",
      QUERY_MAX_MEMORY_BYTES: "700",
    } as Partial<Env>;
    await post("/v1/query", { ...QUESTION, site_id: site.id }, { token, env });
    expect(statements.length).toBeGreaterThan(0);
    for (const { params } of statements)
      expect(Object.fromEntries(params)).toMatchObject({
        ...{ max_execution_time: "7", max_rows_to_read: "70", max_memory_usage: "700" },
        ...{ readonly: "2", cancel_http_readonly_queries_on_client_close: "1" },
      });
  });

  test("an asker who leaves takes the question along", async () => {
    const { site } = await siteWithToken(["stats:read"]);
    const leaving = new AbortController();
    const aborted: boolean[] = [];
    const clickhouse = globalThis.fetch;
    globalThis.fetch = (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => {
          aborted.push(true);
          reject(new Error("aborted"));
        });
        leaving.abort();
      });
    const request = new Request(`${ORIGIN}/v1/query`, {
      method: "POST",
      headers: { authorization: `Bearer ${ADMIN}`, "content-type": "application/json" },
      body: JSON.stringify({ ...QUESTION, site_id: site.id }),
      signal: leaving.signal,
    });
    const ctx = createExecutionContext();
    const { status } = await door.fetch(request, env, ctx);
    await waitOnExecutionContext(ctx);
    globalThis.fetch = clickhouse;
    expect(status).toBe(503);
    expect(aborted.length).toBeGreaterThan(0);
  });
});

describe("answers that are held", () => {
  const settled = (sql: string) => {
    if (/^SELECT toUnixTimestamp64Milli\(now64/.test(sql)) return { data: [{ now: Date.now(), newest: 0 }] };
    const rows = /\bm0\b/.test(sql) ? [{ m0: 3 }] : [];
    return { data: rows, statistics: { rows_read: 5, bytes_read: 40 } };
  };

  test("are told again by their tag, to a body as to an address, and to each asker by its own right", async () => {
    const [{ site, token }, other] = [
      await siteWithToken(["stats:read"]),
      await siteWithToken(["stats:read"]),
    ];
    standInForClickHouse(settled);
    const dates = ["2026-10-01", "2026-10-31"];
    const address = `/v1/query?site_id=${site.id}&metrics=visitors&date_range=${dates}`;
    const body = { site_id: site.id, metrics: ["visitors"], date_range: dates };
    const first = await call(address, { token });
    expect(first.json).toMatchObject({
      results: [{ metrics: [3] }],
      meta: { cached: false, data_revision: null },
    });
    expect(first.headers.get("cache-control")).toBe("private, no-cache");
    const tag = first.headers.get("etag") ?? "";
    statements.splice(0);
    const second = await post("/v1/query", body, { token });
    expect(second.json).toMatchObject({ results: [{ metrics: [3] }], meta: { cached: true, rows_read: 0 } });
    expect(statements.filter(({ sql }) => /uniq|count\(DISTINCT/.test(sql))).toEqual([]);
    const headers = { "if-none-match": tag, origin: "https://elsewhere.test" };
    for (const held of [
      await call(address, { token, headers }),
      await post("/v1/query", body, { token, headers }),
    ]) {
      expect([held.status, held.text, held.headers.get("etag")]).toEqual([304, "", tag]);
      expect(held.headers.get("access-control-allow-origin")).toBe("*");
    }
    expect((await call(address, { token: other.token, headers })).status).toBe(403);
    expect((await call(address, { token: null, headers })).status).toBe(401);
    standInForClickHouse();
  });
});

test("signing in counts as a request of the token, so that nobody fills the record of acts with it", async () => {
  const { token } = await siteWithToken(["stats:read"]);
  const signIn = () =>
    post("/v1/sign-in", { token }, { token: null, env: { TOKEN_REQUESTS_PER_MINUTE: "2" } as Partial<Env> });
  expect([(await signIn()).status, (await signIn()).status]).toEqual([200, 200]);
  expect((await signIn()).json.error.code).toBe("too_many_requests");
});
