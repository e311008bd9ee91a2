import { describe, expect, test } from "vitest";
import type { EnrichedEvent } from "../../../schema/message.ts";
import { MAX_UNTOLD_ROWS } from "../shard-state.ts";
import type { Fault } from "./world/fake-clickhouse.ts";
import { entry, event, START_MS, uuid, World } from "./world/world.ts";

const MINUTE = 60_000;
const ids = (rows: readonly { event_id?: unknown }[]) => rows.map(({ event_id }) => event_id).sort();

describe("the fast lane", () => {
  test("I2 what was ingested is visible once after a drain, with its visit", async () => {
    const world = new World();
    const events = [event(), event({ at: START_MS + MINUTE }), event({ visitor: 2 })];
    expect(world.ingest(entry(events))).toEqual({ ok: true });
    await world.drain();
    expect(ids(world.clickhouse.events)).toEqual(ids(events));
    expect(world.clickhouse.sessions).toHaveLength(2);
    expect(world.clickhouse.events[0]?.session_id).toBe(world.clickhouse.events[1]?.session_id);
  });

  test("I2 a copy is dropped within a call, in a later call, and after eviction", async () => {
    const world = new World();
    const one = event();
    world.ingest(entry([one, one]), entry([one], { mid: "other" }));
    world.ingest(entry([one]));
    world.evict();
    world.ingest(entry([one]));
    await world.drain();
    world.evict();
    world.ingest(entry([one]));
    await world.drain();
    expect(world.clickhouse.events).toHaveLength(1);
  });

  test.each([
    ["as late as the fast lane allows, twice,", 9, 9, false],
    ["that the queue held for hours", 0, 300, true],
  ])("I2 a copy %s is known, though its event is visible long since", async (_, delay, held, isEvicted) => {
    const world = new World({ capacity: 72 });
    const sent = entry([event()], { received_at: START_MS + delay * MINUTE });
    world.now = sent.received_at;
    world.ingest(sent);
    world.now += held * MINUTE;
    for (let drains = 0; drains < 3; drains++) await world.drain(true);
    if (isEvicted) world.evict();
    world.ingest(sent);
    await world.heal();
    expect(world.clickhouse.events).toHaveLength(1);
  });

  test("I4 the same id of another site is another event", async () => {
    const world = new World();
    const id = uuid(START_MS, 7_777);
    world.ingest(entry([event({ id, site: "a" })]), entry([event({ id, site: "b" })]));
    await world.drain();
    expect(world.clickhouse.events.map(({ site }) => site)).toEqual(["a", "b"]);
  });

  test("one insert holds one partition", async () => {
    const world = new World();
    world.now = Date.UTC(2026, 5, 1, 0, 1);
    const [may, june] = [Date.UTC(2026, 4, 31, 23, 59), Date.UTC(2026, 5, 1, 0, 0)];
    world.ingest(entry([event({ at: may }), event({ at: june })], { received_at: june }));
    await world.drain();
    expect(world.clickhouse.calls.filter((call) => call === "insert events")).toHaveLength(2);
    expect(world.clickhouse.events).toHaveLength(2);
  });
});

describe("the slow lane", () => {
  test("I2 a re-send of what memory, waiting events or ClickHouse knows is a copy", async () => {
    const world = new World();
    const [known, waits, fresh] = [event(), event(), event()];
    world.ingest(entry([known]));
    await world.drain();
    world.now += 60 * MINUTE;
    await world.drain();
    expect(world.state.memory.ids.size).toBe(0);
    const late = { resend: true, received_at: world.now, slot: 9 };
    world.ingest(entry([waits], late));
    world.ingest(entry([known, waits, fresh], late));
    await world.drain();
    await world.drain();
    expect(ids(world.clickhouse.events)).toEqual(ids([known, waits, fresh]));
  });

  test("I3 a late event joins the visit that memory has forgotten", async () => {
    const world = new World();
    const first = event();
    world.ingest(entry([first]));
    await world.drain();
    world.now += 3 * 60 * MINUTE;
    world.ingest(entry([event({ at: world.now, visitor: 2 })], { received_at: world.now }));
    await world.drain();
    expect(world.state.memory.sessions()).toBe(1);
    const late = event({ at: START_MS + 10 * MINUTE });
    world.ingest(entry([late], { received_at: world.now }));
    await world.drain();
    const sessions = world.clickhouse.sessions.filter(({ visitor_id }) => visitor_id === first.visitor_id);
    expect(sessions).toHaveLength(1);
    expect(world.clickhouse.calls).toContain("visits");
    const assigned = world.clickhouse.events.filter(({ visitor_id }) => visitor_id === first.visitor_id);
    expect(new Set(assigned.map(({ session_id }) => session_id)).size).toBe(1);
  });
});

describe("visits that are loaded for a late event", () => {
  const at = (minutes: number, name = "pageview") => event({ at: START_MS + minutes * MINUTE, name });
  const NOW_MS = START_MS + 215 * MINUTE;

  /** `before` is visible and in memory; `meanwhile` is told while the visits near minute 135 are loaded for an event of that time. */
  async function afterLoading(before: EnrichedEvent[], meanwhile: EnrichedEvent) {
    const world = new World();
    const tell = (told: EnrichedEvent, received_at: number) => {
      world.now = Math.max(world.now, received_at);
      expect(world.ingest(entry([told], { received_at }))).toEqual({ ok: true });
    };
    for (const told of before) tell(told, told.ts);
    tell(event({ at: NOW_MS, visitor: 2 }), NOW_MS);
    await world.drain();
    const load = world.clickhouse.visits.bind(world.clickhouse);
    let loaded = 0;
    world.clickhouse.visits = async (asked) => {
      const rows = await load(asked);
      loaded = rows.length;
      tell(meanwhile, NOW_MS);
      expect(world.state.memory.pending.size).toBe(1);
      world.clickhouse.visits = load;
      return rows;
    };
    tell(at(135), NOW_MS);
    await world.drain();
    await world.heal();
    expect(loaded).toBe(1);
    return world.clickhouse.sessions.filter(({ visitor_id }) => visitor_id === meanwhile.visitor_id);
  }

  const number = (cell: unknown) => Number(`0x${cell}`);

  test("I3 one that memory has merged away meanwhile does not come back", async () => {
    // Engagement alone is a visit only until an event half an hour from it joins it to one with events.
    const before = [at(160, "engagement"), at(180, "engagement"), at(215)];
    const [visit, ...others] = await afterLoading(before, at(205));
    expect(others).toEqual([]);
    expect([number(visit?.events), number(visit?.engaged_ms)]).toEqual([3, 2_000]);
  });

  test("I3 one that memory has taken further meanwhile stays as memory has it", async () => {
    const visits = await afterLoading([at(160), at(180)], at(205));
    expect(visits.map(({ events }) => number(events))).toEqual([4]);
  });

  test("I3 one that memory has forgotten is taken up as it was loaded", async () => {
    const world = new World();
    for (const told of [at(0), at(10), event({ at: START_MS + 300 * MINUTE, visitor: 2 })]) {
      world.now = told.ts;
      world.ingest(entry([told], { received_at: told.ts }));
      await world.drain();
    }
    expect(world.state.memory.sessions()).toBe(1);
    world.ingest(entry([at(20)], { received_at: world.now }));
    await world.heal();
    const visits = world.clickhouse.sessions.filter(({ visitor_id }) => visitor_id === at(0).visitor_id);
    expect(visits.map(({ events: number }) => Number(number))).toEqual([3]);
  });
});

describe("over midnight", () => {
  const MIDNIGHT = Date.UTC(2026, 4, 21);
  /** Of one cookieless person: hash 1 before midnight, 2 after. */
  const evening = (minutes: number) =>
    event({ at: MIDNIGHT - minutes * MINUTE, visitor: 1, previous: 9, next: 2 });
  const morning = (minutes: number) => event({ at: MIDNIGHT + minutes * MINUTE, visitor: 2, previous: 1 });

  test("I3 I5 an event of the evening finds the visit of the morning, though memory has forgotten it", async () => {
    const world = new World();
    world.now = MIDNIGHT + 20 * MINUTE;
    world.ingest(entry([morning(10), morning(15)], { received_at: world.now }));
    await world.drain();
    world.now += 5 * 60 * MINUTE;
    world.ingest(entry([event({ at: world.now, visitor: 3 })], { received_at: world.now }));
    await world.drain();
    expect(world.state.memory.sessions()).toBe(1);
    world.ingest(entry([evening(5)], { received_at: world.now, resend: true }));
    await world.drain();
    const visits = world.clickhouse.sessions.filter(({ pageviews }) => Number(pageviews) === 3);
    expect(visits).toMatchObject([{ start_date: "2026-05-20", visitor_id: "0000000000000001" }]);
    expect(world.clickhouse.sessions).toHaveLength(2);
    const person = world.clickhouse.events.filter(({ visitor_id }) => visitor_id !== "0000000000000003");
    expect(new Set(person.map(({ session_id }) => session_id)).size).toBe(1);
    expect(Object.keys(world.clickhouse.events[0] ?? {})).not.toContain("next_visitor_id");
    const { admitted } = world.state.read(world.state.last);
    expect(admitted[0]?.event.next_visitor_id).toBeUndefined();
  });
});

describe("corrections", () => {
  test("I3 an event between two visits joins them: one visit, all events in it", async () => {
    const world = new World();
    const at = (minutes: number) => event({ at: START_MS + minutes * MINUTE });
    world.ingest(entry([at(0)]), entry([at(45)]));
    await world.drain();
    expect(world.clickhouse.sessions).toHaveLength(2);
    world.now += 50 * MINUTE;
    world.ingest(entry([at(25)], { received_at: world.now }));
    await world.drain();
    expect(world.clickhouse.sessions).toHaveLength(1);
    expect(new Set(world.clickhouse.events.map(({ session_id }) => session_id)).size).toBe(1);
  });
});

describe("corrections of one drain", () => {
  test("I3 of visits that were joined twice, all events are re-pointed to the last one", async () => {
    const world = new World();
    const at = (minutes: number) => {
      const ms = START_MS + minutes * MINUTE;
      // Told late by the page, but minted now: the fast lane takes it, in the order in which it comes.
      const told = event({ at: ms, id: uuid(Math.max(ms, world.now), 1_000 + minutes) });
      world.ingest(entry([told], { received_at: world.now, mid: `at ${minutes}` }));
    };
    for (const minutes of [0, 31, 62]) {
      world.now = START_MS + minutes * MINUTE;
      at(minutes);
    }
    await world.drain();
    expect(world.clickhouse.sessions).toHaveLength(3);
    world.now += MINUTE;
    at(46);
    at(15);
    await world.drain();
    expect(world.clickhouse.sessions).toHaveLength(1);
    expect(new Set(world.clickhouse.events.map(({ session_id }) => session_id)).size).toBe(1);
  });

  test("I3 a re-pointing that ClickHouse did not take is repeated", async () => {
    const world = new World();
    const tell = (minutes: number) => {
      const ms = START_MS + minutes * MINUTE;
      const told = event({ at: ms, id: uuid(Math.max(ms, world.now), 2_000 + minutes) });
      world.ingest(entry([told], { received_at: world.now, mid: `tell ${minutes}` }));
    };
    for (const minutes of [0, 31]) {
      world.now = START_MS + minutes * MINUTE;
      tell(minutes);
    }
    await world.drain();
    tell(15);
    world.clickhouse.calls = [];
    world.clickhouse.faults = [undefined, "refused"];
    await world.drain();
    expect(world.clickhouse.calls).toEqual(["insert events", "repoint"]);
    await world.heal();
    expect(new Set(world.clickhouse.events.map(({ session_id }) => session_id)).size).toBe(1);
  });

  test("I3 a chain of joins over several drains and processes ends in one visit, with all events in it", async () => {
    const world = new World();
    const tell = (minutes: number, isLate: boolean) => {
      const told = event({ at: START_MS + minutes * MINUTE });
      const received_at = isLate ? world.now : told.ts;
      world.ingest(entry([told], { received_at, mid: `at ${minutes}`, resend: isLate }));
    };
    for (const minutes of [0, 50, 100, 150]) {
      world.now = START_MS + minutes * MINUTE;
      tell(minutes, false);
      await world.drain();
    }
    expect(world.clickhouse.sessions).toHaveLength(4);
    // Hours later all four are forgotten; each join finds the outcome of the one before by its row alone.
    world.now += 6 * 60 * MINUTE;
    for (const minutes of [125, 75, 25]) {
      world.ingest(entry([event({ at: world.now, visitor: 2 })], { received_at: world.now }));
      await world.drain();
      tell(minutes, true);
      world.evict();
      await world.drain();
    }
    const mine = world.clickhouse.events.filter(({ visitor_id }) => visitor_id === event().visitor_id);
    expect(mine).toHaveLength(7);
    expect(new Set(mine.map(({ session_id }) => session_id)).size).toBe(1);
    expect(world.clickhouse.sessions.map(({ pageviews }) => Number(pageviews)).sort()).toEqual([3, 7]);
  });
});

describe("the archive", () => {
  test.each(["refused", "lost"] as const)(
    "I2 a put that is %s is repeated: one copy of each",
    async (fault) => {
      const world = new World();
      const events = [event(), event({ site: "other" })];
      world.ingest(entry(events.slice(0, 1)), entry(events.slice(1), { mid: "other" }));
      await world.drain();
      world.archiveFaults = [fault, fault];
      world.now += 2 * 60 * MINUTE;
      await world.drain();
      expect(world.state.outbox.archived).toBeLessThan(world.state.outbox.flushed);
      await world.heal();
      expect(ids(world.archived())).toEqual(ids(events));
    },
  );
});

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
