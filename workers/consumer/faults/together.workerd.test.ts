/** Every fault at once: a file of its own, for it takes as long as all of them in turn. */
import { expect, test } from "vitest";
import { SEED } from "../../seed-for-tests.ts";
import { expectExact } from "./exactness-for-tests.ts";
import { useWorlds, worldAfter } from "./run-for-tests.ts";
import { TOGETHER } from "./turns-for-tests.ts";

/** At full size about four minutes. */
const EVENTS = process.env.FOOTFALL_LONG ? 100_000 : 1_000;
/** Against hanging only. */
const TIMEOUT_MS = 1_800_000;

useWorlds();

test(`I1 I2 I3 I7 N events end as exactly N while all of it happens together, seed ${SEED}`, {
  timeout: TIMEOUT_MS,
}, async () => {
  const { world, traffic } = await worldAfter(SEED, TOGETHER, EVENTS);
  await expectExact(world, traffic);
  for (const [kind, copies] of Object.entries(traffic.copies))
    expect([kind, copies > 0]).toEqual([kind, true]);
  expect(world.clickhouse.repointed).toBeGreaterThan(0);
  // The shards that came in mid-stream had their part.
  expect((await world.status()).filter(({ last_flush_at }) => last_flush_at === null)).toEqual([]);
});
