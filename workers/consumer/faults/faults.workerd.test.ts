import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { parquetReadObjects } from "hyparquet";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { D1_MIGRATIONS } from "../../../schema/d1/files.ts";
import type { VisitorId } from "../../../schema/ids.ts";
import { MARK_SLACK_MS } from "../../../schema/rollups.ts";
import { setClock } from "../../clock.ts";
import { SEED } from "../../seed-for-tests.ts";
import type { ClickHouseForTests, Row } from "./clickhouse-for-tests.ts";
import { SITES, type Traffic, trafficOf } from "./traffic-for-tests.ts";
import { visitDifferences } from "./visits-for-tests.ts";
import { type Fault, type Faults, isAtRest, World } from "./world-for-tests.ts";

const IS_LONG = Boolean(process.env.FOOTFALL_LONG);
/**
 * At full size the worlds with everything and with nothing have 100,000 events, about two to four minutes each; those
 * with one fault have fewer, since the whole matrix shall take minutes, and one fault strikes thousands of times in them.
 */
const EVENTS_OF_ONE_FAULT = IS_LONG ? 25_000 : 300;
const EVENTS_OF_ALL_FAULTS = IS_LONG ? 100_000 : 1_500;
const EVENTS_OF_NO_FAULT = IS_LONG ? 100_000 : 300;
const MOST_MESSAGES_AT_ONCE = IS_LONG ? 100 : 25;
/** Against hanging only. */
const TIMEOUT_MS = 1_800_000;

const OFTEN = 0.2;
const SELDOM = 0.02;

/** Each in turn, with the other side of what it names: a call that is lost before and after, say. */
const TURNS: readonly [name: string, faults: Faults][] = [
  ["nothing fails", {}],
  ["the queue redelivers in other compositions", { "queue redelivers": OFTEN }],
  ["the consumer dies between any two steps", { "consumer dies": OFTEN, "call is lost": OFTEN }],
  ["shards are evicted between any two steps", { "shard is evicted": OFTEN }],
  [
    "shards die before and after each write",
    { "clickhouse asker dies before": 0.05, "clickhouse asker dies after": 0.05 },
  ],
  ["alarms are lost", { "alarm is lost": OFTEN }],
  ["shards miss each other's questions and answers", { "shards miss each other": OFTEN }],
  ["shards grow from three to five", { "shards grow": OFTEN }],
  ["deliveries and alarms run side by side", { "all at once": 1 }],
  ["ClickHouse refuses", { "clickhouse refuses": OFTEN }],
  ["ClickHouse hangs", { "clickhouse hangs": OFTEN }],
  ["ClickHouse answers into the void after having written", { "clickhouse answer is lost": OFTEN }],
  ["ClickHouse dies in mid-insert", { "clickhouse breaks off": OFTEN }],
  ["ClickHouse is away for ten minutes", { "clickhouse is away": SELDOM }],
  [
    "R2 refuses, loses answers, and its caller",
    {
      "bucket refuses": OFTEN,
      "bucket answer is lost": OFTEN,
      "bucket asker dies before": SELDOM,
      "bucket asker dies after": SELDOM,
    },
  ],
];

/** Every fault of the turns, none so often that nothing gets through. */
const TOGETHER: Faults = Object.fromEntries(
  TURNS.flatMap(([, faults]) => Object.entries(faults)).map(([fault, chance]) => [fault, chance / 4]),
);

/** Of every binding of R2, those of the shards too. */
const buckets: { put: unknown; head: unknown } = Object.getPrototypeOf(env.ARCHIVE);
const { put, head } = buckets;
/** Of every binding of the shards, their own too. */
const spaces: { get: typeof env.SHARDS.get } = Object.getPrototypeOf(env.SHARDS);
const { get } = spaces;

beforeEach(async () => {
  for (const { sql } of D1_MIGRATIONS) await env.CONTROL.prepare(sql).run();
  for (const { id, gapMs } of SITES)
    await env.CONTROL.prepare(
      "INSERT INTO sites (id, name, session_minutes, created_at, updated_at) VALUES (?, ?, ?, 0, 0)",
    )
      .bind(id, id, gapMs / 60_000)
      .run();
});

afterEach(async () => {
  vi.restoreAllMocks();
  Object.assign(buckets, { put, head });
  Object.assign(spaces, { get });
  setClock(null);
  await reset();
});

/** `seed` is the world's own, so that one world alone can be repeated. */
async function worldAfter(
  seed: number,
  faults: Faults,
  events: number,
): Promise<{ world: World; traffic: Traffic }> {
  const traffic = trafficOf(seed, events);
  const world = new World(seed, faults);
  vi.spyOn(globalThis, "fetch").mockImplementation(world.clickhouse.fetch);
  Object.assign(buckets, { put: world.bucket.put, head: world.bucket.head });
  Object.assign(spaces, { get: world.getShard(get) });
  await world.run(traffic.deliveries, MOST_MESSAGES_AT_ONCE);
  return { world, traffic };
}

async function expectExact({ clickhouse, bucket }: World, traffic: Traffic): Promise<void> {
  const sent = [...traffic.sent.keys()];
  expect(differences(clickhouse.events.map(keyOf), sent), "rows in ClickHouse").toEqual([]);
  expect(clickhouse.events.filter((row) => !isAsSent(row, traffic))).toEqual([]);
  const person = (row: Row) => traffic.personOf.get(String(row.visitor_id) as VisitorId) ?? "nobody";
  const gapMs = (site: string) => SITES.find(({ id }) => id === site)?.gapMs ?? 0;
  expect(visitDifferences(clickhouse.events, clickhouse.visits(), person, gapMs)).toEqual([]);
  expect(differences(await archivedKeys(bucket.under("v1/events/")), sent), "rows in the archive").toEqual(
    [],
  );
  expect(bucket.under("dead/")).toEqual([]);
  expect([...clickhouse.changes].filter(isUnmarked(clickhouse.marks)), "days that changed unmarked").toEqual(
    [],
  );
  const { accepted, received } = fatesOf(clickhouse);
  expect(accepted, "counted as accepted").toBe(sent.length);
  // A message that this queue brings again after more than an hour is received twice, and none is forgotten.
  expect(received - receivedOf(traffic), "counted as received").toBeGreaterThanOrEqual(0);
  expect(received - receivedOf(traffic), "received twice").toBeLessThan(received / 20);
}

/** A mark stands for what changes within its interval; a run of sums that began later than that is of the changed day. */
const isUnmarked =
  (marks: ReadonlyMap<string, number>) =>
  ([day, changed]: [string, number]): boolean =>
    (marks.get(day) ?? 0) + MARK_SLACK_MS < changed;

/** By the counts: what is in the report, and that with its copies. */
function fatesOf({ outcomes }: ClickHouseForTests): { accepted: number; received: number } {
  let [accepted, received] = [0, 0];
  for (const { reason, n } of outcomes.values()) {
    received += Number(`0x${n}`);
    if (String(reason).startsWith("accepted")) accepted += Number(`0x${n}`);
  }
  return { accepted, received };
}

function receivedOf({ deliveries }: Traffic): number {
  const messages = new Map(deliveries.map(({ body }) => [body.mid, body]));
  return [...messages.values()].flatMap(({ groups }) => groups.flatMap(({ events }) => events)).length;
}

const keyOf = ({ site, event_id }: Row) => `${site} ${event_id}`;

/** What two lists do not share, at most ten of them: `expect` prints a hundred thousand lines. */
function differences(found: readonly string[], wanted: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const each of wanted) counts.set(each, (counts.get(each) ?? 0) - 1);
  for (const each of found) counts.set(each, (counts.get(each) ?? 0) + 1);
  const named = [...counts].filter(([, count]) => count !== 0).map(([each, count]) => `${count} × ${each}`);
  return named.slice(0, 10);
}

function isAsSent(row: Row, { sent }: Traffic): boolean {
  const { site, at, name, path, visitors } = sent.get(keyOf(row)) ?? {};
  return (
    row.site === site &&
    row.ts === at &&
    row.name === name &&
    row.path === path &&
    visitors?.has(String(row.visitor_id) as VisitorId) === true
  );
}

async function archivedKeys(objects: readonly [key: string, body: unknown][]): Promise<string[]> {
  const keys: string[] = [];
  for (const [key, body] of objects) {
    if (!(body instanceof Uint8Array)) throw new Error(`${key} holds no bytes.`);
    const file = body.buffer.slice(body.byteOffset, body.byteOffset + body.byteLength) as ArrayBuffer;
    const rows = await parquetReadObjects({ file, columns: ["site", "event_id"] });
    keys.push(...rows.map(({ site, event_id }) => `${site} ${event_id}`));
  }
  return keys;
}

const eventsOf = (faults: Faults) =>
  Object.keys(faults).length === 0 ? EVENTS_OF_NO_FAULT : EVENTS_OF_ONE_FAULT;

describe(`N events end as exactly N, seed ${SEED}`, { timeout: TIMEOUT_MS }, () => {
  test.each(TURNS)("I1 I2 I3 I7 while %s", async (name, faults) => {
    const { world, traffic } = await worldAfter(SEED + name.length, faults, eventsOf(faults));
    await expectExact(world, traffic);
    expect((await world.status()).filter((status) => !isAtRest(status))).toEqual([]);
    for (const fault of Object.keys(faults)) expect(timesOf(world, fault as Fault)).toBeGreaterThan(0);
  });

  test("I1 I2 I3 I7 while all of it happens together", async () => {
    const { world, traffic } = await worldAfter(SEED, TOGETHER, EVENTS_OF_ALL_FAULTS);
    await expectExact(world, traffic);
    expect((await world.status()).filter((status) => !isAtRest(status))).toEqual([]);
    for (const [kind, copies] of Object.entries(traffic.copies))
      expect([kind, copies > 0]).toEqual([kind, true]);
    expect(world.clickhouse.repointed).toBeGreaterThan(0);
    // The shards that came in mid-stream had their part.
    expect((await world.status()).filter(({ last_flush_at }) => last_flush_at === null)).toEqual([]);
  });
});

function timesOf({ happened, clickhouse, bucket }: World, fault: Fault): number {
  const all: Record<string, number> = { ...happened };
  for (const [name, times] of Object.entries(clickhouse.faults)) all[`clickhouse ${name}`] = times;
  for (const [name, times] of Object.entries(bucket.faults)) all[`bucket ${name}`] = times;
  return all[fault] ?? 0;
}
