import { describe, expect, test } from "vitest";
import { MAX_RING_ROW_BYTES } from "../../../schema/limits.ts";
import type { EnrichedEvent } from "../../../schema/message.ts";
import { VISIT_ATTRIBUTES } from "../../../schema/rows.ts";
import { entry, event, START_MS, World } from "../outbox/world/world.ts";
import { MemoryStore } from "../session/store.ts";
import { STORED_ATTRIBUTES } from "../session/stored.ts";

const ids = (rows: readonly { event_id?: unknown }[]) => rows.map(({ event_id }) => event_id).sort();

/** As the version before calls stored them: one event that counts, one that waits. */
const OLD_ROW = {
  ...{ v: 1, seq: 1, at: START_MS, settled: [] },
  admitted: [
    { slot: 3, received_at: START_MS, session_id: "00000000000000aa", event: event({ visitor: 1 }) },
  ],
  pending: [{ slot: 3, received_at: START_MS, gap_ms: 1_800_000, event: event({ visitor: 2 }) }],
  outputs: [
    {
      slot: 3,
      output: {
        type: "upsert",
        session: {
          ...{ id: "00000000000000aa", site: "site", visitor_id: "0000000000000001", other_visitor_ids: [] },
          ...{ previous_visitor_id: null, version: 1, active_from: START_MS, active_until: START_MS },
          ...{
            start: START_MS,
            start_tie: 1,
            end: START_MS,
            engaged_ms: 0,
            tail: [],
            pageviews: 1,
            events: 1,
          },
          ...{ interactions: 1, entry: { at: START_MS, tie: 1, hostname: "", path: "/" } },
          ...{ exit: { at: START_MS, tie: 1, hostname: "", path: "/" }, attributes: { country: "GB" } },
        },
      },
    },
  ],
  heard: [{ slot: 3, message: "old" }],
};

describe("rows that an older version wrote", () => {
  test("I2 drain: their events are stored once, with their visits, and copies are known", async () => {
    const store = new MemoryStore(256);
    store.putRow(1, START_MS, new TextEncoder().encode(JSON.stringify(OLD_ROW)));
    const world = new World({ store });
    const sent = [...OLD_ROW.admitted, ...OLD_ROW.pending].map((each) => each.event);
    world.ingest(entry(sent, { mid: "again" }));
    await world.drain();
    expect(ids(world.clickhouse.events)).toEqual(ids(sent));
    expect(world.clickhouse.sessions.map(({ country = "" }) => country).sort()).toEqual(["", "GB"]);
    await world.heal();
    expect(ids(world.archived())).toEqual(ids(sent));
  });

  test("a visit goes on in a new row with what the old one said of it", async () => {
    const store = new MemoryStore(256);
    store.putRow(1, START_MS, new TextEncoder().encode(JSON.stringify(OLD_ROW)));
    const world = new World({ store });
    world.ingest(entry([event({ visitor: 1, at: START_MS + 60_000 })]));
    world.evict();
    await world.drain();
    const visits = world.clickhouse.sessions.filter(({ visitor_id }) => visitor_id === "0000000000000001");
    expect(visits).toMatchObject([{ session_id: "00000000000000aa", country: "GB" }]);
    expect(Number(visits[0]?.pageviews)).toBe(2);
  });

  test("every attribute of a visit has its place in rows", () => {
    expect([...STORED_ATTRIBUTES].sort()).toEqual([...VISIT_ATTRIBUTES].sort());
  });
});

describe("a call and what becomes of it", () => {
  const title = "x".repeat(2_000);
  const large = (count: number): EnrichedEvent[] =>
    Array.from({ length: count }, (_, visitor) => ({ ...event({ visitor }), title: `${title}${visitor}` }));

  test("I2 what does not fit one row is in several, and nothing is lost at a start", async () => {
    const world = new World();
    const sent = large(2 * (MAX_RING_ROW_BYTES / 2_000));
    world.ingest(entry(sent));
    expect(world.state.used).toBeGreaterThan(1);
    world.evict();
    world.ingest(entry(sent, { mid: "again" }));
    await world.drain();
    expect(ids(world.clickhouse.events)).toEqual(ids(sent));
    expect(world.clickhouse.sessions).toHaveLength(sent.length);
  });

  test("I5 an event that counts leaves no link to the day after, one that waits keeps it until it counts", async () => {
    const world = new World();
    world.ingest(entry([event({ next: 0xabcdef })]));
    const waits = event({ next: 0xfedcba });
    world.ingest(entry([waits], { resend: true }));
    world.evict();
    const [counted, waiting] = world.state.readRange(1, 2);
    expect(JSON.stringify(counted?.admitted)).not.toContain("abcdef");
    expect(waiting?.pending[0]?.event.next_visitor_id).toBe("0000000000fedcba");
    await world.drain();
    const { admitted } = world.state.read(world.state.last);
    expect(admitted[0]?.event).toMatchObject({ event_id: waits.event_id });
    expect(admitted[0]?.event.next_visitor_id).toBeUndefined();
  });

  test("I6 a call that the queue brings again counts nothing a second time, nor after a start", async () => {
    const world = new World();
    const one = event();
    const call = [entry([one]), entry([one], { mid: "copy" })];
    world.ingest(...call);
    world.evict();
    world.ingest(...call);
    await world.drain(true);
    const counts = [...world.clickhouse.outcomes.values()].map(({ reason, n }) => [reason, Number(n)]);
    expect(counts.sort()).toEqual([
      ["accepted", 1],
      ["duplicate", 1],
    ]);
  });
});
