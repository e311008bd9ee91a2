import { expect, test } from "vitest";
import { nextAlarm, urgentAlarm } from "./next-alarm.ts";
import { entry, event, World } from "./world/world.ts";

const alarmsOf = ({ state, troubles, now }: World) => ({
  urgent: urgentAlarm(state, troubles, now),
  next: nextAlarm(state, troubles, now),
});

test("what was taken in is urgent; counts and archive wait for the next flush, or for the watchdog", async () => {
  const world = new World();
  expect(alarmsOf(world)).toEqual({ urgent: null, next: null });
  world.ingest(entry([event()]));
  const { urgent, next } = alarmsOf(world);
  expect(urgent).toBe(world.now);
  expect(next).not.toBeNull();
  await world.drain();
  const drained = alarmsOf(world);
  expect(drained.urgent).toBeNull();
  expect(drained.next).not.toBeNull();
});

test("I7 a sink that refused is asked again without anybody's help", async () => {
  const world = new World();
  world.ingest(entry([event()]));
  world.clickhouse.faults = ["refused"];
  await world.drain();
  expect(urgentAlarm(world.state, world.troubles, world.now)).toBe(world.troubles.clickhouse?.retry_at);
});
