import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contentsOf } from "../../../local/replay/contents.ts";
import { replay } from "../../../local/replay/replay.ts";
import { folderSource } from "../../../local/replay/source.ts";
import { storedBatches } from "../../../local/replay/stored.ts";
import { freshDatabase } from "../../../schema/clickhouse/database-for-tests.ts";
import type { SiteId, VisitorId } from "../../../schema/ids.ts";
import type { MetricValue, QueryAnswer } from "../../../schema/query.ts";
import { CONVERSION_METRICS, METRICS, VITAL_METRICS } from "../../../schema/words.ts";
import { answerer } from "../../query/answer.ts";
import { connect } from "../../query/clickhouse.ts";
import { decodeCall } from "../call/decode.ts";
import { encodeCall } from "../call/encode.ts";
import { archive } from "../outbox/archive.ts";
import { flush } from "../outbox/flush.ts";
import { entry, event, START_MS } from "../outbox/world/world.ts";
import { MemoryStore } from "../session/store.ts";
import { ShardState } from "../shard-state.ts";
import { createClickHouseSink } from "./clickhouse.ts";
import { createArchiveSink } from "./r2.ts";

const MINUTE = 60_000;
const url = process.env.CLICKHOUSE_URL ?? "";
const folder = mkdtempSync(join(tmpdir(), "footfall-replay-"));
const [LIVE, REPLAYED] = ["replay_live", "replay_replayed"];
const SITES = ["one", "two"];
const WITH_A_GOAL_OR_VITAL: readonly string[] = [...CONVERSION_METRICS, ...VITAL_METRICS];

/** A bucket as `rclone` would download it. */
const bucket = {
  async put(key: string, body: Uint8Array | string) {
    mkdirSync(dirname(join(folder, key)), { recursive: true });
    writeFileSync(join(folder, key), body);
  },
  head: async () => null,
};

const access = (database: string) => ({ url, user: "default", password: "", database });
const closers: (() => Promise<void>)[] = [];

async function fresh(database: string) {
  const { client } = await freshDatabase(database);
  closers.push(() => client.close());
  return client;
}

/** Two shards take the traffic of two sites; each call is one message. */
async function live(): Promise<void> {
  const sink = createClickHouseSink(access(LIVE));
  for (const shard of [0, 1]) {
    const state = new ShardState(new MemoryStore(256), 256);
    let now = START_MS;
    const deps = {
      ...{ identity: { shard, epoch: 1 }, instance: "one", sink, archive: createArchiveSink(bucket) },
      ...{
        shards: 1,
        ask: () => Promise.reject(new Error("There is one shard.")),
        marked: new Map<string, number>(),
        archiveEncoder: 1,
        park: () => Promise.reject(new Error("Nothing is parked.")),
        now: () => now,
      },
    };
    for (const minutes of arrivals()) {
      const site = SITES[Math.abs(minutes) % 2] ?? "";
      const visitor = 1 + shard * 100 + (Math.abs(minutes) % 7);
      const name = minutes % 5 === 0 ? "engagement" : minutes % 4 === 0 ? "Signup" : "pageview";
      const at = MIDNIGHT + minutes * MINUTE;
      now = Math.max(now, at);
      const told = { ...event({ site, visitor, at, name }), traffic: "human" as const };
      const taken = entry([told], { site: site as SiteId, received_at: at });
      state.ingest(decodeCall(encodeCall([taken])), at);
      if (minutes % 12 === 0) while (await flush(state, deps)) {}
      if (minutes % 40 === 0) await archive(state, { ...deps, now: () => now + 2 * 60 * MINUTE });
    }
    while (await flush(state, deps)) {}
    await archive(state, { ...deps, now: () => now + 2 * 60 * MINUTE });
  }
}

const MIDNIGHT = Date.UTC(2026, 4, 21);
/** Around midnight, and each pair of minutes swapped over half an hour: visits are joined late, and move to the day before. */
function arrivals(): number[] {
  const inOrder = Array.from({ length: 240 }, (_, index) => index - 120);
  return inOrder.map((minute, index) => inOrder[index % 50 < 25 ? index + 25 : index - 25] ?? minute);
}

async function replayed(database: string, erased?: VisitorId) {
  const source = folderSource(folder);
  const { ranges, unfinished, gaps } = contentsOf(
    await source.keys("v1/corrections/"),
    await source.keys("v1/manifests/"),
  );
  expect([unfinished, gaps]).toEqual([[], []]);
  const before = MIDNIGHT + 30 * MINUTE;
  return replay(ranges, {
    ...{ source, sink: createClickHouseSink(access(database)), say: () => {} },
    ...(await storedBatches(access(database))),
    erasures: new Map(erased ? SITES.map((site) => [site as SiteId, new Map([[erased, before]])]) : []),
  });
}

async function totals(database: string, site: string): Promise<QueryAnswer<MetricValue>["results"]> {
  const ask = answerer({
    clickhouse: connect({
      ...{ secretKey: "", adminToken: undefined, dashboardHost: null, shardCount: 1 },
      clickhouse: { url, username: "default", password: "", database },
    }),
    // Of a site, answering needs the id and the zone.
    siteFor: async (id) =>
      ({ id, timezone: "UTC" }) as Awaited<ReturnType<Parameters<typeof answerer>[0]["siteFor"]>>,
    now: MIDNIGHT + 20 * 60 * MINUTE,
    signal: new AbortController().signal,
  });
  const answer = await ask({
    site_id: site,
    metrics: METRICS.filter((metric) => !WITH_A_GOAL_OR_VITAL.includes(metric)),
    date_range: ["2026-05-20", "2026-05-21"],
    dimensions: ["time:day", "event:page"],
  });
  if ("status" in answer) throw new Error(answer.error.message);
  return answer.results;
}

let replayedClient: Awaited<ReturnType<typeof fresh>>;
let liveClient: typeof replayedClient;

beforeAll(async () => {
  [liveClient, replayedClient] = [await fresh(LIVE), await fresh(REPLAYED)];
  await live();
});
afterAll(async () => {
  await Promise.all(closers.map((close) => close()));
  rmSync(folder, { recursive: true, force: true });
});

async function rows(client: typeof liveClient, query: string): Promise<unknown[]> {
  return (await client.query({ query, format: "JSONEachRow" })).json();
}

const EVENTS = "SELECT * EXCEPT batch_id FROM events ORDER BY event_id";
const VISITS = "SELECT * FROM sessions FINAL ORDER BY site, start_date, visitor_id, session_id";

describe("replay", () => {
  test("the traffic joined visits and moved some to another day, or it would prove little", async () => {
    const [deleted] = await rows(
      liveClient,
      "SELECT countIf(is_deleted = 1) AS n, uniqExact(session_id) AS visits FROM sessions",
    );
    expect(Number(Reflect.get(deleted ?? {}, "n"))).toBeGreaterThan(5);
    expect(await rows(liveClient, "SELECT site FROM events GROUP BY site ORDER BY site")).toHaveLength(2);
  });

  test("an empty database ends with the very same rows, and equal totals for every metric of each site and day", async () => {
    const summary = await replayed(REPLAYED);
    expect(summary).toMatchObject({ events: 480, known: 0, erased: 0, damaged: [], refused: 0 });
    expect(await rows(replayedClient, EVENTS)).toEqual(await rows(liveClient, EVENTS));
    expect(await rows(replayedClient, VISITS)).toEqual(await rows(liveClient, VISITS));
    for (const site of SITES) {
      expect((await totals(LIVE, site)).length).toBeGreaterThan(1);
      expect(await totals(REPLAYED, site)).toEqual(await totals(LIVE, site));
    }
  });

  test("a second replay changes nothing", async () => {
    const before = await rows(replayedClient, "SELECT * FROM events ORDER BY event_id");
    expect(await replayed(REPLAYED)).toMatchObject({ events: 0, known: 480 });
    expect(await rows(replayedClient, "SELECT * FROM events ORDER BY event_id")).toEqual(before);
    expect(await rows(replayedClient, VISITS)).toEqual(await rows(liveClient, VISITS));
  });

  test("into the database that holds it all, nothing is written", async () => {
    expect(await replayed(LIVE)).toMatchObject({ events: 0, known: 480 });
    expect(await rows(liveClient, "SELECT count() AS n FROM events")).toEqual([{ n: 480 }]);
  });

  test("a row that was put aside is in the archive, and is written once its cause is mended", async () => {
    const before = await rows(liveClient, EVENTS);
    await liveClient.command({
      query: "DELETE FROM events WHERE event_id = (SELECT min(event_id) FROM events)",
    });
    expect(await replayed(LIVE)).toMatchObject({ events: 1, known: 479 });
    expect(await rows(liveClient, EVENTS)).toEqual(before);
  });

  test("I5 an erased visitor does not come back", async () => {
    const client = await fresh("replay_erased");
    const erased = "0000000000000003" as VisitorId;
    const { erased: left, events } = await replayed("replay_erased", erased);
    expect(left).toBeGreaterThan(0);
    expect(events + left).toBe(480);
    const before = "date < '2026-05-21' OR ts < '2026-05-21 00:30:00'";
    expect(await rows(client, `SELECT 1 FROM events WHERE visitor_id = 3 AND (${before})`)).toEqual([]);
    expect(
      await rows(client, "SELECT 1 FROM sessions WHERE visitor_id = 3 AND start < '2026-05-21 00:30:00'"),
    ).toEqual([]);
  });

  test("a damaged object is named, and nothing of it is written", async () => {
    const client = await fresh("replay_damaged");
    const [key = ""] = await folderSource(folder).keys("v1/events/");
    const whole = await folderSource(folder).read(key);
    writeFileSync(join(folder, key), whole.with(100, (whole[100] ?? 0) ^ 1));
    const { damaged, events } = await replayed("replay_damaged");
    expect(damaged).toEqual([`${key}: another SHA-256`]);
    writeFileSync(join(folder, key), whole);
    // Mended, the rest follows.
    expect((await replayed("replay_damaged")).events + events).toBe(480);
    expect(await rows(client, "SELECT count() AS n FROM events")).toEqual([{ n: 480 }]);
  });
});
