/** Questions and statements, as ClickHouse answers them. */

import { createClient, TupleParam } from "@clickhouse/client-web";
import { describe, expect, test } from "vitest";
import { client, failureOf, post, processes, rowsOf, server, useGateway } from "./gateway-for-tests.ts";

useGateway();

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
