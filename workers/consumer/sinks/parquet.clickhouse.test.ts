import { parquetReadObjects } from "hyparquet";
import { afterAll, expect, test } from "vitest";
import { freshDatabase } from "../../../schema/clickhouse/database-for-tests.ts";
import { EVENT_COLUMNS } from "../../../schema/rows.ts";
import { encodeNative } from "./native.ts";
import { encodeParquet } from "./parquet.ts";

const database = "parquet_test";
const { url, client } = await freshDatabase(database);

afterAll(() => client.close());

const rows = [
  {
    site: "s1",
    date: "2026-05-20",
    visitor_id: "fedcba9876543210",
    ts: Date.UTC(2026, 4, 20, 12, 0, 0, 123),
    name: "purchase",
    event_id: "01a20c46-adf3-7feb-9d46-0d9ac43bae71",
    session_id: "ffffffffffffffff",
    lag_ms: -5,
    is_interactive: 0,
    title: "Ünï 🦊",
    asn: 4_294_967_295,
    traffic_reasons: ["ua", "asn"],
    scroll: 70,
    revenue_amount: -19.99,
    revenue_currency: "EUR",
    props: { plan: "pro", "": "" },
    nums: { price: 0.1 },
    vital_value: 1.5,
  },
  {
    site: "s1",
    date: "2026-05-20",
    event_id: "01a20c46-adf3-7feb-9d46-0d9ac43bae72",
    visitor_id: "0000000000000001",
  },
  { site: "s1", date: "1970-01-01", event_id: "no uuid", ts: Number.NaN, revenue_amount: 1e300, asn: -1 },
];

const NAMES = Object.keys(EVENT_COLUMNS).filter((name) => name !== "event_id");
const TYPES = NAMES.map((name) => `${name} ${EVENT_COLUMNS[name as keyof typeof EVENT_COLUMNS]}`);
/** A file of the archive, whose ids are whole. */
const ARCHIVED = `CREATE TABLE archived (${[...TYPES, "event_id UUID"].join(", ")}) ENGINE = Memory`;
const FROM_ARCHIVED = `INSERT INTO events (${NAMES}, id_after_ms, id_version, id_random)
SELECT ${NAMES}, toInt64(bitShiftRight(id, 80)) - toUnixTimestamp64Milli(ts), toUInt16(bitAnd(bitShiftRight(id, 64), 65535)), toUInt64(bitAnd(id, 18446744073709551615))
FROM (SELECT *, toUInt128(event_id) AS id FROM archived)`;

async function insert(statement: string, body: Uint8Array<ArrayBuffer>) {
  const query = encodeURIComponent(statement);
  const response = await fetch(`${url}/?database=${database}&query=${query}`, { method: "POST", body });
  expect([response.status, await response.text()]).toEqual([200, ""]);
}

async function read() {
  const query = "SELECT *, event_id FROM events ORDER BY event_id";
  const answer = await client.query({ query, format: "JSONEachRow" });
  return answer.json();
}

test("what the archive holds, ClickHouse takes back as the very rows that were inserted", async () => {
  await insert("INSERT INTO events FORMAT Native", encodeNative(EVENT_COLUMNS, rows));
  const inserted = await read();
  expect(inserted).toHaveLength(3);
  await client.command({ query: "TRUNCATE TABLE events" });
  await client.command({ query: ARCHIVED });
  await insert("INSERT INTO archived FORMAT Parquet", encodeParquet(rows));
  await client.command({ query: FROM_ARCHIVED });
  expect(await read()).toEqual(inserted);
});

test("any reader of Parquet finds the types", async () => {
  const [first] = await parquetReadObjects({ file: encodeParquet(rows).buffer });
  expect(first).toMatchObject({
    site: "s1",
    date: new Date("2026-05-20"),
    ts: new Date(rows[0]?.ts ?? 0),
    visitor_id: BigInt("0xfedcba9876543210"),
    session_id: BigInt("0xffffffffffffffff"),
    event_id: "01a20c46-adf3-7feb-9d46-0d9ac43bae71",
    revenue_amount: expect.closeTo(-19.99, 8),
    asn: 4_294_967_295,
    traffic_reasons: ["ua", "asn"],
    props: { plan: "pro", "": "" },
    is_pageview: 0,
  });
});
