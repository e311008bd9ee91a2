import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SLOT_COUNT } from "../../../schema/limits.ts";
import type { EnrichedEvent } from "../../../schema/message.ts";
import { SEED } from "../../seed-for-tests.ts";
import { eventKey } from "../ring/key.ts";
import { ownerSlot, shardOf } from "../route.ts";
import type { Fault } from "./world/fake-clickhouse.ts";
import { entry, event, START_MS, World } from "./world/world.ts";

const RUNS = process.env.FOOTFALL_LONG ? 5_000 : 150;
const MINUTE = 60_000;
const SHARDS = 3;

/** Three shards before one ClickHouse. */
function cluster(capacity = 256): World[] {
  const worlds: World[] = [];
  for (let shard = 0; shard < SHARDS; shard++) new World({ shards: worlds, capacity });
  for (const { state } of worlds) state.save({ table: { epoch: 1, shards: SHARDS } });
  return worlds;
}

const [A, B] = [0, 1];
/** The same event with the hash of another address, hence in another slot: `slot` mod 3 is its shard. */
const from = (address: number, copy: EnrichedEvent): EnrichedEvent => ({
  ...copy,
  visitor_id: address.toString(16).padStart(16, "b") as EnrichedEvent["visitor_id"],
});

const send = (worlds: World[], shard: number, copy: EnrichedEvent, resend: boolean) => {
  const world = at(worlds, shard);
  return world.ingest(entry([from(shard, copy)], { slot: shard, resend, received_at: world.now }));
};

function at(worlds: World[], shard: number): World {
  const world = worlds[shard];
  if (world === undefined) throw new Error(`There is no shard ${shard}.`);
  return world;
}

const stored = (worlds: World[]) => at(worlds, A).clickhouse.events.map(({ event_id }) => String(event_id));

async function heal(worlds: World[]): Promise<void> {
  at(worlds, A).clickhouse.faults = [];
  for (const world of worlds) world.isSilent = false;
  for (let round = 0; round < 4; round++)
    for (const world of worlds) {
      world.now += 2 * 60 * MINUTE;
      await world.drain();
    }
}

/** A shard as it is hours later, with its own slow lane held up. */
async function age(world: World): Promise<void> {
  const { slow_lane } = world.troubles;
  world.now += 3 * 60 * MINUTE;
  const forever = { failures: 1, at: 0, retry_at: Number.POSITIVE_INFINITY, code: "", message: "" };
  world.troubles = { ...world.troubles, slow_lane: forever };
  for (let drains = 0; drains < 3; drains++) await world.drain();
  world.troubles = { ...world.troubles, slow_lane };
}

/** An event whose id belongs to that shard. */
function ownedBy(shard: number): EnrichedEvent {
  for (;;) {
    const made = event();
    if (shardOf(ownerSlot(eventKey(made.site, made.event_id)), SHARDS) === shard) return made;
  }
}

test("the owners of ids are even over the slots", () => {
  const counts = new Array<number>(SLOT_COUNT).fill(0);
  for (let each = 0; each < 6_400; each++) {
    const made = event();
    const slot = ownerSlot(eventKey(made.site, made.event_id));
    counts[slot] = (counts[slot] ?? 0) + 1;
  }
  expect(Math.min(...counts)).toBeGreaterThan(50);
  expect(Math.max(...counts)).toBeLessThan(160);
});

describe.each([0, 1, 2])("copies in two shards, the id's owner being shard %i", (owner) => {
  test("I2 two re-sends that race count once", async () => {
    const worlds = cluster();
    const one = ownedBy(owner);
    for (const shard of [A, B]) send(worlds, shard, one, true);
    await Promise.all([A, B].map((shard) => at(worlds, shard).drain()));
    expect(stored(worlds)).toEqual([one.event_id]);
    expect(worlds.map(({ state }) => state.memory.pending.size)).toEqual([0, 0, 0]);
  });

  test.each([false, true])(
    "I2 a re-send that overtakes its first copy counts, and the copy does not (evicted between: %s)",
    async (isEvicted) => {
      const worlds = cluster();
      const one = ownedBy(owner);
      send(worlds, B, one, true);
      await at(worlds, B).drain();
      expect(stored(worlds)).toEqual([one.event_id]);
      if (isEvicted) for (const world of worlds) world.evict();
      for (const world of worlds) await world.drain();
      if (isEvicted) for (const world of worlds) world.evict();
      send(worlds, A, one, false);
      await heal(worlds);
      expect(stored(worlds)).toEqual([one.event_id]);
    },
  );

  test("I2 a re-send sees the first copy that its shard has not flushed yet", async () => {
    const worlds = cluster();
    const one = ownedBy(owner);
    send(worlds, A, one, false);
    send(worlds, B, one, true);
    await at(worlds, B).drain();
    await at(worlds, A).drain();
    expect(stored(worlds)).toEqual([one.event_id]);
  });

  test("I2 the owner remembers who won when it is evicted before the winner is visible", async () => {
    // In so small a ring every landing writes a checkpoint.
    const worlds = cluster(72);
    const one = ownedBy(owner);
    const key = eventKey(one.site, one.event_id);
    for (const shard of [A, B]) send(worlds, shard, one, true);
    const call = { epoch: 1, isOwner: true, released: [] };
    await at(worlds, owner).claim({ ...call, claims: [[key, A]] });
    // The window has passed, and the ring row that granted it is free: a checkpoint has to know.
    await age(at(worlds, owner));
    at(worlds, owner).evict();
    // An owner that has a waiting event of its own keeps its ring from there on.
    expect(at(worlds, owner).state.used).toBe(owner === 2 ? 0 : 2);
    expect(at(worlds, owner).state.memory.claims.has(key)).toBe(true);
    await at(worlds, B).drain();
    expect(stored(worlds)).toEqual([]);
    await at(worlds, A).drain();
    expect(stored(worlds)).toEqual([one.event_id]);
  });
});

test("I2 a re-send from another address of an event that was put aside counts nowhere", async () => {
  for (const owner of [0, 1, 2]) {
    const worlds = cluster();
    const bad = { ...ownedBy(owner), name: "poison" };
    send(worlds, A, bad, false);
    await at(worlds, A).drain();
    for (const world of worlds) {
      await age(world);
      world.evict();
    }
    send(worlds, B, bad, true);
    await heal(worlds);
    expect(worlds.flatMap(({ dead }) => dead)).toHaveLength(1);
    expect(worlds.flatMap((world) => world.archived())).toHaveLength(1);
    expect(at(worlds, A).clickhouse.sessions).toHaveLength(1);
  }
});

test("a shard that does not answer delays the slow lane only, and says so", async () => {
  const worlds = cluster();
  at(worlds, B).isSilent = true;
  const [fast, slow] = [ownedBy(A), ownedBy(B)];
  send(worlds, A, fast, false);
  send(worlds, A, slow, true);
  await at(worlds, A).drain();
  expect(stored(worlds)).toEqual([fast.event_id]);
  expect(at(worlds, A).troubles).toMatchObject({ clickhouse: null, slow_lane: { code: "SHARD_AWAY" } });
  await heal(worlds);
  expect(stored(worlds)).toEqual([fast.event_id, slow.event_id]);
});

test("claims are given back once they are visible, and forgotten with the window", async () => {
  const worlds = cluster();
  const sent = [A, B, 2].map(ownedBy);
  for (const one of sent) send(worlds, A, one, true);
  await at(worlds, A).drain();
  for (const { state } of worlds)
    expect([...state.memory.claims.values()].every(({ isOpen }) => !isOpen)).toBe(true);
  await heal(worlds);
  expect(worlds.map(({ state }) => state.memory.claims.size)).toEqual([0, 0, 0]);
  expect(worlds.map(({ state }) => state.used)).toEqual([0, 0, 0].map(() => expect.any(Number)));
});

const action = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant("copy"), id: fc.nat(5), shard: fc.nat(SHARDS - 1) }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("drain"), shards: fc.subarray([0, 1, 2]) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("evict"), shard: fc.nat(SHARDS - 1) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("silence"), shard: fc.nat(SHARDS - 1) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("wait"), minutes: fc.constantFrom(1, 9, 12, 26) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("fault"),
      faults: fc.array(fc.constantFrom<Fault | "none">("none", "refused", "lost", "died", "vanished")),
    }),
  },
) as fc.Arbitrary<
  | { type: "copy"; id: number; shard: number }
  | { type: "drain"; shards: number[] }
  | { type: "evict" | "silence"; shard: number }
  | { type: "wait"; minutes: number }
  | { type: "fault"; faults: (Fault | "none")[] }
>;

test(`I1 I2 any history of copies, drains, evictions, silences and failures counts each id once, seed ${SEED}`, async () => {
  const history = fc.array(action, { minLength: 8, maxLength: 40, size: "max" });
  await fc.assert(
    fc.asyncProperty(history, async (actions) => {
      const worlds = cluster();
      const events = Array.from({ length: 6 }, (_, index) =>
        event({ at: START_MS + index, ...(index === 5 && { id: "0b1e5a3c-7f00-4000-8000-000000000005" }) }),
      );
      const copies = new Map<number, number>();
      for (const each of actions) {
        if (each.type === "copy") {
          const one = events[each.id];
          if (one === undefined) continue;
          // All but the first attempt say so; the first may be the last to arrive.
          const isFirst = copies.get(each.id) === 1;
          copies.set(each.id, (copies.get(each.id) ?? 0) + 1);
          send(worlds, each.shard, one, !isFirst);
        }
        if (each.type === "drain") await Promise.all(each.shards.map((shard) => at(worlds, shard).drain()));
        if (each.type === "evict") at(worlds, each.shard).evict();
        if (each.type === "silence") at(worlds, each.shard).isSilent = !at(worlds, each.shard).isSilent;
        if (each.type === "wait") for (const world of worlds) world.now += each.minutes * MINUTE;
        if (each.type === "fault")
          at(worlds, A).clickhouse.faults = each.faults.map(
            (fault) => (fault === "none" ? undefined : fault) as Fault,
          );
      }
      await heal(worlds);
      const wanted = [...copies.keys()].map((id) => events[id]?.event_id ?? "").sort();
      expect(stored(worlds).sort()).toEqual(wanted);
      expect(
        worlds
          .flatMap((world) => world.archived())
          .map(({ event_id }) => event_id)
          .sort(),
      ).toEqual(wanted);
      expect(worlds.map(({ state }) => state.memory.claims.size + state.memory.claimants.size)).toEqual([
        0, 0, 0,
      ]);
    }),
    { seed: SEED, numRuns: RUNS },
  );
}, 600_000);
