/** I8 Days that clocks and calendars make hard, counted by hand: from the JSON of a question to its rows. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../../schema/clickhouse/database-for-tests.ts";
import type { QueryInput } from "../../schema/query.ts";
import type { WeekStart } from "../../schema/words.ts";
import { askerOf, rowsOf } from "./ask-for-tests.ts";
import { type GivenVisit, store } from "./visits-for-tests.ts";

const DATABASE = "query_golden_days";
/** When all of them are over: nothing is stored that lies ahead. */
const NOW = Date.parse("2030-01-01T00:00:00Z");
let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(DATABASE);
  await store(database.client, [...GOLDEN.flatMap(visitsOf), ...MIDNIGHT]);
});
afterAll(() => database.client.close());

interface Golden {
  about: string;
  zone: string;
  days: [first: string, last: string];
  interval: "time:hour" | "time:day" | "time:week" | "time:month";
  weekStart?: WeekStart;
  /** Instants of UTC, one pageview each; what the zone's clock shows stands beside them. */
  events: [utc: string, wall: string][];
  /** Buckets with events, and how many. */
  rows: [string, number][];
  /** Buckets of the range, empty ones too. */
  labels: number;
}

const GOLDEN: Golden[] = [
  {
    ...{
      about: "23 hours",
      zone: "Europe/Berlin",
      days: ["2026-03-29", "2026-03-29"],
      interval: "time:hour",
    },
    events: [
      ["2026-03-28T22:59:59Z", "the 28th"],
      ["2026-03-28T23:00:00Z", "00:00:00"],
      ["2026-03-29T00:59:59Z", "01:59:59"],
      ["2026-03-29T01:00:00Z", "03:00:00"],
      ["2026-03-29T21:59:59Z", "23:59:59"],
      ["2026-03-29T22:00:00Z", "the 30th"],
    ],
    rows: [
      ["2026-03-29 00:00:00", 1],
      ["2026-03-29 01:00:00", 1],
      ["2026-03-29 03:00:00", 1],
      ["2026-03-29 23:00:00", 1],
    ],
    labels: 23,
  },
  {
    ...{
      about: "25 hours",
      zone: "Europe/Berlin",
      days: ["2026-10-25", "2026-10-25"],
      interval: "time:hour",
    },
    events: [
      ["2026-10-24T21:59:59Z", "the 24th"],
      ["2026-10-24T22:00:00Z", "00:00:00"],
      ["2026-10-25T00:30:00Z", "02:30:00 for the first time"],
      ["2026-10-25T01:30:00Z", "02:30:00 for the second time"],
      ["2026-10-25T22:59:59Z", "23:59:59"],
      ["2026-10-25T23:00:00Z", "the 26th"],
    ],
    rows: [
      ["2026-10-25 00:00:00", 1],
      ["2026-10-25 02:00:00", 2],
      ["2026-10-25 23:00:00", 1],
    ],
    labels: 24,
  },
  {
    ...{ about: "a day without midnight", zone: "America/Santiago", interval: "time:hour" },
    days: ["2022-09-11", "2022-09-11"],
    events: [
      ["2022-09-11T03:59:59Z", "23:59:59 of the 10th"],
      ["2022-09-11T04:00:00Z", "01:00:00"],
      ["2022-09-12T02:59:59Z", "23:59:59"],
    ],
    rows: [
      ["2022-09-11 01:00:00", 1],
      ["2022-09-11 23:00:00", 1],
    ],
    labels: 23,
  },
  {
    ...{ about: "half an hour twice", zone: "Australia/Lord_Howe", interval: "time:hour" },
    days: ["2026-04-05", "2026-04-05"],
    events: [
      ["2026-04-04T12:59:59Z", "the 4th"],
      ["2026-04-04T13:00:00Z", "00:00:00"],
      ["2026-04-04T14:29:00Z", "01:29:00"],
      ["2026-04-04T14:45:00Z", "01:45:00 for the first time"],
      ["2026-04-04T15:15:00Z", "01:45:00 for the second time"],
      ["2026-04-04T15:30:00Z", "02:00:00"],
      ["2026-04-05T13:29:59Z", "23:59:59"],
      ["2026-04-05T13:30:00Z", "the 6th"],
    ],
    rows: [
      ["2026-04-05 00:00:00", 1],
      ["2026-04-05 01:00:00", 3],
      ["2026-04-05 02:00:00", 1],
      ["2026-04-05 23:00:00", 1],
    ],
    labels: 24,
  },
  {
    ...{ about: "half an hour never", zone: "Australia/Lord_Howe", interval: "time:hour" },
    days: ["2026-10-04", "2026-10-04"],
    events: [
      ["2026-10-03T13:29:59Z", "the 3rd"],
      ["2026-10-03T13:30:00Z", "00:00:00"],
      ["2026-10-03T15:29:59Z", "01:59:59"],
      ["2026-10-03T15:30:00Z", "02:30:00"],
      ["2026-10-04T12:59:59Z", "23:59:59"],
      ["2026-10-04T13:00:00Z", "the 5th"],
    ],
    rows: [
      ["2026-10-04 00:00:00", 1],
      ["2026-10-04 01:00:00", 1],
      ["2026-10-04 02:00:00", 1],
      ["2026-10-04 23:00:00", 1],
    ],
    labels: 24,
  },
  {
    ...{ about: "5:45 ahead, by hours", zone: "Asia/Kathmandu", interval: "time:hour" },
    days: ["2026-11-24", "2026-11-24"],
    events: [
      ["2026-11-23T18:14:59Z", "23:59:59 of the 23rd"],
      ["2026-11-23T18:15:00Z", "00:00:00"],
      ["2026-11-23T19:14:59Z", "00:59:59"],
      ["2026-11-23T19:15:00Z", "01:00:00"],
      ["2026-11-24T18:14:59Z", "23:59:59"],
      ["2026-11-24T18:15:00Z", "the 25th"],
    ],
    rows: [
      ["2026-11-24 00:00:00", 2],
      ["2026-11-24 01:00:00", 1],
      ["2026-11-24 23:00:00", 1],
    ],
    labels: 24,
  },
  {
    ...{ about: "a day that never was", zone: "Pacific/Apia", interval: "time:day" },
    days: ["2011-12-28", "2012-01-01"],
    events: [
      ["2011-12-30T09:59:59Z", "23:59:59 of the 29th"],
      ["2011-12-30T10:00:00Z", "00:00:00 of the 31st"],
      ["2011-12-31T09:59:59Z", "23:59:59 of the 31st"],
      ["2011-12-31T10:00:00Z", "1 January"],
    ],
    rows: [
      ["2011-12-29", 1],
      ["2011-12-31", 2],
      ["2012-01-01", 1],
    ],
    labels: 4,
  },
  {
    ...{ about: "first into the new year", zone: "Pacific/Apia", interval: "time:month" },
    days: ["2025-12-01", "2026-01-31"],
    events: [
      ["2025-12-31T10:59:59Z", "23:59:59 of 31 December"],
      ["2025-12-31T11:00:00Z", "00:00:00 of 1 January"],
    ],
    rows: [
      ["2025-12-01", 1],
      ["2026-01-01", 1],
    ],
    labels: 2,
  },
  {
    ...{
      about: "and last",
      zone: "Pacific/Pago_Pago",
      days: ["2025-12-31", "2026-01-01"],
      interval: "time:day",
    },
    events: [
      ["2026-01-01T10:59:59Z", "23:59:59 of 31 December"],
      ["2026-01-01T11:00:00Z", "00:00:00 of 1 January"],
    ],
    rows: [
      ["2025-12-31", 1],
      ["2026-01-01", 1],
    ],
    labels: 2,
  },
  {
    ...{ about: "weeks from Monday", zone: "Europe/Berlin", interval: "time:week" },
    days: ["2026-11-20", "2026-12-01"],
    events: [
      ["2026-11-21T12:00:00Z", "Saturday"],
      ["2026-11-22T22:59:59Z", "23:59:59 of Sunday"],
      ["2026-11-22T23:00:00Z", "00:00:00 of Monday"],
      ["2026-11-30T12:00:00Z", "Monday"],
    ],
    rows: [
      ["2026-11-20", 2],
      ["2026-11-23", 1],
      ["2026-11-30", 1],
    ],
    labels: 3,
  },
  {
    ...{ about: "weeks from Sunday", zone: "Europe/Berlin", interval: "time:week", weekStart: "sunday" },
    days: ["2026-11-20", "2026-12-01"],
    events: [
      ["2026-11-21T22:59:59Z", "23:59:59 of Saturday"],
      ["2026-11-21T23:00:00Z", "00:00:00 of Sunday"],
      ["2026-11-23T12:00:00Z", "Monday"],
      ["2026-11-29T12:00:00Z", "Sunday"],
    ],
    rows: [
      ["2026-11-20", 1],
      ["2026-11-22", 2],
      ["2026-11-29", 1],
    ],
    labels: 3,
  },
  {
    ...{
      about: "weeks over a year's end",
      zone: "UTC",
      days: ["2026-12-28", "2027-01-10"],
      interval: "time:week",
    },
    events: [
      ["2026-12-31T23:59:59Z", "Thursday"],
      ["2027-01-01T00:00:00Z", "Friday of the same week"],
      ["2027-01-04T00:00:00Z", "Monday"],
    ],
    rows: [
      ["2026-12-28", 2],
      ["2027-01-04", 1],
    ],
    labels: 2,
  },
  {
    ...{
      about: "months of 28, 30 and 31 days",
      zone: "UTC",
      days: ["2026-01-31", "2026-05-01"],
      interval: "time:month",
    },
    events: [
      ["2026-01-31T00:00:00Z", "the last of January"],
      ["2026-02-28T23:59:59Z", "the last of February"],
      ["2026-03-01T00:00:00Z", "the first of March"],
      ["2026-03-31T23:59:59Z", "the last of March"],
      ["2026-04-30T23:59:59Z", "the last of April"],
      ["2026-05-01T00:00:00Z", "the first of May"],
    ],
    rows: [
      ["2026-01-01", 1],
      ["2026-02-01", 1],
      ["2026-03-01", 2],
      ["2026-04-01", 1],
      ["2026-05-01", 1],
    ],
    labels: 5,
  },
  {
    ...{ about: "a leap day", zone: "UTC", days: ["2028-02-28", "2028-03-01"], interval: "time:day" },
    events: [
      ["2028-02-29T00:00:00Z", "29 February"],
      ["2028-02-29T23:59:59Z", "29 February"],
      ["2028-03-01T00:00:00Z", "1 March"],
    ],
    rows: [
      ["2028-02-29", 2],
      ["2028-03-01", 1],
    ],
    labels: 3,
  },
];

const visitsOf = ({ about, events }: Golden): GivenVisit[] =>
  events.map(([at], visitor) => ({ site: about, visitor, events: [{ at }] }));

test.each(GOLDEN)(
  "$about: $zone, $interval",
  async ({ about, zone, days, interval, weekStart, rows, labels }) => {
    const circumstances = { timezone: zone, now: NOW, ...(weekStart !== undefined && { weekStart }) };
    const ask = askerOf(DATABASE, circumstances);
    const asked: QueryInput = { site_id: about, metrics: ["pageviews"], date_range: days };
    const answer = await ask({ ...asked, dimensions: [interval], include: { time_labels: true } });
    if ("status" in answer) throw new Error(JSON.stringify(answer));
    expect(answer.results.map(({ dimensions, metrics }) => [...dimensions, ...metrics])).toEqual(rows);
    const named = answer.meta.time_labels ?? [];
    expect(named).toHaveLength(labels);
    expect(named).toEqual(expect.arrayContaining(rows.map(([label]) => label)));
    // What the buckets hold is what the range holds: visitors and visits too, one of which stands behind each event.
    const total = rows.reduce((sum, [, count]) => sum + count, 0);
    const metrics: QueryInput["metrics"] = ["pageviews", "visitors", "visits"];
    expect(await rowsOf(ask({ ...asked, metrics }))).toEqual([[total, total, total]]);
  },
);

/** From ten to midnight to ten past it in Berlin; the hash of the UTC day stays. */
const MIDNIGHT: GivenVisit[] = [
  {
    ...{ site: "midnight", visitor: 1, columns: { source: "Google" } },
    events: [
      { at: "2026-11-23T22:50:00Z", path: "/a" },
      { at: "2026-11-23T23:10:00Z", path: "/b" },
    ],
  },
];

describe("a visit over midnight", () => {
  const ask = askerOf(DATABASE, { timezone: "Europe/Berlin", now: NOW });
  const metrics: QueryInput["metrics"] = ["visitors", "visits", "pageviews", "visit_duration", "bounce_rate"];
  const asked: QueryInput = { site_id: "midnight", metrics, date_range: ["2026-11-23", "2026-11-24"] };

  test("counts on both days, once in all, and is whole on each", async () => {
    expect(await rowsOf(ask(asked))).toEqual([[1, 1, 2, 1_200, 0]]);
    expect(await rowsOf(ask({ ...asked, dimensions: ["time:day"] }))).toEqual([
      ["2026-11-23", 1, 1, 1, 1_200, 0],
      ["2026-11-24", 1, 1, 1, 1_200, 0],
    ]);
    expect(await rowsOf(ask({ ...asked, date_range: ["2026-11-24", "2026-11-24"] }))).toEqual([
      [1, 1, 1, 1_200, 0],
    ]);
    expect(
      await rowsOf(ask({ ...asked, dimensions: ["visit:source"], date_range: ["2026-11-24", "2026-11-24"] })),
    ).toEqual([["Google", 1, 1, 1, 1_200, 0]]);
  });
});

test.each([
  ["2026-02-10", 28],
  ["2028-02-10", 29],
  ["2026-04-30", 30],
  ["2026-12-31", 31],
])("the month of %s has %d days", async (day, count) => {
  const ask = askerOf(DATABASE, { now: Date.parse(`${day}T12:00:00Z`) });
  const answer = await ask({
    ...{ site_id: "nobody", metrics: ["visits"], date_range: "month" },
    ...{ dimensions: ["time:day"], include: { time_labels: true } },
  });
  expect(answer).toMatchObject({ meta: { partial_time_labels: [day] } });
  expect("meta" in answer && answer.meta.time_labels).toHaveLength(count);
});
