/** What becomes of events when answers, processes and room are lost. */
import { describe, expect, test } from "vitest";
import { MAX_UNTOLD_ROWS } from "../shard-state.ts";
import type { Fault } from "./world/fake-clickhouse.ts";
import { entry, event, START_MS, World } from "./world/world.ts";

const MINUTE = 60_000;
const ids = (rows: readonly { event_id?: unknown }[]) => rows.map(({ event_id }) => event_id).sort();

describe("faults", () => {
  const FAULTS: Fault[] = ["refused", "lost", "died", "vanished"];
  const calls = [0, 1, 2, 3, 4];

  test.each(FAULTS.flatMap((fault) => calls.map((call) => [fault, call] as const)))(
    "I1 I2 an answer %s at call %i loses nothing and doubles nothing",
    async (fault, call) => {
      const world = new World();
      const events = [event(), event({ visitor: 2 }), event({ at: START_MS + 40 * MINUTE })];
      const late = event({ visitor: 3 });
      world.ingest(entry(events));
      world.ingest(entry([late], { resend: true }));
      world.clickhouse.faults = Array.from({ length: call + 1 }, (_, each) =>
        each === call ? fault : undefined,
      ).map((each) => each as Fault);
      await world.drain();
      world.ingest(entry([...events, late], { resend: true }));
      await world.heal();
      expect(ids(world.clickhouse.events)).toEqual(ids([...events, late]));
      expect(ids(world.archived())).toEqual(ids([...events, late]));
      expect(world.clickhouse.sessions).toHaveLength(4);
    },
  );

  test("I2 a batch whose answer was lost with the process is looked up before it is sent again", async () => {
    const world = new World();
    world.ingest(entry([event()]));
    world.clickhouse.faults = ["vanished"];
    await world.drain();
    world.clickhouse.calls = [];
    await world.drain();
    expect(world.clickhouse.calls[0]).toBe("countBatch");
    expect(world.clickhouse.calls).not.toContain("insert events");
    expect(world.clickhouse.events).toHaveLength(1);
  });

  test("I2 landings that only the dead process knew are looked up, each once, and nothing is stored twice", async () => {
    const world = new World();
    const landed = MAX_UNTOLD_ROWS + 5;
    for (let row = 0; row < landed; row++) {
      world.ingest(entry([event()], { mid: `message ${row}` }));
      world.clickhouse.faults = row === landed - 1 ? ["vanished"] : [];
      await world.drain();
    }
    world.clickhouse.calls = [];
    world.clickhouse.forgetTokens();
    await world.drain();
    expect(world.clickhouse.calls).not.toContain("insert events");
    expect(world.clickhouse.calls.filter((call) => call === "countBatch").length).toBeGreaterThan(2);
    expect(world.clickhouse.events).toHaveLength(landed);
    expect(world.clickhouse.sessions.map(({ events }) => Number(events))).toEqual([landed]);
  });

  test("a start looks up no more rows than may have landed untold; the rest of a backlog goes together", async () => {
    const world = new World();
    world.clickhouse.faults = ["refused"];
    for (let row = 0; row < 100; row++) {
      world.ingest(entry([event()], { mid: `message ${row}` }));
      await world.drain();
    }
    world.evict();
    world.clickhouse.calls = [];
    await world.drain();
    expect(world.clickhouse.events).toHaveLength(100);
    expect(world.clickhouse.calls.filter((call) => call === "countBatch")).toHaveLength(MAX_UNTOLD_ROWS + 1);
    expect(world.clickhouse.calls.filter((call) => call === "insert events")).toHaveLength(
      MAX_UNTOLD_ROWS + 2,
    );
  });

  test("I2 a batch is looked up once its first try is old, however often it was tried since", async () => {
    const world = new World();
    world.ingest(entry([event()]));
    world.clickhouse.faults = ["lost", "refused", "refused"];
    await world.drain();
    for (let tries = 0; tries < 2; tries++) {
      world.now += 2 * 60_000;
      await world.drain();
    }
    world.clickhouse.calls = [];
    world.now += 2 * 60_000;
    await world.drain();
    expect(world.clickhouse.calls[0]).toBe("countBatch");
    expect(world.clickhouse.events).toHaveLength(1);
  });

  test("I2 a poisoned row is parked with its reason, and the others are in", async () => {
    const world = new World();
    const good = Array.from({ length: 6 }, (_, visitor) => event({ visitor }));
    world.ingest(entry([...good.slice(0, 2), event({ name: "poison" }), ...good.slice(2)]));
    await world.drain();
    expect(ids(world.clickhouse.events)).toEqual(ids(good));
    expect(world.dead.map(({ row, code }) => [row.name, code])).toEqual([["poison", "INCORRECT_DATA"]]);
    expect(world.state.unflushed).toBe(0);
  });

  test("I2 I3 a re-send of a parked event counts no second time, in its visit or in the archive", async () => {
    const world = new World();
    const bad = event({ name: "poison" });
    world.ingest(entry([event(), bad]));
    await world.drain();
    const copies = () => world.ingest(entry([bad], { resend: true, received_at: world.now, slot: 5 }));
    copies();
    for (let hours = 0; hours < 48; hours += 3) {
      world.now += 3 * 60 * MINUTE;
      world.evict();
      await world.drain();
    }
    expect(world.state.memory.ids.size).toBe(0);
    copies();
    await world.heal();
    expect(world.dead).toHaveLength(1);
    expect(world.clickhouse.sessions.map(({ events }) => Number(events))).toEqual([2]);
    expect(world.archived()).toHaveLength(2);
    world.now += 10 * 24 * 60 * MINUTE;
    await world.drain();
    expect(world.state.memory.claims.size).toBe(0);
  });

  test("a sink that refuses is asked again later and later", async () => {
    const world = new World();
    world.ingest(entry([event()]));
    world.clickhouse.faults = ["refused", "refused", "refused"];
    await world.drain();
    expect(world.troubles.clickhouse).toMatchObject({
      failures: 1,
      retry_at: world.now + 1_000,
      code: "NETWORK",
    });
    await world.drain();
    expect(world.clickhouse.calls).toHaveLength(1);
    world.now += 1_000;
    await world.drain();
    expect(world.troubles.clickhouse).toMatchObject({ failures: 2, retry_at: world.now + 2_000 });
  });
});

describe("the ring", () => {
  test("I7 fills, answers busy, takes nothing of the call, and drains completely", async () => {
    const world = new World({ capacity: 80 });
    const sent: ReturnType<typeof event>[] = [];
    world.clickhouse.faults = Array.from({ length: 100 }, () => "refused" as const);
    for (;;) {
      const one = event();
      const answer = world.ingest(entry([one]));
      await world.drain();
      if (!answer.ok) {
        expect(answer).toMatchObject({ reason: "busy" });
        break;
      }
      sent.push(one);
    }
    expect(sent.length).toBeGreaterThan(10);
    await world.heal();
    expect(ids(world.clickhouse.events)).toEqual(ids(sent));
    expect(world.state.used).toBeLessThan(16);
    expect(world.ingest(entry([event()]))).toEqual({ ok: true });
  });

  test("I2 a copy is known by its slot's checkpoint once its ring row is free", async () => {
    const world = new World({ capacity: 160 });
    const [first, ...others] = Array.from({ length: 90 }, () => event());
    if (first === undefined) throw new Error("There is a first event.");
    for (const [index, each] of [first, ...others].entries()) {
      expect(world.ingest(entry([each], { mid: `message ${index}` }))).toEqual({ ok: true });
      await world.drain();
    }
    // The rows of the first ones are overwritten: only the checkpoint is left of them.
    expect(world.state.outbox.tail).toBeGreaterThan(10);
    world.evict();
    world.ingest(entry([first], { mid: "again" }));
    await world.drain();
    expect(world.clickhouse.events).toHaveLength(90);
  });
});
