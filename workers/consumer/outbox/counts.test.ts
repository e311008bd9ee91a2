import { expect, test } from "vitest";
import type { ShardEntry } from "../../../schema/objects.ts";
import { minuteOf, type OutcomeCount } from "../../../schema/outcomes.ts";
import type { Cell } from "./world/read-native.ts";
import { entry, event, START_MS, uuid, World } from "./world/world.ts";

let messages = 0;
/** A message of its own, unless the test says which. */
const message = (events: ReturnType<typeof event>[], options: Partial<ShardEntry> = {}) =>
  entry(events, { mid: uuid(START_MS, ++messages), ...options });

/** What the table says, by reason. */
function sums(world: World): Record<string, number> {
  const all: Record<string, number> = {};
  for (const { reason, n } of world.clickhouse.outcomes.values())
    all[String(reason)] = (all[String(reason)] ?? 0) + countOf(n);
  return all;
}
const countOf = (n: Cell | undefined) => Number.parseInt(String(n), 16);

const tooOld = (n: number): OutcomeCount => {
  return { site: "other", minute: minuteOf(START_MS), stage: "collector", reason: "too_old", n };
};

test("I6 what was accepted, doubled, refused and quarantined is counted, by minute of receipt", async () => {
  const world = new World();
  const [one, two, bot] = [event(), event(), { ...event(), traffic: "bot" as const }];
  const aside = { slot: 3, received_at: START_MS, rule: "r1", event: event() };
  world.ingest(message([one, two, bot], { outcomes: [tooOld(4)], quarantined: [aside] }));
  world.ingest(message([one], { received_at: START_MS + 60_000 }));
  await world.heal();
  expect(sums(world)).toEqual({ accepted: 2, accepted_bot: 1, too_old: 4, duplicate: 1 });
  const rows = [...world.clickhouse.outcomes.values()];
  expect(rows).toContainEqual(expect.objectContaining({ reason: "duplicate", minute: START_MS + 60_000 }));
  expect(rows).toContainEqual(expect.objectContaining({ reason: "too_old", site: "other" }));
  const [row] = [...world.clickhouse.quarantine.values()];
  expect(row).toMatchObject({ site: "site", event_id: aside.event.event_id, rule: "r1", path: "/" });
});

test("I6 a message that the queue brings again counts nothing, also after an eviction and a checkpoint", async () => {
  const world = new World();
  const again = message([event()], { outcomes: [tooOld(2)] });
  world.ingest(again);
  world.ingest(again);
  world.evict();
  world.ingest(again);
  await world.drain();
  world.evict();
  world.ingest(again);
  await world.heal();
  expect(sums(world)).toEqual({ accepted: 1, too_old: 2 });
});

test("a row that ClickHouse refuses is counted as parked, not as accepted", async () => {
  const world = new World();
  world.ingest(message([event({ name: "poison" }), event()]));
  await world.heal();
  expect(sums(world)).toEqual({ parked: 1, accepted: 1 });
});

test("copies of the slow lane are counted when they are told", async () => {
  const world = new World();
  const one = event();
  world.ingest(message([one]), message([one], { resend: true }), message([event()], { resend: true }));
  await world.heal();
  world.ingest(message([one], { resend: true }));
  await world.heal();
  expect(sums(world)).toEqual({ accepted: 2, duplicate: 2 });
});

test("what comes out of the quarantine is counted as restored, once, however often it is sent", async () => {
  const world = new World();
  const one = event();
  for (let time = 0; time < 3; time++) {
    world.ingest(message([one], { resend: true, restored: true }));
    await world.heal();
  }
  expect(sums(world)).toEqual({ restored: 1 });
});

test("I6 whatever fails, every event that was received is counted once", async () => {
  for (const fault of ["refused", "lost", "died", "vanished"] as const) {
    const world = new World();
    const events = Array.from({ length: 5 }, () => event());
    for (let round = 0; round < 8; round++) {
      const sent = message(events, { outcomes: [tooOld(1)] });
      world.ingest(sent);
      // Any call of the drain may be the one that fails.
      world.clickhouse.faults = [...Array.from({ length: round % 4 }, () => undefined), fault];
      await world.drain();
      world.ingest(sent);
      world.now += 31_000;
    }
    await world.heal();
    expect(sums(world), fault).toEqual({ accepted: 5, duplicate: 35, too_old: 8 });
  }
});

test("while nothing is forced, counts of half a minute go out together", async () => {
  const world = new World();
  for (let time = 0; time < 10; time++) {
    world.ingest(message([event()]));
    await world.drain();
    world.now += 2_000;
  }
  expect(world.clickhouse.calls.filter((call) => call === "insert outcomes")).toHaveLength(1);
  await world.heal();
  expect(sums(world)).toEqual({ accepted: 10 });
});
