/** Files of rows: what an independent reader (DuckDB) finds in them is what the answer says. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../../schema/clickhouse/database-for-tests.ts";
import { FILE_FORMATS, type FileFormat } from "../../schema/files.ts";
import type { QueryInput } from "../../schema/query.ts";
import type { SiteConfig } from "../control/sites.ts";
import { answerer } from "./answer.ts";
import { connect } from "./clickhouse.ts";
import { openFile } from "./clickhouse-file.ts";
import { eventsFile } from "./event-file.ts";
import { fileOf } from "./files.ts";
import { param, sql } from "./sql.ts";
import { type Asking, planFile } from "./understand.ts";
import { type GivenVisit, store } from "./visits-for-tests.ts";

const DATABASE = "query_files";
const PAGES = 12_000;
const HOSTILE = [
  '=HYPERLINK("http://evil.test")',
  "+1",
  "-2",
  "@SUM(A1)",
  "\tx",
  'a "quoted", word',
  "né\nline",
];
const folder = mkdtempSync(join(tmpdir(), "footfall-files-"));
let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(DATABASE);
  await store(database.client, [...HOSTILE.map(visitFrom), big]);
});
afterAll(async () => {
  await database.client.close();
  rmSync(folder, { recursive: true });
});

const visitFrom = (source: string, at: number): GivenVisit => ({
  visitor: at + 1,
  columns: { source },
  events: [
    {
      at: `2026-03-0${at + 1}T10:30:00Z`,
      path: `/${at}`,
      props: { "=k": source },
      ...(at === 0 && { columns: { rules: ["r1", "r2"] } }),
    },
    {
      at: `2026-03-0${at + 1}T10:31:00Z`,
      path: `/${at}`,
      name: "Bought",
      revenue: { amount: 10.5, currency: at === 0 ? "USD" : "EUR", order_id: `-${at}` },
    },
  ],
});
/** More rows than a page has. */
const big: GivenVisit = {
  ...{ site: "big", visitor: 1 },
  events: Array.from({ length: PAGES }, (_, at) => ({ at: "2026-03-01T10:00:00Z", path: `/${at}` })),
};

const access = () => ({
  clickhouse: {
    url: process.env.CLICKHOUSE_URL ?? "",
    username: "default",
    password: "",
    database: DATABASE,
  },
});
const asking = (): Asking => ({
  clickhouse: connect(access()),
  siteFor: async (id) => ({ id, timezone: "Europe/Berlin" }) as SiteConfig,
  words: {
    segments: async () => [],
    goals: async () => [
      { name: "Bought", event: "Bought", page: null, scroll: null, props: {}, currency: "EUR" },
      { name: "Seen", event: null, page: "/0", scroll: null, props: {}, currency: null },
    ],
  },
  now: Date.parse("2026-03-09T00:00:00Z"),
  signal: new AbortController().signal,
});
const question = (change: Partial<QueryInput>): QueryInput => ({
  ...{ site_id: "site1", metrics: ["visitors"], date_range: ["2026-03-01", "2026-03-08"] },
  ...change,
});

async function bytesOf(opened: Awaited<ReturnType<typeof openFile>>): Promise<Uint8Array> {
  if (!opened.ok) throw new Error(JSON.stringify(opened.refusal));
  return new Uint8Array(await new Response(opened.body).arrayBuffer());
}
async function file(input: QueryInput, format: FileFormat): Promise<Uint8Array> {
  const planned = await planFile(asking(), input);
  if ("status" in planned) throw new Error(JSON.stringify(planned));
  return bytesOf(await openFile(access(), fileOf(planned, format), format, new AbortController().signal));
}

/** What DuckDB reads: columns, their types, and rows as JSON. */
async function read(bytes: Uint8Array, format: FileFormat) {
  const path = join(folder, `file.${format}`);
  writeFileSync(path, bytes);
  const of = {
    csv: `read_csv('${path}', all_varchar = true)`,
    ndjson: `read_json('${path}', format = 'newline_delimited')`,
    parquet: `read_parquet('${path}')`,
  }[format];
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const result = await connection.runAndReadAll(`SELECT * FROM ${of}`);
  return {
    names: result.columnNames(),
    types: result.columnTypes().map(String),
    rows: result.getRowsJson() as unknown[][],
  };
}
const asText = (rows: readonly (readonly unknown[])[]) =>
  rows.map((row) => row.map((value) => (value === null || value === "" ? null : String(value))));

describe.each(FILE_FORMATS.map((format) => [format]))("%s", (format) => {
  test.each<[string, Partial<QueryInput>]>([
    ["totals", { metrics: ["visitors", "bounce_rate", "views_per_visit"] }],
    ["pages", { dimensions: ["event:page"], metrics: ["pageviews", "visitors", "percentage"] }],
    ["days", { dimensions: ["time:day"], metrics: ["visits", "visit_duration"] }],
    ["weeks", { dimensions: ["time:week"] }],
    ["months", { dimensions: ["time:month", "event:name"] }],
    ["hours", { dimensions: ["time:hour"], order_by: [["time:hour", "desc"]] }],
    ["minutes", { dimensions: ["time:minute"], date_range: ["2026-03-01", "2026-03-02"] }],
    ["a page of them", { dimensions: ["event:page"], pagination: { limit: 3, offset: 2 } }],
    ["nothing", { dimensions: ["event:page"], date_range: ["2025-01-01", "2025-01-02"] }],
  ])("has the rows of the answer, in its order: %s", async (_, change) => {
    const answer = await answerer(asking())(question(change));
    if ("status" in answer) throw new Error(JSON.stringify(answer));
    const told = answer.results.map(({ dimensions, metrics }) => [...dimensions, ...metrics]);
    const { names, rows } = await read(await file(question(change), format), format);
    if (told.length > 0 || format !== "ndjson")
      expect(names).toEqual([...answer.query.dimensions, ...answer.query.metrics]);
    expect(asText(rows)).toEqual(asText(told));
  });

  test("has more rows than a page", async () => {
    const input = question({ site_id: "big", dimensions: ["event:page"] });
    const { rows } = await read(await file(input, format), format);
    expect(rows).toHaveLength(PAGES);
  });

  test("tells money in a column of its own", async () => {
    const metrics: QueryInput["metrics"] = ["visitors", "total_revenue"];
    const { names, rows } = await read(
      await file(question({ metrics, dimensions: ["event:goal"] }), format),
      format,
    );
    expect(names).toEqual(["event:goal", "visitors", "total_revenue", "currency"]);
    expect(asText(rows)).toEqual([
      ["Bought", "7", "63", "EUR"],
      ["Seen", "1", null, null],
    ]);
  });

  test("has every event with its properties, and of one site alone", async () => {
    const planned = await eventsFile(
      asking(),
      { site_id: "site1", date_range: ["2026-03-01", "2026-03-08"] },
      format,
    );
    if ("status" in planned) throw new Error(JSON.stringify(planned));
    const opened = await openFile(access(), planned.statement, format, new AbortController().signal);
    const { names, rows } = await read(await bytesOf(opened), format);
    expect(rows).toHaveLength(2 * HOSTILE.length);
    const column = (name: string) => rows.map((row) => row[names.indexOf(name)]);
    expect(new Set(column("name"))).toEqual(new Set(["pageview", "Bought"]));
    expect(column("id").every((id) => /^[0-9a-f-]{36}$/.test(String(id)))).toBe(true);
    expect(JSON.stringify(column("props"))).toContain("HYPERLINK");
    expect(asText([column("currency")])[0]?.filter((currency) => currency === "EUR")).toHaveLength(6);
  });
});

test.each(FILE_FORMATS.map((format) => [format]))(
  "filters of events mean in %s what is kept, not what the file makes of it",
  async (format) => {
    const count = async (filters: QueryInput["filters"]) => {
      const asked = { site_id: "site1", date_range: ["2026-03-01", "2026-03-08"], filters };
      const planned = await eventsFile(asking(), asked, format);
      if ("status" in planned) throw new Error(JSON.stringify(planned));
      const opened = await openFile(access(), planned.statement, format, new AbortController().signal);
      return (await read(await bytesOf(opened), format)).rows.length;
    };
    expect(await count([["is", "event:props:=k", ["+1"]]])).toBe(1);
    expect(await count([["is", "visit:source", ['=HYPERLINK("http://evil.test")']]])).toBe(2);
    expect(await count([["is", "event:rule", ["r1"]]])).toBe(1);
    expect(
      await count([
        ["is", "event:name", ["Bought"]],
        ["is", "event:page", ["/3"]],
      ]),
    ).toBe(1);
  },
);

test("CSV has no cell that a spreadsheet would run; the others have the texts as they are", async () => {
  const input = question({ dimensions: ["visit:source"], order_by: [["visit:source", "asc"]] });
  const sources = async (format: FileFormat) =>
    (await read(await file(input, format), format)).rows.map(([source]) => source);
  expect((await sources("parquet")).toSorted()).toEqual(HOSTILE.toSorted());
  expect((await sources("csv")).toSorted()).toEqual(
    HOSTILE.map((text) => (/^[=+\-@\t]/.test(text) ? `'${text}` : text)).toSorted(),
  );
  const byProp = question({ dimensions: ["event:props:=k"] });
  const cells = (await read(await file(byProp, "csv"), "csv")).rows.map(([value]) => String(value));
  expect(cells.filter((text) => /^[=+\-@\t\r]/.test(text))).toEqual([]);
});

test("Parquet has the types of what is told", async () => {
  const ask = async (change: Partial<QueryInput>) =>
    (await read(await file(question(change), "parquet"), "parquet")).types;
  expect(
    await ask({ dimensions: ["time:day", "visit:source"], metrics: ["visitors", "bounce_rate"] }),
  ).toEqual(["DATE", "VARCHAR", expect.stringMatching(/^(BIGINT|UBIGINT|DOUBLE)$/), "DOUBLE"]);
  expect((await ask({ dimensions: ["time:hour"] }))[0]).toBe("VARCHAR");
});

test("a name of a column is a name, whatever it holds", async () => {
  const dimension = "event:props:x` FROM system.one --" as const;
  const { names, rows } = await read(await file(question({ dimensions: [dimension] }), "csv"), "csv");
  expect(names).toEqual([dimension, "visitors"]);
  expect(rows).toEqual([["(none)", "7"]]);
});

test("a range to compare with is refused", async () => {
  const planned = await planFile(asking(), question({ compare: { mode: "previous_period" } }));
  expect(planned).toMatchObject({ status: 422, error: { code: "compared_file", path: "compare" } });
});

test("a file that ClickHouse cannot finish breaks off, and one that it cannot begin is refused", async () => {
  const failing = (at: number) =>
    sql`SELECT throwIf(number = ${param("Int64", at)}), repeat('x', 1000) FROM numbers(100000) SETTINGS max_block_size = 1000`;
  const open = (at: number) => openFile(access(), failing(at), "csv", new AbortController().signal);
  await expect(bytesOf(await open(90_000))).rejects.toThrow();
  expect(await open(0)).toMatchObject({ ok: false, refusal: { status: 500 } });
});
