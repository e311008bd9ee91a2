import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../../../schema/clickhouse/database-for-tests.ts";
import type { SiteId } from "../../../schema/ids.ts";
import { rollUpSite } from "./index.ts";

const DATABASE = "rollups_test";
const SITE = "site" as SiteId;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(DATABASE);
});
afterAll(() => database.client.close());

const deps = () => ({
  clickhouse: { url: database.url, user: "default", password: "", database: DATABASE },
  zoneOf: async () => "UTC",
  now: () => Date.now(),
});

const stamp = (ms: number) => new Date(ms).toISOString().replace("T", " ").replace("Z", "");
const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
/** Midnight of UTC, ten days ago: closed in every zone. */
const FIRST_MS = Math.floor(Date.now() / DAY_MS) * DAY_MS - 10 * DAY_MS;

interface Visit {
  id: number;
  visitor: number;
  /** Minutes after `FIRST_MS`, each a pageview. */
  at: number[];
  country?: string;
  traffic?: string;
}

async function store(visits: Visit[]): Promise<void> {
  const { client } = database;
  const common = ({ country = "DE", traffic = "human" }: Visit) => ({ site: SITE, country, traffic });
  await client.insert({
    table: "events",
    format: "JSONEachRow",
    values: visits.flatMap((visit) =>
      visit.at.map((minutes) => {
        const ms = FIRST_MS + minutes * MINUTE_MS;
        const path = `/${minutes % 3}`;
        return {
          ...common(visit),
          ...{ date: day(ms), ts: stamp(ms), visitor_id: visit.visitor, session_id: visit.id },
          ...{ name: "pageview", is_pageview: 1, path, event_id: crypto.randomUUID() },
        };
      }),
    ),
  });
  await client.insert({
    table: "sessions",
    format: "JSONEachRow",
    values: visits.map((visit) => {
      const [first = 0, last = 0] = [visit.at[0], visit.at.at(-1)];
      const start = FIRST_MS + first * MINUTE_MS;
      return {
        ...common(visit),
        ...{ start_date: day(start), start: stamp(start), visitor_id: visit.visitor, session_id: visit.id },
        ...{ version: 1, end_after_ms: (last - first) * MINUTE_MS, events: visit.at.length },
        ...{ pageviews: visit.at.length, interactions: visit.at.length, entry_page: `/${first % 3}` },
      };
    }),
  });
}

/** Marks a day as a shard would have, `ago` ms before now. */
const markDay = (date: string, agoMs: number) =>
  database.client.command({
    query:
      "INSERT INTO dirty_days (site, date, at) SELECT {site:String}, {date:Date}, now64(3) - toIntervalMillisecond({ago:UInt64})",
    query_params: { site: SITE, date, ago: agoMs },
  });

async function rows(query: string): Promise<(string | number)[][]> {
  const result = await database.client.query({ query, format: "JSONCompactEachRow" });
  return (await result.json<(string | number)[]>()).map((row) =>
    row.map((cell) => (Number.isNaN(Number(cell)) || cell === "" ? cell : Number(cell))),
  );
}

const SUMS =
  "uniqCombined64Merge(14)(visitors), sum(pageviews), sum(events), sum(visits), sum(bounces), sum(begun_visits)";
const newest = (zone: string) =>
  `(day, computed_from) IN (SELECT day, max(computed_from) FROM rollup_runs WHERE zone = '${zone}' GROUP BY day)`;
const daysOf = (zone: string) =>
  rows(
    `SELECT day, ${SUMS} FROM rollups WHERE zone = '${zone}' AND dimension = '' AND traffic = 'human' AND ${newest(zone)} GROUP BY day ORDER BY day`,
  );

describe("days in sums", () => {
  beforeAll(async () => {
    await store([
      { id: 1, visitor: 1, at: [600, 610], country: "DE" },
      { id: 2, visitor: 2, at: [1_435, 1_445], country: "FR" }, // over midnight of UTC
      { id: 3, visitor: 1, at: [2_000], country: "DE" },
      { id: 4, visitor: 9, at: [700], traffic: "bot" },
    ]);
    await markDay(day(FIRST_MS), 10 * MINUTE_MS);
    await markDay(day(FIRST_MS + DAY_MS), 10 * MINUTE_MS);
  });

  test("a visit over midnight overlaps both days and begins in the first", async () => {
    expect(await rollUpSite(deps(), SITE, "UTC", 50)).toBe(2);
    expect(await daysOf("UTC")).toEqual([
      [day(FIRST_MS), 2, 3, 3, 2, 0, 2],
      [day(FIRST_MS + DAY_MS), 2, 2, 2, 2, 1, 1],
    ]);
  });

  test("by a dimension of visits, by page, and of robots apart", async () => {
    const of = (dimension: string, traffic = "human") =>
      rows(
        `SELECT value, ${SUMS} FROM rollups WHERE zone = 'UTC' AND dimension = '${dimension}' AND traffic = '${traffic}' AND day = '${day(FIRST_MS)}' AND ${newest("UTC")} GROUP BY value ORDER BY value`,
      );
    expect(await of("visit:country")).toEqual([
      ["DE", 1, 2, 2, 1, 0, 1],
      ["FR", 1, 1, 1, 1, 0, 1],
    ]);
    // Entered: at 600 the page is /0, at 1,435 it is /1.
    expect(await of("event:page")).toEqual([
      ["/0", 1, 1, 1, 1, 0, 1],
      ["/1", 2, 2, 2, 1, 0, 1],
    ]);
    expect(await of("", "bot")).toEqual([["", 1, 1, 1, 1, 1, 1]]);
  });

  test("what holds is not due; a newer mark makes the day due again, and the newest run counts", async () => {
    expect(await rollUpSite(deps(), SITE, "UTC", 50)).toBe(0);
    await store([{ id: 5, visitor: 3, at: [605], country: "DE" }]);
    await database.client.command({
      query:
        "INSERT INTO rollup_runs (site, zone, day, computed_from) SELECT site, zone, day, computed_from - 3600 FROM rollup_runs",
    });
    // As if the run had begun an hour before: a mark of half an hour ago is newer than that.
    await database.client.command({
      query:
        "ALTER TABLE rollup_runs DELETE WHERE computed_from > now64(3) - 1800 SETTINGS mutations_sync = 2",
    });
    await database.client.command({
      query: "ALTER TABLE rollups UPDATE pageviews = 777 WHERE 1 SETTINGS mutations_sync = 2",
    });
    await markDay(day(FIRST_MS), 30 * MINUTE_MS);
    expect(await rollUpSite(deps(), SITE, "UTC", 50)).toBe(2);
    expect((await daysOf("UTC"))[0]).toEqual([day(FIRST_MS), 3, 4, 4, 3, 1, 3]);
  });

  test("a day that changed a moment ago waits", async () => {
    await markDay(day(FIRST_MS), 0);
    expect(await rollUpSite(deps(), SITE, "UTC", 50)).toBe(0);
  });

  test("another zone has days of its own", async () => {
    await database.client.command({ query: "TRUNCATE TABLE dirty_days" });
    for (const each of [0, 1]) await markDay(day(FIRST_MS + each * DAY_MS), 10 * MINUTE_MS);
    // In Kathmandu (+5:45) the visit of 23:55 UTC is of the next day alone, and that of 33:20 as well.
    expect(await rollUpSite(deps(), SITE, "Asia/Kathmandu", 50)).toBe(3);
    expect(await daysOf("Asia/Kathmandu")).toEqual([
      [day(FIRST_MS), 2, 3, 3, 2, 1, 2],
      [day(FIRST_MS + DAY_MS), 2, 3, 3, 2, 1, 2],
    ]);
  });
});

describe("weeks in sums", () => {
  /** Of the week that `FIRST_MS` is in, which is over. */
  const monday = FIRST_MS - ((new Date(FIRST_MS).getUTCDay() + 6) % 7) * DAY_MS;
  const WEEK = "site = 'site' AND zone = 'UTC' AND days = 7";
  const weeks = () => rows(`SELECT day, events, left_out FROM rollup_runs FINAL WHERE ${WEEK} ORDER BY day`);
  const sums = (days: number) =>
    rows(
      `SELECT dimension, value, traffic, uniqCombined64Merge(14)(visitors), sum(pageviews), sum(events), sum(begun_visits), sum(begun_duration_ms) FROM rollups WHERE zone = 'UTC' AND days = ${days} AND day BETWEEN '${day(monday)}' AND '${day(monday + 6 * DAY_MS)}' AND (days, day, computed_from) IN (SELECT days, day, max(computed_from) FROM rollup_runs WHERE zone = 'UTC' GROUP BY days, day) GROUP BY ALL ORDER BY ALL`,
    );

  test("are made where all their days hold, of what these have", async () => {
    for (const table of ["dirty_days", "rollup_runs", "rollups"])
      await database.client.command({ query: `TRUNCATE TABLE ${table}` });
    for (let at = 0; at < 6; at++) await markDay(day(monday + at * DAY_MS), 10 * MINUTE_MS);
    await rollUpSite(deps(), SITE, "UTC", 50);
    expect(await weeks()).toEqual([]);
    await markDay(day(monday + 6 * DAY_MS), 10 * MINUTE_MS);
    await rollUpSite(deps(), SITE, "UTC", 50);
    expect((await weeks()).map(([first]) => first)).toEqual([day(monday)]);
    expect(await sums(7)).toEqual(await sums(1));
  });

  test("are not made again while no day is, nor while a day does not hold", async () => {
    const made = () => rows(`SELECT count(), max(computed_from) FROM rollup_runs WHERE ${WEEK}`);
    const before = await made();
    await rollUpSite(deps(), SITE, "UTC", 50);
    expect(await made()).toEqual(before);
    await markDay(day(monday + 2 * DAY_MS), 0);
    await rollUpSite(deps(), SITE, "UTC", 50);
    expect(await made()).toEqual(before);
  });
});
