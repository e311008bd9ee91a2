/**
 * A version of yesterday left a shard in the middle of its work and ClickHouse one migration behind. Today's code takes both
 * over while traffic goes on: nothing is lost, nothing counts twice.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { createClient } from "@clickhouse/client-web";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrateServer, planServer, readMigrations } from "../../../schema/clickhouse/migrate-cli.ts";
import type { EnrichedEvent } from "../../../schema/message.ts";
import { entry, event, World } from "../outbox/world/world.ts";
import { MemoryStore } from "../session/store.ts";
import { createClickHouseSink } from "../sinks/clickhouse.ts";

/** What the older version wrote down, byte for byte; storages that it may have left are read for ever. */
interface Left {
  capacity: number;
  now: number;
  rows: { seq: number; at: number; body: string }[];
  slots: { slot: number; body: string }[];
  outbox: string;
  /** What ClickHouse had taken. */
  inserts: { table: "events" | "sessions"; body: string; token?: string }[];
  /** All events that it had acked. */
  sent: { id: string; visitor: number; at: number }[];
}

const read = (file: string): Left =>
  JSON.parse(gunzipSync(readFileSync(join(import.meta.dirname, file))).toString("utf8"));
const bytes = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text, "base64"));

const left = read("storage-v1.json.gz");
const database = "upgrade_test";
const url = process.env.CLICKHOUSE_URL ?? "";
const client = createClient({ url, database });
const sink = createClickHouseSink({ url, user: "default", password: "", database });
const MINUTE_MS = 60_000;
const GAP_MS = 30 * MINUTE_MS;

beforeAll(async () => {
  const server = createClient({ url });
  await server.command({ query: `DROP DATABASE IF EXISTS ${database} SYNC` });
  await server.close();
  await migrateServer({ url, database }, readMigrations().slice(0, -1));
  for (const { table, body, token } of left.inserts)
    expect(await sink.insert(table, bytes(body), token)).toEqual({ ok: true });
});
afterAll(() => client.close());

async function row(query: string): Promise<number[]> {
  const rows = await (await client.query({ query, format: "JSONCompactEachRow" })).json<string[]>();
  return (rows[0] ?? []).map(Number);
}

function storeOf({ capacity, rows, slots, outbox }: Left): MemoryStore {
  const store = new MemoryStore(capacity);
  for (const { seq, at, body } of rows) store.putRow(seq, at, bytes(body));
  for (const { slot, body } of slots) store.putSlot(slot, bytes(body));
  store.putOutbox(outbox);
  return store;
}

/** By visitor, cut at every gap: what the visits must be. */
function visitsOf(events: readonly { visitor: number; at: number }[]): number {
  const times = [...Map.groupBy(events, ({ visitor }) => visitor).values()].map((own) =>
    own.map(({ at }) => at).sort((a, b) => a - b),
  );
  return times.reduce(
    (sum, own) => sum + own.filter((at, index) => index === 0 || at - (own[index - 1] ?? 0) > GAP_MS).length,
    0,
  );
}

const copy = ({ id, visitor, at }: Left["sent"][number]): EnrichedEvent =>
  event({ site: "upgrade", id, visitor, at });

test("I2 I7 an upgrade of storage and structure under traffic loses nothing and doubles nothing", async () => {
  const before = await row("SELECT uniqExact(event_id) FROM events");
  expect(before[0]).toBeGreaterThan(0);
  expect(before[0]).toBeLessThan(left.sent.length);
  expect((await planServer({ url, database })).pending).toHaveLength(1);

  const world = new World({ sink, store: storeOf(left), capacity: left.capacity });
  world.now = left.now;
  const fresh: Left["sent"] = [];
  const take = (events: EnrichedEvent[], isResend = false) => {
    const mid = `new ${fresh.length} ${world.now} ${events.length}`;
    expect(world.ingest(entry(events, { mid, received_at: world.now, resend: isResend }))).toMatchObject({
      ok: true,
    });
  };
  const migrating = migrateServer({ url, database });
  for (let round = 0; round < 4; round++) {
    world.now += MINUTE_MS;
    const own = Array.from({ length: 10 }, (_, visitor) =>
      event({ site: "upgrade", visitor: visitor + 1, at: world.now }),
    );
    fresh.push(...own.map(({ event_id, ts }, index) => ({ id: event_id, visitor: index + 1, at: ts })));
    take(own);
    // The queue delivers some again, and trackers send some again.
    take(left.sent.slice(round * 20, round * 20 + 20).map(copy), true);
    await world.drain();
    if (round === 1) world.evict();
  }
  expect(await migrating).toHaveLength(1);
  take(left.sent.map(copy), true);
  await world.heal();

  const all = [...left.sent, ...fresh];
  expect(await row("SELECT count(), uniqExact(event_id) FROM events")).toEqual([all.length, all.length]);
  expect(await row("SELECT count(), sum(events) FROM sessions FINAL WHERE events > 0")).toEqual([
    visitsOf(all),
    all.length,
  ]);
  expect(world.dead).toEqual([]);
  expect(world.state.unflushed).toBe(0);
});
