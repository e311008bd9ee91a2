/** Worlds of faults over the bindings of the tests' runtime. */
import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, vi } from "vitest";
import { D1_MIGRATIONS } from "../../../schema/d1/files.ts";
import { setClock } from "../../clock.ts";
import { SITES, type Traffic, trafficOf } from "./traffic-for-tests.ts";
import { type Faults, World } from "./world-for-tests.ts";

const MOST_MESSAGES_AT_ONCE = process.env.FOOTFALL_LONG ? 100 : 25;

/** Of every binding of R2, those of the shards too. */
const buckets: { put: unknown; head: unknown } = Object.getPrototypeOf(env.ARCHIVE);
const { put, head } = buckets;
/** Of every binding of the shards, their own too. */
const spaces: { get: typeof env.SHARDS.get } = Object.getPrototypeOf(env.SHARDS);
const { get } = spaces;

/** For a file of tests: the sites are known before each, and afterwards nothing is left of its world. */
export function useWorlds(): void {
  beforeEach(addSites);
  afterEach(forgetWorld);
}

async function addSites(): Promise<void> {
  for (const { sql } of D1_MIGRATIONS) await env.CONTROL.prepare(sql).run();
  for (const { id, gapMs } of SITES)
    await env.CONTROL.prepare(
      "INSERT INTO sites (id, name, session_minutes, created_at, updated_at) VALUES (?, ?, ?, 0, 0)",
    )
      .bind(id, id, gapMs / 60_000)
      .run();
}

async function forgetWorld(): Promise<void> {
  vi.restoreAllMocks();
  Object.assign(buckets, { put, head });
  Object.assign(spaces, { get });
  setClock(null);
  await reset();
}

/** The world after all of this traffic, at rest. `seed` is the world's own, so that one world alone can be repeated. */
export async function worldAfter(
  seed: number,
  faults: Faults,
  events: number,
): Promise<{ world: World; traffic: Traffic }> {
  const traffic = trafficOf(seed, events);
  const world = new World(seed, faults);
  vi.spyOn(globalThis, "fetch").mockImplementation(world.clickhouse.fetch);
  Object.assign(buckets, { put: world.bucket.put, head: world.bucket.head });
  Object.assign(spaces, { get: world.getShard(get) });
  await world.run(traffic.deliveries, MOST_MESSAGES_AT_ONCE);
  return { world, traffic };
}
