import { createClient } from "@clickhouse/client-web";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EVENT_COLUMNS } from "../../../schema/rows.ts";
import { encodeNative } from "./native.ts";

const url = process.env.CLICKHOUSE_URL ?? "";
const database = "native_test";
const client = createClient({ url, database });

beforeAll(async () => {
  const server = createClient({ url });
  await server.command({ query: `DROP DATABASE IF EXISTS ${database}` });
  await server.command({ query: `CREATE DATABASE ${database}` });
  await server.close();
});
afterAll(() => client.close());

/** One column a type, each with values at its ends; the last row leaves all to the defaults. */
const COLUMNS = {
  n: "UInt32",
  string: "String",
  low: "LowCardinality(String)",
  uuid: "UUID",
  date: "Date",
  time: "DateTime64(3, 'UTC')",
  u8: "UInt8",
  u16: "UInt16",
  u64: "UInt64",
  count: "UInt64",
  i32: "Int32",
  f32: "Float32",
  decimal: "Decimal(18, 4)",
  lows: "Array(LowCardinality(String))",
  u64s: "Array(UInt64)",
  map: "Map(LowCardinality(String), String)",
  nums: "Map(LowCardinality(String), Float64)",
} as const;

const LONG = "ä".repeat(70) + "x".repeat(20_000);
const rows = [
  {
    n: 1,
    string: "plain",
    low: "Chrome",
    uuid: "01a20c46-adf3-7feb-9d46-0d9ac43bae71",
    date: "2026-11-24",
    time: 1_795_500_000_123,
    u8: 255,
    u16: 65_535,
    u64: "fedcba9876543210",
    count: Number.MAX_SAFE_INTEGER,
    i32: -2_147_483_648,
    f32: 1.5,
    decimal: 19.99,
    lows: ["a", "b", "a"],
    u64s: ["ffffffffffffffff", 7],
    map: { plan: "pro", "": "empty key", "a'b\\c\t": "d\ne" },
    nums: { price: 0.1, n: -1e300 },
  },
  {
    n: 2,
    string: LONG,
    low: "🦊 ünï",
    uuid: "ffffffff-ffff-4fff-bfff-ffffffffffff",
    date: "1970-01-01",
    time: -1,
    u8: 0,
    u64: "0000000000000001",
    i32: 2_147_483_647,
    f32: -0.25,
    decimal: -12_345_678.9012,
    lows: [],
    u64s: [],
    map: {},
    nums: {},
  },
  { n: 3 },
];

test("[N1] every column type comes back as it went", async () => {
  await create("types", COLUMNS);
  await insert("types", encodeNative(COLUMNS, rows));
  const read = await client.query({
    query: "SELECT * FROM types ORDER BY n",
    format: "JSONEachRow",
    clickhouse_settings: { output_format_json_quote_64bit_integers: 1, output_format_json_quote_decimals: 1 },
  });
  expect(await read.json()).toEqual([
    {
      ...rows[0],
      time: "2026-11-24 06:00:00.123",
      u64: BigInt("0xfedcba9876543210").toString(),
      count: String(Number.MAX_SAFE_INTEGER),
      decimal: "19.99",
      u64s: ["18446744073709551615", "7"],
    },
    {
      ...rows[1],
      time: "1969-12-31 23:59:59.999",
      u16: 0,
      u64: "1",
      count: "0",
      decimal: "-12345678.9012",
    },
    {
      n: 3,
      string: "",
      low: "",
      uuid: "00000000-0000-0000-0000-000000000000",
      date: "1970-01-01",
      time: "1970-01-01 00:00:00.000",
      u8: 0,
      u16: 0,
      u64: "0",
      count: "0",
      i32: 0,
      f32: 0,
      decimal: "0",
      lows: [],
      u64s: [],
      map: {},
      nums: {},
    },
  ]);
});

describe("[N2] dictionaries of every width", () => {
  test.each([1, 255, 256, 257, 65_536, 65_537])("%i distinct texts", async (size) => {
    const columns = { low: "LowCardinality(String)", lows: "Array(LowCardinality(String))" } as const;
    const table = `dictionary_${size}`;
    await create(table, columns);
    const texts = Array.from({ length: size }, (_, index) => ({
      low: `k${index}`,
      lows: [`k${index}`, "x"],
    }));
    await insert(table, encodeNative(columns, [...texts, ...texts]));
    const query = `SELECT uniqExact(low) AS distinct, count() AS rows, countIf(low != lows[1]) AS wrong FROM ${table}`;
    const read = await client.query({ query, format: "JSONEachRow" });
    const [counted] = await read.json<Record<string, unknown>>();
    expect(Object.values(counted ?? {}).map(Number)).toEqual([size, 2 * size, 0]);
  });
});

test("[N3] what is out of a column's range takes its nearest end, and no row stops its batch", async () => {
  await create("odd", COLUMNS);
  const odd = {
    u8: 300,
    u16: -1,
    i32: 1e12,
    u64: -5,
    count: Number.NaN,
    decimal: 1e300,
    low: "\ud800",
    date: "no",
  };
  await insert("odd", encodeNative(COLUMNS, [{ n: 1, ...odd }]));
  const query = "SELECT u8, u16, i32, u64, count, decimal > 99999999999999, low, date FROM odd";
  const read = await client.query({ query, format: "JSONCompactEachRow" });
  expect(await read.json()).toEqual([[255, 0, 2_147_483_647, 0, 0, 1, "\ufffd", "1970-01-01"]]);
});

test("[N4] an absent key takes the default that the table declares", async () => {
  const columns = { scroll: EVENT_COLUMNS.scroll, is_interactive: EVENT_COLUMNS.is_interactive };
  await create("defaults", columns);
  await insert("defaults", encodeNative(columns, [{}, { scroll: 0, is_interactive: 0 }]));
  const read = await client.query({
    query: "SELECT * FROM defaults ORDER BY 1",
    format: "JSONCompactEachRow",
  });
  expect(await read.json()).toEqual([
    [0, 0],
    [255, 1],
  ]);
});

async function create(table: string, columns: Record<string, string>) {
  const list = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
  await client.command({ query: `CREATE TABLE ${table} (${list.join(", ")}) ENGINE = Memory` });
}

async function insert(table: string, body: Uint8Array<ArrayBuffer>) {
  const query = encodeURIComponent(`INSERT INTO ${table} FORMAT Native`);
  const response = await fetch(`${url}/?database=${database}&query=${query}`, { method: "POST", body });
  expect([response.status, await response.text()]).toEqual([200, ""]);
}
