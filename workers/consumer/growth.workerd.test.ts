import {
  createExecutionContext,
  createMessageBatch,
  createScheduledController,
  evictDurableObject,
  getQueueResult,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test, vi } from "vitest";
import { D1_MIGRATIONS } from "../../schema/d1/files.ts";
import consumer from "./index.ts";
import { readNative } from "./outbox/world/read-native.ts";
import { event } from "./outbox/world/world.ts";
import { shardStub } from "./stubs.ts";

const SITE = "0123456789abcdef";
const inserted: unknown[] = [];

beforeAll(async () => {
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input as RequestInfo, init);
    if (new URL(request.url).searchParams.get("query")?.startsWith("INSERT INTO events")) {
      const body = request.body?.pipeThrough(new DecompressionStream("gzip"));
      const rows = readNative(new Uint8Array(await new Response(body).arrayBuffer()));
      inserted.push(...rows.map(({ event_id }) => event_id));
    }
    return new Response("");
  });
  for (const { sql } of D1_MIGRATIONS) await env.CONTROL.prepare(sql).run();
  await env.CONTROL.prepare(
    "INSERT INTO sites (id, name, created_at, updated_at) VALUES (?, 'Example', 0, 0)",
  )
    .bind(SITE)
    .run();
});

async function deliver(bodies: unknown[]) {
  const messages = bodies.map((body, index) => ({
    ...{ id: `m${index}`, timestamp: new Date(), attempts: 1, body },
  }));
  const batch = createMessageBatch("footfall-events", messages);
  await consumer.queue(batch, env);
  return getQueueResult(batch, createExecutionContext());
}

test("I2 I7 a larger SHARD_COUNT moves slots by cron; messages come again and copies stay copies", async () => {
  const bodies = Array.from({ length: 8 }, (_, slot) => ({
    ...{ v: 1, kind: "enriched", mid: `m${slot}`, site: SITE, slot, received_at: Date.now(), resend: false },
    events: [event({ site: SITE, at: Date.now(), visitor: slot })],
  }));
  expect((await deliver(bodies.slice(0, 6))).explicitAcks).toHaveLength(6);
  await consumer.scheduled(createScheduledController(), { ...env, SHARD_COUNT: "5" });
  expect(await shardStub(env, 0).table()).toEqual({ table: { epoch: 2, shards: 5 }, isHeld: false });
  // The consumer still knows the old table; it hears of the new one, and the messages come again.
  expect((await deliver(bodies)).explicitAcks).toEqual([]);
  expect((await deliver(bodies)).explicitAcks).toHaveLength(8);
  await evictDurableObject(env.SHARDS.get(env.SHARDS.idFromName("shard-4")));
  for (const shard of [0, 1, 2, 3, 4]) await shardStub(env, shard).drain(1_000);
  expect(inserted.sort()).toEqual(bodies.map(({ events }) => events[0]?.event_id).sort());
  expect(await shardStub(env, 4).status()).toMatchObject({ epoch: 2, sessions: 1 });
});
