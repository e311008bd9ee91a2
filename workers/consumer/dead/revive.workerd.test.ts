import { createExecutionContext, createMessageBatch, getQueueResult } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { D1_MIGRATIONS } from "../../../schema/d1/files.ts";
import type { DeadMessage } from "../../../schema/dead.ts";
import type { EnrichedMessage } from "../../../schema/message.ts";
import consumer from "../index.ts";
import { event, uuid } from "../outbox/world/world.ts";

const AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/149.0 Safari/537.36";

beforeAll(async () => {
  await env.CONTROL.batch(D1_MIGRATIONS.map(({ sql }) => env.CONTROL.prepare(sql)));
  const insert = "INSERT INTO sites (id, name, created_at, updated_at) VALUES ('site', 'Example', 0, 0)";
  await env.CONTROL.prepare(insert).run();
});

let sent: { body: EnrichedMessage; delaySeconds?: number }[] = [];
let isAway = false;
beforeEach(() => {
  [sent, isAway] = [[], false];
});

/** Takes what is sent, instead of delivering it a quarter of an hour later. */
const events = {
  async send(body: EnrichedMessage, options?: QueueSendOptions) {
    if (isAway) throw new Error("Queue is overloaded. Please back off.");
    sent.push({ body, ...options });
  },
};

async function die(body: unknown, attempts = 1) {
  const message = { id: `dead-${Math.random()}`, timestamp: new Date(), attempts, body };
  const batch = createMessageBatch("footfall-dead", [message]);
  // Only what reviving asks of the binding.
  await consumer.queue(batch, { ...env, EVENTS: events } as unknown as Env);
  const { explicitAcks, retryMessages } = await getQueueResult(batch, createExecutionContext());
  const object = await env.ARCHIVE.get(
    `dead/messages/${new Date().toISOString().slice(0, 10)}/${message.id}.json`,
  );
  const parts = await env.ARCHIVE.list({ prefix: "dead/messages/", include: ["customMetadata"] });
  const stored = parts.objects.filter(({ key }) => key.includes(message.id));
  return { isAcked: explicitAcks.length === 1, isRetried: retryMessages.length === 1, object, stored };
}

function raw(change: Record<string, unknown> = {}): Record<string, unknown> {
  const at = Date.now();
  const pageview = {
    id: uuid(at, Math.floor(Math.random() * 1e9)),
    at,
    name: "pageview",
    url: "https://example.org/",
  };
  const days = { [new Date(at).toISOString().slice(0, 10)]: { id: "00000000000000ab" } };
  const client = { user_agent: AGENT, geo_source: "none" };
  const visitor = { kind: "daily", days };
  const groups = [{ visitor, consent: "cookieless", automation: false, client, events: [pageview] }];
  const envelope = { v: 1, kind: "raw", mid: uuid(at, 1), site: "site", slot: 3, received_at: at };
  return { ...envelope, resend: false, origin: "browser", groups, ...change };
}

test("I7 a message that died is cleaned, sent again as a re-send a while later, and acked", async () => {
  const died = raw();
  expect(await die(died)).toMatchObject({ isAcked: true, stored: [] });
  expect(sent).toHaveLength(1);
  const { body, delaySeconds } = sent[0] ?? {};
  expect(delaySeconds).toBeGreaterThanOrEqual(60);
  expect(body).toMatchObject({ kind: "enriched", site: "site", slot: 3, resend: true, deaths: 1 });
  expect(body?.events).toMatchObject([{ name: "pageview", browser: "Chrome", path: "/" }]);
  expect(JSON.stringify(body)).not.toContain("Mozilla");
});

test("I7 while the queue is away it stays where it is", async () => {
  isAway = true;
  expect(await die(raw())).toMatchObject({ isAcked: false, isRetried: true, stored: [] });
});

test("I7 what dies again and again is put aside whole, and can be sent again as it is", async () => {
  const message = { ...raw(), kind: "enriched", groups: undefined, deaths: 29, events: [event()] };
  const { isAcked, stored } = await die(message);
  expect([isAcked, sent.length, stored.length]).toEqual([true, 0, 1]);
  expect(stored[0]?.customMetadata).toEqual({ reason: "died 30 times", replayable: "true" });
  const dead = await (await env.ARCHIVE.get(stored[0]?.key ?? ""))?.json<DeadMessage>();
  expect(dead).toMatchObject({ is_replayable: true, message: { kind: "enriched", events: message.events } });
});

test("before the platform deletes it, a message that cannot be sent is put aside without its user agent", async () => {
  isAway = true;
  const { isAcked, object } = await die(raw(), 95);
  expect(isAcked).toBe(true);
  const text = (await object?.text()) ?? "";
  expect(JSON.parse(text)).toMatchObject({ reason: "could not be revived", is_replayable: true });
  expect(text).not.toContain("Mozilla");
});

test("I6 what is no message is put aside with its reason", async () => {
  const { isAcked, stored } = await die(raw({ v: 9 }));
  expect([isAcked, sent.length]).toEqual([true, 0]);
  expect(stored[0]?.customMetadata).toEqual({ reason: "unknown version", replayable: "false" });
});

test("I5 nothing of a deleted site, or of an erased visitor, is sent again", async () => {
  expect(await die(raw({ site: "deleted" }))).toMatchObject({ isAcked: true, stored: [] });
  const erase = "INSERT INTO erasures (site, visitor_id, before, created_at) VALUES ('erasing', ?, ?, 0)";
  await env.CONTROL.batch([
    env.CONTROL.prepare(erase).bind("00000000000000ab", Date.now() + 1_000),
    env.CONTROL.prepare("INSERT INTO sites (id, name, created_at, updated_at) VALUES ('erasing', 'E', 0, 0)"),
  ]);
  expect(await die(raw({ site: "erasing" }))).toMatchObject({ isAcked: true, stored: [] });
  expect(sent).toEqual([]);
});
