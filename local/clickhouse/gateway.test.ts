/** The unmodified client of ClickHouse, against the gateway in a process of its own. */

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type ClickHouseClient, ClickHouseError, createClient, TupleParam } from "@clickhouse/client-web";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ClickHouseChild, spawnClickHouse } from "./child.ts";

let folder: string;
let server: ClickHouseChild;
let client: ClickHouseClient;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clickhouse-gateway-"));
  server = await spawnClickHouse({ path: folder });
  client = createClient({ url: server.url, compression: { response: true } });
});

afterAll(async () => {
  await client.close();
  const code = await server.stop();
  await rm(folder, { recursive: true, force: true });
  expect(code).toBe(0);
});

async function rowsOf<T>(query: string, query_params?: Record<string, unknown>): Promise<T[]> {
  const result = await client.query({
    query,
    format: "JSONEachRow",
    ...(query_params ? { query_params } : {}),
  });
  return result.json<T>();
}

async function failureOf(promise: Promise<unknown>): Promise<ClickHouseError> {
  const error = await promise.then(
    () => new Error("it should have failed"),
    (reason: unknown) => reason,
  );
  if (error instanceof ClickHouseError) return error;
  throw error;
}

async function post(
  query: string,
  search: Record<string, string> = {},
  init: RequestInit = {},
): Promise<Response> {
  const url = new URL(server.url);
  for (const [name, value] of Object.entries(search)) url.searchParams.set(name, value);
  return fetch(url, { method: "POST", body: query, ...init });
}

describe("query", () => {
  test("answers in the formats the client knows", async () => {
    const query = "SELECT number AS n, toString(number) AS s FROM numbers(2)";
    const json = await (await client.query({ query, format: "JSON" })).json();
    expect(json).toMatchObject({
      data: [
        { n: 0, s: "0" },
        { n: 1, s: "1" },
      ],
      rows: 2,
    });
    expect(await (await client.query({ query, format: "CSVWithNames" })).text()).toBe(
      '"n","s"\n0,"0"\n1,"1"\n',
    );
    expect(await (await client.query({ query, format: "JSONCompactEachRow" })).json()).toEqual([
      [0, "0"],
      [1, "1"],
    ]);
  });

  test("takes ping, and says Ok to a bare GET", async () => {
    expect(await client.ping()).toEqual({ success: true });
    expect(await (await fetch(`${server.url}/ping`)).text()).toBe("Ok.\n");
    expect(await (await fetch(server.url)).text()).toBe("Ok.\n");
    expect((await fetch(`${server.url}/nowhere`)).status).toBe(404);
  });

  test("runs whatever stands around the statement", async () => {
    for (const query of [
      "SELECT 1 AS one;",
      "SELECT 1 AS one -- FORMAT CSV",
      "WITH 1 AS x SELECT x AS one",
      "(SELECT 1 AS one)",
      "FROM (SELECT 1 AS one) SELECT one",
      "SELECT 1 AS one SETTINGS max_threads = 1",
      "/* ; */ SELECT 1 AS one WHERE 'a;b' != `one`::String || $$;'$$",
    ]) {
      expect(await (await post(query, { default_format: "CSV" })).text(), query).toBe("1\n");
    }
    expect(await (await post("SELECT 1 AS format FORMAT JSONEachRow SETTINGS max_threads = 1")).text()).toBe(
      '{"format":1}\n',
    );
    expect(await (await post("SHOW DATABASES LIKE 'default'")).text()).toBe("default\n");
    expect(await (await post("DESCRIBE TABLE system.one")).text()).toMatch(/^dummy\tUInt8/);
  });

  test("names the server, the query and the format in headers", async () => {
    const response = await post("SELECT 1 FORMAT JSONEachRow", { query_id: "mine" });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "application/x-ndjson; charset=UTF-8",
      "x-clickhouse-format": "JSONEachRow",
      "x-clickhouse-query-id": "mine",
      "x-clickhouse-timezone": expect.stringMatching(/./),
      "x-clickhouse-server-display-name": expect.stringMatching(/./),
      "x-clickhouse-exception-tag": expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    const summary = JSON.parse(response.headers.get("x-clickhouse-summary") ?? "");
    expect(summary).toMatchObject({
      result_rows: "1",
      written_rows: "0",
      elapsed_ns: expect.stringMatching(/^\d+$/),
    });
  });
});

describe("parameters", () => {
  const awkward =
    "it's \"a\" \\ back\\nslash\ttab\nline\r`tick` \u{1f600} é {x:String} -- ; \\N '; DROP TABLE t";

  test.each<[string, unknown, unknown]>([
    ["String", awkward, awkward],
    ["String", "", ""],
    ["Nullable(String)", null, null],
    ["Nullable(String)", "NULL", "NULL"],
    ["UInt8", 255, 255],
    ["UInt64", 18446744073709551615n, "18446744073709551615"],
    ["Int64", -9007199254740993n, "-9007199254740993"],
    ["Float64", 0.1, 0.1],
    ["Bool", true, true],
    ["Decimal(18, 4)", "12345.6789", 12345.6789],
    ["UUID", "0190163d-8694-739b-aea5-966c26f8ad90", "0190163d-8694-739b-aea5-966c26f8ad90"],
    ["Date", "2026-02-28", "2026-02-28"],
    ["DateTime('UTC')", new Date("2026-02-28T23:59:59Z"), "2026-02-28 23:59:59"],
    ["DateTime64(3, 'UTC')", new Date("2026-02-28T23:59:59.123Z"), "2026-02-28 23:59:59.123"],
    ["DateTime64(3, 'UTC')", "2026-02-28 23:59:59.123", "2026-02-28 23:59:59.123"],
    ["IPv6", "2001:db8::1", "2001:db8::1"],
    ["Array(String)", [awkward, "", "]'"], [awkward, "", "]'"]],
    ["Array(Nullable(UInt32))", [1, null, 3], [1, null, 3]],
    ["Array(Array(UInt8))", [[1], [], [2, 3]], [[1], [], [2, 3]]],
    ["Array(Bool)", [true, false], [true, false]],
    ["Map(String, UInt32)", { a: 1, "it's": 2 }, { a: 1, "it's": 2 }],
    ["Map(String, String)", new Map([[awkward, awkward]]), { [awkward]: awkward }],
    ["Map(String, Array(String))", { k: ["a'", "\t"] }, { k: ["a'", "\t"] }],
    ["Tuple(UInt8, String)", new TupleParam([1, awkward]), [1, awkward]],
    ["Enum8('a' = 1, 'b' = 2)", "b", "b"],
    ["LowCardinality(String)", "low", "low"],
  ])("%s", async (type, value, expected) => {
    const settings = {
      output_format_json_quote_64bit_integers: 1,
      output_format_json_named_tuples_as_objects: 0,
    } as const;
    const query = `SELECT {value:${type}} AS value`;
    const result = await client.query({
      query,
      format: "JSONEachRow",
      query_params: { value },
      clickhouse_settings: settings,
    });
    expect(await result.json()).toEqual([{ value: expected }]);
  });

  test("name tables and columns", async () => {
    const query_params = { database: "system", table: "one", column: "dummy" };
    expect(
      await rowsOf(
        "SELECT {column:Identifier} AS d FROM {database:Identifier}.{table:Identifier}",
        query_params,
      ),
    ).toEqual([{ d: 0 }]);
  });

  test("are longer than a URL and than the parser's limit in a form", async () => {
    const value = "x'\\\n".repeat(200_000);
    const query =
      "SELECT length({value:String}) AS l, cityHash64({value:String}) = cityHash64(repeat({part:String}, 200000)) AS same";
    const query_params = { value, part: "x'\\\n" };
    const result = await client.query({
      query,
      format: "JSONEachRow",
      query_params,
      use_multipart_params: true,
    });
    expect(await result.json()).toEqual([{ l: value.length, same: 1 }]);
  });

  test("belong to one query", async () => {
    expect(await rowsOf("SELECT {a:String} AS a", { a: "1" })).toEqual([{ a: "1" }]);
    expect(await failureOf(rowsOf("SELECT {a:String} AS a"))).toMatchObject({
      code: "456",
      type: "UNKNOWN_QUERY_PARAMETER",
    });
  });
});

describe("settings", () => {
  test("take effect and belong to one query", async () => {
    const query = "SELECT getSetting('max_block_size') AS size";
    const result = await client.query({
      query,
      format: "JSONEachRow",
      clickhouse_settings: { max_block_size: "77" },
    });
    expect(await result.json()).toEqual([{ size: 77 }]);
    expect(await rowsOf(query)).not.toEqual([{ size: 77 }]);
  });

  test("readonly forbids changes, and nothing after it", async () => {
    const readonly = { readonly: "1" } as const;
    const create = client.command({
      query: "CREATE TABLE never (a UInt8) ENGINE = Memory",
      clickhouse_settings: readonly,
    });
    expect(await failureOf(create)).toMatchObject({ code: "164", type: "READONLY" });
    await client.command({ query: "CREATE TABLE readonly_then (a UInt8) ENGINE = Memory" });
    const url = `${server.url}/?query=${encodeURIComponent("DROP TABLE readonly_then")}`;
    expect((await fetch(url)).status, "a GET changes nothing").toBe(500);
  });

  test("max_execution_time stops a query", async () => {
    const query = "SELECT count() FROM numbers(1000000000000)";
    expect(
      await failureOf(client.query({ query, clickhouse_settings: { max_execution_time: 1 } })),
    ).toMatchObject({ code: "159" });
  });

  test("unknown ones are refused by name", async () => {
    const response = await post("SELECT 1", { no_such_setting: "1" });
    expect([response.status, await response.text()]).toEqual([
      404,
      expect.stringContaining("no_such_setting"),
    ]);
    expect((await post("SELECT 1", { "readonly = 0, x": "1" })).status).toBe(404);
  });

  test("database is where unqualified tables are looked for", async () => {
    await client.command({ query: "CREATE DATABASE IF NOT EXISTS `other place`" });
    const other = createClient({ url: server.url, database: "other place" });
    await other.command({ query: "CREATE TABLE here (a UInt8) ENGINE = Memory" });
    await other.insert({ table: "here", values: [{ a: 1 }], format: "JSONEachRow" });
    expect(await rowsOf("SELECT a FROM `other place`.here")).toEqual([{ a: 1 }]);
    const nowhere = createClient({ url: server.url, database: "nowhere" });
    expect(await failureOf(nowhere.query({ query: "SELECT 1" }))).toMatchObject({ code: "81" });
  });
});

describe("sessions", () => {
  test("keep temporary tables and SET for their own queries", async () => {
    const own = createClient({ url: server.url, session_id: "own" });
    await own.command({ query: "CREATE TEMPORARY TABLE passing (a UInt8)" });
    await own.insert({ table: "passing", values: [{ a: 1 }], format: "JSONEachRow" });
    await own.command({ query: "SET max_block_size = 99" });
    const query = "SELECT a, getSetting('max_block_size') AS size FROM passing";
    expect(await (await own.query({ query, format: "JSONEachRow" })).json()).toEqual([{ a: 1, size: 99 }]);
    expect(await failureOf(client.query({ query }))).toMatchObject({ code: "60" });
  });

  test("take one query at a time", async () => {
    const own = createClient({ url: server.url, session_id: "busy" });
    const abort = new AbortController();
    const query = "SELECT count() FROM numbers(100000000000) WHERE NOT ignore(number) -- holding";
    const first = own.query({ query, abort_signal: abort.signal, clickhouse_settings: { max_threads: 1 } });
    const aborted = expect(first).rejects.toThrow("aborted");
    await expect.poll(() => processes("holding")).toBe(1);
    expect(await failureOf(own.command({ query: "SELECT 1" }))).toMatchObject({ type: "SESSION_IS_LOCKED" });
    abort.abort();
    await aborted;
  });

  test("what one query sets, uses or makes does not reach another", async () => {
    await client.command({ query: "CREATE DATABASE IF NOT EXISTS aside" });
    const state =
      "SELECT currentDatabase() AS d, getSetting('max_block_size') AS size, getSetting('readonly') AS readonly";
    const [before] = await rowsOf<object>(state);
    const aside = createClient({
      url: server.url,
      database: "aside",
      clickhouse_settings: { max_block_size: "11" },
    });
    for (const query of [
      "SELECT 1",
      "SET max_block_size = 12",
      "USE system",
      "SELECT throwIf(1)",
      "SELECT 1 SETTINGS readonly = 2",
    ]) {
      await aside.command({ query }).catch(() => {});
      await aside.ping();
      expect(await rowsOf(state), query).toEqual([before]);
    }
  });
});

describe("insert", () => {
  test("takes rows of the client's formats", async () => {
    await client.command({
      query:
        "CREATE TABLE rows (id UInt32, s String DEFAULT 'none', t Array(String)) ENGINE = MergeTree ORDER BY id",
    });
    const s = "it's; \\ \t\n\u{1f600}";
    await client.insert({ table: "rows", values: [{ id: 1, s, t: ["a", s] }], format: "JSONEachRow" });
    await client.insert({ table: "rows", values: [[2, s, []]], format: "JSONCompactEachRow" });
    await client.insert({ table: "rows", values: [{ id: 3 }], columns: ["id"], format: "JSONEachRow" });
    await client.insert({ table: "rows", values: [], format: "JSONEachRow" });
    expect(await rowsOf("SELECT * FROM rows ORDER BY id")).toEqual([
      { id: 1, s, t: ["a", s] },
      { id: 2, s, t: [] },
      { id: 3, s: "none", t: [] },
    ]);
  });

  test.each([
    "Native",
    "RowBinary",
    "RowBinaryWithNamesAndTypes",
    "Parquet",
    "CSVWithNames",
    "TabSeparated",
    "Values",
  ])("takes data as %s, in the body or behind the statement, plain or gzip", async (format) => {
    const table = `data_${format}`;
    await client.command({
      query: `CREATE TABLE ${table} (id UInt32, s String) ENGINE = MergeTree ORDER BY id`,
    });
    const select = `SELECT toUInt32(number) AS id, concat('\\n\\0;\\'', toString(number)) AS s FROM numbers(1000) FORMAT ${format}`;
    const data = Buffer.from(await (await post(select)).arrayBuffer());
    const query = `INSERT INTO ${table} (id, s) FORMAT ${format}`;
    const responses = [
      await post("", { query }, { body: data }),
      await post("", { query }, { body: gzipSync(data), headers: { "Content-Encoding": "gzip" } }),
      await post("", {}, { body: Buffer.concat([Buffer.from(`${query}\n`), data]) }),
    ];
    for (const response of responses) expect([response.status, await response.text()]).toEqual([200, ""]);
    expect(JSON.parse(responses[0]?.headers.get("x-clickhouse-summary") ?? "")).toMatchObject({
      written_rows: "1000",
    });
    const check = `SELECT count() AS rows, uniqExact(id, s) AS different, countIf(s = concat('\\n\\0;\\'', toString(id))) AS right FROM ${table}`;
    expect(await rowsOf(check)).toEqual([{ rows: 3000, different: 1000, right: 3000 }]);
  });

  test("with a deduplication token happens once", async () => {
    await client.command({
      query:
        "CREATE TABLE once (a UInt32) ENGINE = MergeTree ORDER BY a SETTINGS non_replicated_deduplication_window = 100",
    });
    for (const [token, asynchronous, a] of [
      ["x", 0, 1],
      ["x", 0, 2],
      ["y", 1, 3],
      ["y", 1, 4],
    ] as const) {
      const clickhouse_settings = {
        insert_deduplication_token: token,
        async_insert: asynchronous,
        wait_for_async_insert: 1,
      } as const;
      await client.insert({ table: "once", values: [{ a }], format: "JSONEachRow", clickhouse_settings });
    }
    expect(await rowsOf("SELECT groupArray(a) AS a FROM (SELECT a FROM once ORDER BY a)")).toEqual([
      { a: [1, 3] },
    ]);
  });

  test("of bad data fails whole, with the row", async () => {
    await client.command({ query: "CREATE TABLE bad (a UInt32) ENGINE = MergeTree ORDER BY a" });
    const values = [{ a: 1 }, { a: "not a number" }];
    const failure = await failureOf(client.insert({ table: "bad", values, format: "JSONEachRow" }));
    expect(failure).toMatchObject({ code: "27", message: expect.stringContaining("(at row 2)") });
    expect(failure.message).not.toContain(folder);
    const query = "INSERT INTO bad FORMAT JSONEachRow";
    const torn = { body: gzipSync('{"a":1}').subarray(0, 20), headers: { "Content-Encoding": "gzip" } };
    expect((await post("", { query }, torn)).status).toBe(500);
    expect(await rowsOf("SELECT count() AS n FROM bad")).toEqual([{ n: 0 }]);
  });
});

describe("large and broken uploads", () => {
  test("VALUES in the statement are not counted as its length", async () => {
    await client.command({
      query: "CREATE TABLE many_values (a UInt32, s String) ENGINE = MergeTree ORDER BY a",
    });
    const rows = Array.from({ length: 20_000 }, (_, a) => `(${a}, 'it''s; row ${a}')`);
    await client.command({ query: `INSERT INTO many_values VALUES ${rows.join(", ")}` });
    expect(await rowsOf("SELECT count() AS n, max(a) AS m FROM many_values")).toEqual([
      { n: 20_000, m: 19_999 },
    ]);
  });

  test("a body that breaks off inserts nothing and leaves no file", async () => {
    await client.command({ query: "CREATE TABLE broken_off (a UInt32) ENGINE = MergeTree ORDER BY a" });
    const url = `${server.url}/?query=${encodeURIComponent("INSERT INTO broken_off FORMAT CSV")}`;
    const upload = request(url, { method: "POST" }).on("error", () => {});
    upload.write("1\n2\n".repeat(10_000));
    const files = () =>
      readdir(join(folder, "gateway")).then((names) => names.filter((name) => name.startsWith("insert-")));
    await expect.poll(files).toHaveLength(1);
    upload.destroy();
    await expect.poll(files).toEqual([]);
    expect(await rowsOf("SELECT count() AS n FROM broken_off")).toEqual([{ n: 0 }]);
  });
});

describe("command and exec", () => {
  test("run every kind of statement", async () => {
    for (const query of [
      "CREATE TABLE kinds (id UInt32, s String) ENGINE = MergeTree ORDER BY id SETTINGS enable_block_number_column = 1, enable_block_offset_column = 1",
      "INSERT INTO kinds VALUES (1, 'a;b'), (2, 'c')",
      "INSERT INTO kinds SELECT 3, 'd'",
      "ALTER TABLE kinds UPDATE s = 'altered' WHERE id = 1 SETTINGS mutations_sync = 2",
      "ALTER TABLE kinds DELETE WHERE id = 2 SETTINGS mutations_sync = 2",
      "UPDATE kinds SET s = 'updated' WHERE id = 3",
      "OPTIMIZE TABLE kinds FINAL",
      "SYSTEM STOP MERGES kinds",
      "SYSTEM START MERGES kinds",
      "CREATE MATERIALIZED VIEW kinds_mv ENGINE = MergeTree ORDER BY id AS SELECT id FROM kinds",
      "DELETE FROM kinds WHERE id = 7",
      "EXPLAIN SELECT 1",
      "SET max_threads = 1",
    ]) {
      await client.command({ query });
    }
    expect(await rowsOf("SELECT * FROM kinds ORDER BY id")).toEqual([
      { id: 1, s: "altered" },
      { id: 3, s: "updated" },
    ]);
  });

  test("exec streams what a statement answers", async () => {
    const { stream } = await client.exec({ query: "SELECT number FROM numbers(3) FORMAT CSV" });
    expect(await new Response(stream).text()).toBe("0\n1\n2\n");
  });

  test("refuse what a server refuses over HTTP", async () => {
    expect(await failureOf(client.command({ query: "SELECT 1; SELECT 2" }))).toMatchObject({ code: "62" });
    expect(await failureOf(client.command({ query: "SELECT 1 INTO OUTFILE '/tmp/x'" }))).toMatchObject({
      code: "358",
    });
    expect(
      await failureOf(client.command({ query: "INSERT INTO t FROM INFILE '/etc/passwd' FORMAT CSV" })),
    ).toMatchObject({ code: "48" });
  });
});

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

async function processes(mark: string): Promise<number> {
  const query =
    "SELECT count() AS n FROM system.processes WHERE position(query, {mark:String}) > 0 AND NOT position(query, 'system.processes') > 0";
  const [row] = await rowsOf<{ n: number }>(query, { mark: `-- ${mark}` });
  return row?.n ?? 0;
}

async function residentBytes(): Promise<number> {
  const status = await readFile(`/proc/${server.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}
