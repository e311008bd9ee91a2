/** Errors at any point of an answer, and many at once. */

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createClient } from "@clickhouse/client-web";
import { describe, expect, test } from "vitest";
import {
  client,
  failureOf,
  folder,
  post,
  processes,
  rowsOf,
  server,
  useGateway,
} from "./gateway-for-tests.ts";

useGateway();

describe("errors", () => {
  test.each([
    ["selec 1", "62", "SYNTAX_ERROR", 400],
    ["nonsense", "62", "SYNTAX_ERROR", 400],
    ["SELECT * FROM nowhere", "60", "UNKNOWN_TABLE", 404],
    ["SELECT nothing", "47", "UNKNOWN_IDENTIFIER", 404],
    ["SELECT no_such()", "46", "UNKNOWN_FUNCTION", 404],
    ["SELECT throwIf(1)", "395", "FUNCTION_THROW_IF_VALUE_IS_NON_ZERO", 500],
    ["SELECT (1", "62", "SYNTAX_ERROR", 400],
  ])("%s is %s %s, status %i", async (query, code, type, status) => {
    expect(await failureOf(client.query({ query, format: "JSONEachRow" }))).toMatchObject({ code, type });
    const response = await post(query);
    expect([response.status, response.headers.get("x-clickhouse-exception-code")]).toEqual([status, code]);
    const text = await response.text();
    expect(text).toMatch(/^Code: \d+\. DB::Exception: /);
    expect(text).not.toContain(folder);
  });

  test.each([true, false])("in the middle of a stream reach the reader (gzip %s)", async (response) => {
    const own = createClient({ url: server.url, compression: { response } });
    const query =
      "SELECT number, repeat('x', 20), throwIf(number = 60000, 'far in') FROM numbers(200000) SETTINGS max_block_size = 1000, max_threads = 1";
    const result = await own.query({ query, format: "JSONEachRow" });
    let rows = 0;
    const reading = (async () => {
      for await (const batch of result.stream()) rows += batch.length;
    })();
    expect(await failureOf(reading)).toMatchObject({
      code: "395",
      message: expect.stringContaining("far in"),
    });
    expect(rows).toBeGreaterThan(1000);
  });

  test("in the middle of a stream leave no whole answer to who does not know of them", async () => {
    const query =
      "SELECT repeat('x', 1000), throwIf(number = 5000) FROM numbers(10000) SETTINGS max_block_size = 1000, max_threads = 1";
    await expect((await client.query({ query, format: "CSV" })).text()).rejects.toThrow();
  });

  test("with wait_end_of_query always have their status", async () => {
    const query =
      "SELECT number, throwIf(number = 100000) FROM numbers(200000) SETTINGS max_block_size = 1000, max_threads = 1";
    expect((await post(query, { wait_end_of_query: "1" })).status).toBe(500);
  });

  test("of authentication are 403 and 516", async () => {
    const stranger = createClient({ url: server.url, username: "stranger", password: "x" });
    expect(await failureOf(stranger.query({ query: "SELECT 1" }))).toMatchObject({
      code: "516",
      type: "AUTHENTICATION_FAILED",
    });
    expect(
      (
        await post(
          "SELECT 1",
          {},
          { headers: { "X-ClickHouse-User": "default", "X-ClickHouse-Key": "wrong" } },
        )
      ).status,
    ).toBe(403);
    expect((await post("SELECT 1", { user: "default", password: "" })).status).toBe(200);
    expect(
      (await post("SELECT 1", {}, { headers: { Origin: "http://evil.example" } })).status,
      "a web page",
    ).toBe(403);
  });
});

describe("compression", () => {
  test("of answers is gzip when both ends want it", async () => {
    const wanted = { headers: { "Accept-Encoding": "gzip" } };
    const packed = await post("SELECT * FROM numbers(1000)", { enable_http_compression: "1" }, wanted);
    expect(packed.headers.get("content-encoding")).toBe("gzip");
    expect((await packed.text()).split("\n")).toHaveLength(1001);
    expect((await post("SELECT 1", {}, wanted)).headers.get("content-encoding")).toBeNull();
  });
});

describe("many and large", () => {
  test("50 concurrent queries each get their own answer", async () => {
    const ask = async (n: number) => {
      const query =
        "SELECT {n:UInt32} AS n, sum(number) AS total, getSetting('max_block_size') AS size FROM numbers({n:UInt32} * 1000)";
      const size = 1000 + n;
      const result = await client.query({
        query,
        format: "JSONEachRow",
        query_params: { n },
        clickhouse_settings: { max_block_size: String(size) },
      });
      expect(await result.json()).toEqual([{ n, total: (n * 1000 * (n * 1000 - 1)) / 2, size }]);
    };
    await Promise.all(Array.from({ length: 50 }, (_, n) => ask(n + 1)));
  });

  test("inserts, reads and failures at once do not disturb each other", async () => {
    await client.command({ query: "CREATE TABLE busy (a UInt32) ENGINE = MergeTree ORDER BY a" });
    const work = Array.from({ length: 60 }, async (_, n) => {
      if (n % 3 === 0) return client.insert({ table: "busy", values: [{ a: n }], format: "JSONEachRow" });
      if (n % 3 === 1) return expect(client.query({ query: "SELECT throwIf(1)" })).rejects.toThrow();
      return rowsOf("SELECT count() FROM busy");
    });
    await Promise.all(work);
    expect(await rowsOf("SELECT count() AS n, sum(a) AS s FROM busy")).toEqual([{ n: 20, s: 570 }]);
  });

  test("a cancelled request stops its query and nothing else", async () => {
    const abort = new AbortController();
    const query = "SELECT count() FROM numbers(100000000000) WHERE NOT ignore(number) -- cancelled";
    const cancelled = client.query({
      query,
      abort_signal: abort.signal,
      clickhouse_settings: { max_threads: 1 },
    });
    await expect.poll(() => processes("cancelled")).toBe(1);
    const other = rowsOf("SELECT sleep(1) AS n");
    abort.abort();
    await expect(cancelled).rejects.toThrow("aborted");
    expect(await other).toEqual([{ n: 0 }]);
    await expect.poll(() => processes("cancelled")).toBe(0);
  });

  test("requests cancelled at any moment leave every place free", async () => {
    const left = Array.from({ length: 200 }, async (_, n) => {
      const signal = AbortSignal.timeout(n % 40);
      const answer = await post("SELECT number FROM numbers(100000000000)", {}, { signal }).catch(() => null);
      await answer?.text().catch(() => {});
    });
    await Promise.all(left);
    const answers = Array.from({ length: 20 }, () => rowsOf("SELECT sleep(0.1) AS n"));
    expect(await Promise.all(answers)).toEqual(answers.map(() => [{ n: 0 }]));
  });

  test("a stream that is left in the middle stops its query", async () => {
    const query = "SELECT number FROM numbers(100000000000) -- left";
    const result = await client.query({ query, format: "JSONEachRow" });
    for await (const rows of result.stream()) {
      expect(rows.length).toBeGreaterThan(0);
      break;
    }
    await expect.poll(() => processes("left")).toBe(0);
    expect(await readdir(join(folder, "gateway"))).not.toContainEqual(expect.stringContaining("insert-"));
  });

  test("a large result comes whole, and through little memory", async () => {
    const rows = process.env.FOOTFALL_LONG ? 1_000_000 : 200_000;
    const query = `SELECT number AS n, repeat('x', 100) AS s FROM numbers(${rows})`;
    const before = await residentBytes();
    const result = await client.query({ query, format: "JSONEachRow" });
    let [count, sum, bytes] = [0, 0, 0];
    for await (const batch of result.stream()) {
      for (const row of batch) {
        count++;
        bytes += row.text.length;
        sum += row.json<{ n: number }>().n;
      }
    }
    expect([count, sum]).toEqual([rows, (rows * (rows - 1)) / 2]);
    expect(bytes).toBeGreaterThan(rows * 100);
    if (process.env.FOOTFALL_LONG) expect((await residentBytes()) - before).toBeLessThan(bytes / 2);
  });
});

async function residentBytes(): Promise<number> {
  const status = await readFile(`/proc/${server.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}
