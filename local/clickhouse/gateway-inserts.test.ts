/** What is sent to be stored, and what breaks off on its way. */

import { readdir } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { client, failureOf, folder, post, rowsOf, server, useGateway } from "./gateway-for-tests.ts";

useGateway();

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
