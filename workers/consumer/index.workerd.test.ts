import {
  createExecutionContext,
  createMessageBatch,
  createScheduledController,
  getQueueResult,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { D1_MIGRATIONS } from "../../schema/d1/files.ts";
import { SALTS_NAME, type SaltsRpc, type SessionShardRpc, shardName } from "../../schema/objects.ts";
import consumer from "./index.ts";
import { event, uuid } from "./outbox/world/world.ts";

const AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/149.0 Safari/537.36";
const SITE = "0123456789abcdef";

beforeAll(async () => {
  vi.spyOn(globalThis, "fetch").mockImplementation(async () => new Response("away", { status: 503 }));
  for (const { sql } of D1_MIGRATIONS) await env.CONTROL.prepare(sql).run();
  await env.CONTROL.prepare(
    "INSERT INTO sites (id, name, created_at, updated_at) VALUES (?, 'Example', 0, 0)",
  )
    .bind(SITE)
    .run();
});

let tails = 900_000;

function raw(slot: number, change: Record<string, unknown> = {}): Record<string, unknown> {
  const at = Date.now();
  const pageview = { id: uuid(at, ++tails), at, name: "pageview", url: "https://example.org/" };
  const day = new Date(at).toISOString().slice(0, 10);
  const client = { user_agent: AGENT, geo_source: "none" };
  const visitor = { kind: "daily", days: { [day]: { id: slot.toString(16).padStart(16, "0") } } };
  const group = { visitor, consent: "cookieless", automation: false, client, events: [pageview] };
  const envelope = { v: 1, kind: "raw", mid: uuid(at, ++tails), site: SITE, slot, received_at: at };
  return { ...envelope, resend: false, origin: "browser", groups: [group], ...change };
}

async function deliver(bodies: unknown[], attempts = 1) {
  const messages = bodies.map((body, index) => ({ id: `m${index}`, timestamp: new Date(), attempts, body }));
  const batch = createMessageBatch("footfall-events", messages);
  const ctx = createExecutionContext();
  await consumer.queue(batch, env);
  return getQueueResult(batch, ctx);
}

const shard = (number: number) =>
  env.SHARDS.get(env.SHARDS.idFromName(shardName(number))) as unknown as SessionShardRpc;
const inShards = async () => {
  const all = await Promise.all([0, 1, 2].map((number) => shard(number).status()));
  return all.reduce((sum, { unflushed, pending }) => sum + unflushed + pending, 0);
};

async function deadLetters(): Promise<string[]> {
  const { objects } = await env.ARCHIVE.list({ prefix: "dead/messages/" });
  return Promise.all(objects.map(async ({ key }) => (await env.ARCHIVE.get(key))?.text() ?? ""));
}

describe("queue", () => {
  test("I1 acks each message after its shard wrote it down", async () => {
    const before = await inShards();
    const result = await deliver([raw(0), raw(1), raw(2), raw(3)]);
    expect(result.explicitAcks).toEqual(["m0", "m1", "m2", "m3"]);
    expect(result.retryMessages).toEqual([]);
    expect((await inShards()) - before).toBe(4);
  });

  test("I2 a message redelivered in another batch counts once", async () => {
    const [one, two] = [raw(0), raw(1)];
    await deliver([one]);
    const before = await inShards();
    expect((await deliver([two, one])).explicitAcks).toEqual(["m0", "m1"]);
    expect((await inShards()) - before).toBe(1);
  });

  test("an enriched message skips enrichment", async () => {
    const before = await inShards();
    const { groups, origin, ...envelope } = raw(5, { kind: "enriched", resend: true });
    const events = [event({ site: SITE, at: Date.now() })];
    expect((await deliver([{ ...envelope, events }])).explicitAcks).toEqual(["m0"]);
    expect((await inShards()) - before).toBe(1);
  });

  test("I5 an erased visitor's events from before the erasure are acked and go nowhere", async () => {
    const erased = "00000000000000e5";
    await env.CONTROL.prepare(
      "INSERT INTO erasures (site, visitor_id, before, created_at) VALUES ('erasing', ?, ?, 0)",
    )
      .bind(erased, Date.now())
      .run();
    await env.CONTROL.prepare(
      "INSERT INTO sites (id, name, created_at, updated_at) VALUES ('erasing', 'E', 0, 0)",
    ).run();
    const { groups, origin, ...envelope } = raw(5, { kind: "enriched", resend: true, site: "erasing" });
    const of = (visitor: number, at: number) => event({ site: "erasing", visitor, at });
    const events = [
      of(0xe5, Date.now() - 60_000),
      of(0xe5, Date.now() + 60_000),
      of(0xe6, Date.now() - 60_000),
    ];
    const before = await inShards();
    expect((await deliver([{ ...envelope, events }])).explicitAcks).toEqual(["m0"]);
    expect((await inShards()) - before).toBe(2);
  });

  test("I5 I6 what is no message is put aside with its reason and without a user agent, then acked", async () => {
    const malformed = [
      raw(0, { v: 2 }),
      raw(99),
      "text",
      raw(1, { groups: undefined, user_agent: AGENT, other: AGENT }),
    ];
    const result = await deliver([...malformed, raw(2)]);
    expect(result.explicitAcks.toSorted()).toEqual(["m0", "m1", "m2", "m3", "m4"]);
    const dead = await deadLetters();
    expect(dead).toHaveLength(4);
    expect(dead.map((text) => JSON.parse(text).reason)).toContain("unknown version");
    for (const text of dead) expect(text).not.toContain("Mozilla");
  });

  test("I1 a message that enrichment cannot read comes again, and is put aside in the end", async () => {
    const unreadable = () =>
      raw(0, { groups: [{ visitor: { kind: "daily", days: {} }, client: {}, events: [{}] }] });
    expect(await deliver([unreadable()])).toMatchObject({
      explicitAcks: [],
      retryMessages: [{ msgId: "m0" }],
    });
    const before = (await deadLetters()).length;
    expect((await deliver([unreadable()], 8)).explicitAcks).toEqual(["m0"]);
    expect(await deadLetters()).toHaveLength(before);
    const reasons = (await deadLetters()).map((text) => JSON.parse(text).reason);
    expect(reasons).toContainEqual(expect.stringContaining("enrichment failed"));
  });

  test("an event of a deleted site is acked and goes nowhere", async () => {
    const before = await inShards();
    expect((await deliver([raw(0, { site: "unknown" })])).explicitAcks).toEqual(["m0"]);
    expect(await inShards()).toBe(before);
  });

  test("I7 a message whose shard did not answer comes again", async () => {
    const silent = { ingest: () => Promise.reject(new Error("reset")) };
    // Only what the door asks of the binding.
    const away = { ...env, SHARDS: { idFromName: () => ({}), get: () => silent } } as unknown as Env;
    const messages = [{ id: "m0", timestamp: new Date(), attempts: 1, body: raw(0) }];
    const batch = createMessageBatch("footfall-events", messages);
    await consumer.queue(batch, away);
    const result = await getQueueResult(batch, createExecutionContext());
    expect(result).toMatchObject({ explicitAcks: [], retryMessages: [{ msgId: "m0" }] });
  });
});

describe("scheduled", () => {
  test("mints tomorrow's salt and looks after every shard", async () => {
    await consumer.scheduled(createScheduledController(), env);
    const salts = env.SALTS.get(env.SALTS.idFromName(SALTS_NAME)) as unknown as SaltsRpc;
    expect(Object.keys(await salts.salts(Date.now()))).toHaveLength(3);
  });
});
