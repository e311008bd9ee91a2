/** Each fault in turn. */
import { describe, expect, test } from "vitest";
import { SEED } from "../../seed-for-tests.ts";
import { expectExact } from "./exactness-for-tests.ts";
import { useWorlds, worldAfter } from "./run-for-tests.ts";
import { TURNS } from "./turns-for-tests.ts";
import type { Fault, Faults, World } from "./world-for-tests.ts";

const IS_LONG = Boolean(process.env.FOOTFALL_LONG);
/** One fault strikes thousands of times in as many: the whole matrix shall take minutes. */
const EVENTS_OF_ONE_FAULT = IS_LONG ? 25_000 : 300;
/** At full size two to four minutes. */
const EVENTS_OF_NO_FAULT = IS_LONG ? 100_000 : 300;
/** Against hanging only. */
const TIMEOUT_MS = 1_800_000;

useWorlds();

const eventsOf = (faults: Faults) =>
  Object.keys(faults).length === 0 ? EVENTS_OF_NO_FAULT : EVENTS_OF_ONE_FAULT;

describe(`N events end as exactly N, seed ${SEED}`, { timeout: TIMEOUT_MS }, () => {
  test.each(TURNS)("I1 I2 I3 I7 while %s", async (name, faults) => {
    const { world, traffic } = await worldAfter(SEED + name.length, faults, eventsOf(faults));
    await expectExact(world, traffic);
    for (const fault of Object.keys(faults)) expect(timesOf(world, fault as Fault)).toBeGreaterThan(0);
  });
});

function timesOf({ happened, clickhouse, bucket }: World, fault: Fault): number {
  const all: Record<string, number> = { ...happened };
  for (const [name, times] of Object.entries(clickhouse.faults)) all[`clickhouse ${name}`] = times;
  for (const [name, times] of Object.entries(bucket.faults)) all[`bucket ${name}`] = times;
  return all[fault] ?? 0;
}
