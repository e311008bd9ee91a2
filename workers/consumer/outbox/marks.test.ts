import { describe, expect, test } from "vitest";
import { MARK_INTERVAL_MS } from "../../../schema/rollups.ts";
import { daysTouched } from "./marks.ts";
import { entry, event, START_MS, World } from "./world/world.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe("dirty marks", () => {
  test("every day of an event and of a visit is marked once it is visible, and no other", async () => {
    const world = new World();
    world.now = Date.UTC(2026, 4, 21, 0, 20);
    const evening = event({ at: Date.UTC(2026, 4, 20, 23, 55), visitor: 1 });
    const night = event({ at: Date.UTC(2026, 4, 21, 0, 10), visitor: 1 });
    world.ingest(entry([evening, night], { received_at: world.now }));
    await world.drain();
    expect([...world.clickhouse.marks].sort()).toEqual(["site 2026-05-20", "site 2026-05-21"]);
  });

  test("a day that was marked a moment ago is not marked again, and then it is", async () => {
    const world = new World();
    const send = async (mid: string) => {
      world.ingest(entry([event({ at: START_MS })], { mid, received_at: world.now }));
      await world.drain();
    };
    await send("a");
    world.now += MARK_INTERVAL_MS - 1;
    await send("b");
    expect(world.clickhouse.marks).toHaveLength(1);
    world.now += 1_001;
    await send("c");
    expect(world.clickhouse.marks).toHaveLength(2);
  });

  test("a new process marks again: it does not know what the old one did", async () => {
    const world = new World();
    world.ingest(entry([event()]));
    await world.drain();
    world.evict();
    world.now += 2_000;
    world.ingest(entry([event()], { mid: "other" }));
    await world.drain();
    expect(world.clickhouse.marks).toHaveLength(2);
  });

  test("the cursor waits for the mark", async () => {
    const world = new World();
    world.ingest(entry([event()]));
    // Of the insert of events, of visits, and of marks, the last is refused.
    world.clickhouse.faults = [undefined, undefined, "refused"];
    await world.drain();
    expect(world.clickhouse.events).toHaveLength(1);
    expect(world.state.outbox.flushed).toBe(0);
    await world.heal();
    expect(world.clickhouse.events).toHaveLength(1);
    expect(world.clickhouse.marks).toEqual(["site 2026-05-20"]);
  });

  test("a visit that a late event begins on the day before dirties the day that it leaves too", async () => {
    const world = new World();
    world.now = Date.UTC(2026, 4, 21, 0, 30);
    world.ingest(entry([event({ at: Date.UTC(2026, 4, 21, 0, 10) })], { received_at: world.now }));
    await world.drain();
    world.clickhouse.marks.length = 0;
    world.now += 5 * MINUTE;
    const earlier = event({ at: Date.UTC(2026, 4, 20, 23, 50) });
    world.ingest(entry([earlier], { received_at: world.now, resend: true, mid: "late" }));
    await world.drain();
    expect([...world.clickhouse.marks].sort()).toEqual(["site 2026-05-20", "site 2026-05-21"]);
  });

  test("a visit of weeks marks a bounded number of days", () => {
    const session = { site: "site", start: 0, end: 400 * DAY };
    // Only what marks are made of.
    const rows = [{ admitted: [], outputs: [{ slot: 0, output: { type: "upsert", session } }] }];
    expect(daysTouched(rows as unknown as Parameters<typeof daysTouched>[0])).toHaveLength(32);
  });
});
