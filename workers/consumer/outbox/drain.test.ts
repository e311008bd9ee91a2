/** What becomes of events in a drain: the two lanes, visits that are loaded, joined and archived. */
import { describe, expect, test } from "vitest";
import type { EnrichedEvent } from "../../../schema/message.ts";
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
