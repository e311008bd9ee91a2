/** Three shards before one ClickHouse, fed with generated traffic: whatever way it comes, its visits are the same. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ShardEntry } from "../../../schema/objects.ts";
import { SEED } from "../../seed-for-tests.ts";
import { visitDifferences } from "../faults/visits-for-tests.ts";
import { GAP_MS } from "../session/signs-for-tests.ts";
import { entry, event, START_MS, World } from "./world/world.ts";

const RUNS = process.env.FOOTFALL_LONG ? 3_000 : 60;
/** Against hanging only. */
const TIMEOUT_MS = 900_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MIDNIGHT = Math.ceil(START_MS / DAY) * DAY;
const SHARDS = 3;
/** Ring rows: enough for a generated outage, and few enough that checkpoints are written. */
const CAPACITY = 176;
/** The last of the people has no id but a hash of the day, the day before riding along. */
const PEOPLE = 3;
const WITHOUT_ID = PEOPLE - 1;

const signs = fc.array(
  fc.record({
    person: fc.nat(PEOPLE - 1),
    /** Coarse, so that equal times and exact gaps are common. */
    at: fc.integer({ min: -18, max: 18 }).map((step) => MIDNIGHT + step * 10 * MINUTE),
    name: fc.constantFrom("pageview", "pageview", "engagement", "engagement", "signup"),
    /** From the event to its receipt; much more than LATE, too. */
    delay: fc.constantFrom(1, 1, 1, 4, 90, 7 * 60).map((minutes) => minutes * MINUTE),
    isImported: fc.boolean(),
    copies: fc.constantFrom(0, 0, 1),
    /** Whether it rides with the one before. */
    isTogether: fc.boolean(),
    /** What happens after it. */
    drains: fc.subarray([0, 1, 2]),
    evicts: fc.subarray([0, 1, 2], { maxLength: 2 }),
    rank: fc.nat(),
  }),
  { minLength: 6, maxLength: 40, size: "max" },
);
const way = fc.record({
  signs,
  restarts: fc.constantFrom("sometimes", "between any two events"),
  /** From here on ClickHouse is away for ten hours. */
  outage: fc.option(fc.integer({ min: -3, max: 8 }).map((hours) => MIDNIGHT + hours * HOUR)),
});
type Way = typeof way extends fc.Arbitrary<infer Value> ? Value : never;
type Sign = Way["signs"][number];

const OUTAGE_MS = 10 * HOUR;
/** Everything that is imported comes in one hour, in any order. */
const IMPORT_MS = MIDNIGHT + DAY;

const hashOf = (person: number, at: number) =>
  person === WITHOUT_ID ? 100 + Math.floor((at - MIDNIGHT) / DAY) : person;

function entryOf({ person, at, name, delay, isImported, rank }: Sign, index: number): ShardEntry {
  const isDaily = person === WITHOUT_ID;
  const made = event({
    ...{ at, name, visitor: hashOf(person, at) },
    ...(isDaily && { previous: hashOf(person, at - DAY) }),
  });
  // A link to the day before is kept no longer than a visit is open, so without an id nothing comes late or afterwards.
  const received = isImported && !isDaily ? IMPORT_MS + (rank % HOUR) : at + (isDaily ? MINUTE : delay);
  return entry([{ ...made, path: `/${index % 7}` }], {
    ...{ mid: `message ${index}`, slot: person, gap_ms: GAP_MS, received_at: received },
  });
}

class Cluster {
  worlds: World[] = [];
  #outage: number | null;

  constructor(outage: number | null) {
    for (let shard = 0; shard < SHARDS; shard++) new World({ shards: this.worlds, capacity: CAPACITY });
    for (const { state } of this.worlds) state.save({ table: { epoch: 1, shards: SHARDS } });
    this.#outage = outage;
    this.#until(MIDNIGHT - 4 * HOUR);
  }

  get clickhouse() {
    const [first] = this.worlds;
    if (first === undefined) throw new Error("A cluster without shards.");
    return first.clickhouse;
  }

  get isAway(): boolean {
    const now = this.worlds[0]?.now ?? 0;
    return this.#outage !== null && now >= this.#outage && now < this.#outage + OUTAGE_MS;
  }

  take(entries: readonly ShardEntry[]): void {
    this.#until(Math.max(...entries.map(({ received_at }) => received_at)));
    for (const [shard, world] of this.worlds.entries()) {
      const mine = entries.filter(({ slot }) => slot % SHARDS === shard);
      if (mine.length > 0) expect(world.ingest(...mine)).toMatchObject({ ok: true });
    }
  }

  async drain(shards: readonly number[]): Promise<void> {
    this.clickhouse.faults = this.isAway ? new Array(50).fill("refused") : [];
    for (const shard of shards) await this.worlds[shard]?.drain();
  }

  evict(shards: readonly number[]): void {
    for (const shard of shards) this.worlds[shard]?.evict();
  }

  async rest(): Promise<void> {
    for (let round = 0; round < 8; round++) {
      this.#until((this.worlds[0]?.now ?? 0) + 2 * HOUR);
      await this.drain([0, 1, 2]);
    }
  }

  #until(time: number): void {
    for (const world of this.worlds) world.now = Math.max(world.now, time);
  }
}

const seen = { outages: 0, repoints: 0, loads: 0, forgotten: 0, orphans: 0, restarts: 0 };

async function clusterAfter({ signs, restarts, outage }: Way): Promise<Cluster> {
  const cluster = new Cluster(outage);
  const entries = signs.map((sign, index) => ({ sign, entry: entryOf(sign, index) }));
  const sent = entries.toSorted((a, b) => a.entry.received_at - b.entry.received_at);
  const again = sent.filter(({ sign }) => sign.copies > 0).map(({ entry }) => ({ ...entry, resend: true }));
  let together: ShardEntry[] = [];
  for (const [index, { sign, entry }] of sent.entries()) {
    together.push(entry);
    if (sent[index + 1]?.sign.isTogether) continue;
    cluster.take(together);
    together = [];
    if (cluster.isAway) seen.outages++;
    cluster.evict(restarts === "sometimes" ? sign.evicts : [0, 1, 2]);
    seen.restarts++;
    await cluster.drain(sign.drains);
  }
  if (again.length > 0) cluster.take(again);
  await cluster.rest();
  return cluster;
}

describe(`visits of three shards, seed ${SEED}`, { timeout: TIMEOUT_MS }, () => {
  test("I2 I3 any order, batching, delay, import, outage and restart gives the visits of the sorted events", async () => {
    const property = fc.asyncProperty(way, async (generated) => {
      const { clickhouse, worlds } = await clusterAfter(generated);
      expect(clickhouse.events).toHaveLength(generated.signs.length);
      const person = ({ visitor_id }: { visitor_id?: unknown }) => {
        const hash = Number(`0x${visitor_id}`);
        return hash < WITHOUT_ID ? String(hash) : "without id";
      };
      expect(visitDifferences(clickhouse.events, clickhouse.sessions, person, () => GAP_MS)).toEqual([]);
      expect(worlds.map(({ state }) => state.memory.pending.size)).toEqual([0, 0, 0]);
      seen.repoints += clickhouse.calls.filter((call) => call === "repoint").length;
      seen.loads += clickhouse.calls.filter((call) => call === "visits").length;
      seen.orphans += clickhouse.sessions.filter(({ events }) => Number(`0x${events}`) === 0).length;
      const kept = worlds.reduce((sum, { state }) => sum + state.memory.sessions(), 0);
      seen.forgotten += clickhouse.sessions.length - kept;
    });
    await fc.assert(property, { seed: SEED, numRuns: RUNS });
    for (const [name, times] of Object.entries(seen))
      expect([name, times > RUNS / 4 || times]).toEqual([name, true]);
  });
});
