import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type ClaimCall, type SessionShardRpc, type ShardEntry, shardName } from "../../schema/objects.ts";
import { setClock } from "../clock.ts";
import { encodeCall } from "./call/encode.ts";
import { readNative } from "./outbox/world/read-native.ts";
import { entry, event } from "./outbox/world/world.ts";
import { ownerSlot, shardOf } from "./route.ts";

/** The tests' configuration has three shards; slot 4 belongs to the second. */
const SHARD = 1;
const SLOT = 4;

const stub = () => env.SHARDS.get(env.SHARDS.idFromName(shardName(SHARD)));
const rpc = () => stub() as unknown as SessionShardRpc;
const ingest = (...entries: ShardEntry[]) => rpc().ingest(encodeCall(entries), SHARD, 1);

/** Rows by table, as they arrived at ClickHouse's address. */
let inserted: { events: Record<string, unknown>[]; sessions: Record<string, unknown>[] };
let isAway = false;

beforeEach(() => {
  inserted = { events: [], sessions: [] };
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input as RequestInfo, init);
    const query = new URL(request.url).searchParams.get("query") ?? "";
    if (isAway) return new Response("away", { status: 503 });
    const table = /INSERT INTO (events|sessions)/.exec(query)?.[1];
    if (table === "events" || table === "sessions") {
      const body = request.body?.pipeThrough(new DecompressionStream("gzip"));
      inserted[table].push(...readNative(new Uint8Array(await new Response(body).arrayBuffer())));
    }
    return new Response("");
  });
});

afterEach(() => {
  isAway = false;
  vi.restoreAllMocks();
});

const now = () => Date.now();
const fresh = () => event({ at: now() });
const sent = (...events: ReturnType<typeof fresh>[]) => entry(events, { slot: SLOT, received_at: now() });

describe("SessionShard", () => {
  test("I1 I2 takes a message, wakes by its alarm, and its rows arrive once", async () => {
    const one = fresh();
    expect(await ingest(sent(one))).toEqual({ ok: true });
    expect(await ingest(sent(one))).toEqual({ ok: true });
    expect(await rpc().status()).toMatchObject({ shard: SHARD, epoch: 1, unflushed: 1 });
    await runDurableObjectAlarm(stub());
    expect(inserted.events.map(({ event_id }) => event_id)).toEqual([one.event_id]);
    expect(inserted.sessions).toHaveLength(1);
    expect(await rpc().status()).toMatchObject({ unflushed: 0, pending: 0, unarchived: 1, last_error: null });
  });

  test("carries what was taken at once, and what comes a moment later by its alarm", async () => {
    // The flush of the test before is long ago.
    const began = now() + 60_000;
    setClock(began);
    await ingest(sent(fresh()));
    expect((await rpc().status()).next_alarm_at).toBeGreaterThan(began + 10_000);
    await rpc().carry();
    expect(inserted.events).toHaveLength(1);
    setClock(began + 100);
    await ingest(sent(fresh()));
    await rpc().carry();
    expect(inserted.events).toHaveLength(1);
    expect((await rpc().status()).next_alarm_at).toBeLessThan(began + 10_000);
    await runDurableObjectAlarm(stub());
    expect(inserted.events).toHaveLength(2);
    setClock(null);
  });

  test("I1 I2 an evicted shard remembers what it took and what it has seen", async () => {
    const [one, two] = [fresh(), fresh()];
    await ingest(sent(one));
    await evictDurableObject(stub());
    await ingest(sent(one), sent(two));
    await evictDurableObject(stub());
    expect(await rpc().drain(1_000)).toMatchObject({ unflushed: 0 });
    await evictDurableObject(stub());
    await ingest(sent(one), sent(two));
    await rpc().drain(1_000);
    expect(inserted.events.map(({ event_id }) => event_id).sort()).toEqual(
      [one.event_id, two.event_id].sort(),
    );
  });

  test("I7 while ClickHouse is away it keeps what it took, says why, and wakes again", async () => {
    isAway = true;
    const one = fresh();
    await ingest(sent(one));
    await runDurableObjectAlarm(stub());
    const status = await rpc().status();
    expect(status).toMatchObject({ unflushed: 1, last_error: { sink: "clickhouse", code: "HTTP_503" } });
    expect(status.next_alarm_at).toBeGreaterThan(now());
    isAway = false;
    expect(await rpc().drain(2_000)).toMatchObject({ unflushed: 0, last_error: null });
    expect(inserted.events.map(({ event_id }) => event_id)).toEqual([one.event_id]);
  });

  test("archives at once what is visible when it is told to, and nothing twice", async () => {
    const one = fresh();
    await ingest(sent(one));
    await rpc().drain(1_000);
    expect((await rpc().status()).unarchived).toBeGreaterThan(0);
    expect(await rpc().archive()).toMatchObject({ unarchived: 0, last_error: null });
    const keys = async () => (await env.ARCHIVE.list({ prefix: "v1/" })).objects.map(({ key }) => key);
    const archived = await keys();
    expect(archived.filter((key) => key.startsWith("v1/events/")).length).toBeGreaterThan(0);
    expect(archived.filter((key) => key.startsWith("v1/corrections/"))).toHaveLength(1);
    await rpc().archive();
    expect(await keys()).toEqual(archived);
  });

  test("refuses slots that are not its own at its epoch", async () => {
    const moved = { ok: false, reason: "moved" };
    expect(await ingest({ ...sent(fresh()), slot: SLOT + 1 })).toMatchObject(moved);
    expect(await rpc().ingest(encodeCall([sent(fresh())]), SHARD, 2)).toMatchObject(moved);
    expect(await rpc().ingest(encodeCall([sent(fresh())]), SHARD + 1, 1)).toMatchObject(moved);
  });

  test("I2 re-sends of one event that race in two shards are stored once", async () => {
    const one = fresh();
    const shards = [0, 1, 2].map(
      (shard) => env.SHARDS.get(env.SHARDS.idFromName(shardName(shard))) as unknown as SessionShardRpc,
    );
    const copy = (slot: number) => encodeCall([{ ...sent(one), slot, resend: true }]);
    await Promise.all(shards.map((shard, slot) => shard.ingest(copy(slot), slot, 1)));
    const statuses = await Promise.all(shards.map((shard) => shard.drain(2_000)));
    expect(statuses.map(({ pending, unflushed }) => pending + unflushed)).toEqual([0, 0, 0]);
    expect(inserted.events.map(({ event_id }) => event_id)).toEqual([one.event_id]);
  });

  test("refuses claims of ids that are not its own at its epoch", async () => {
    const keys = Array.from({ length: 64 }, (_, id) => `site ${id}`);
    const claims = keys.filter((key) => shardOf(ownerSlot(key), 3) !== SHARD).map((key) => [key, 0] as const);
    const call: ClaimCall = { epoch: 1, isOwner: true, claims: [...claims], released: [] };
    expect(await rpc().claim(JSON.stringify(call))).toEqual({ ok: false, reason: "moved" });
    expect(await rpc().claim(JSON.stringify({ ...call, claims: [], epoch: 2 }))).toMatchObject({ ok: false });
    expect(await rpc().claim(JSON.stringify({ ...call, isOwner: false }))).toMatchObject({
      ok: true,
      taken: [],
    });
  });

  test("the watchdog gives a shard with work its alarm back", async () => {
    await ingest(sent(fresh()));
    isAway = true;
    await runDurableObjectAlarm(stub());
    const { runInDurableObject } = await import("cloudflare:test");
    await runInDurableObject(stub(), (_, state) => state.storage.deleteAlarm());
    await rpc().watchdog();
    expect(await runInDurableObject(stub(), (_, state) => state.storage.getAlarm())).not.toBeNull();
  });
});
