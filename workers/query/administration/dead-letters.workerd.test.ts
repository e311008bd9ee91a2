import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import { type DeadMessage, deadMessageKey } from "../../../schema/dead.ts";
import type { UtcDay } from "../../../schema/ids.ts";
import { call, standInForClickHouse } from "../door-for-tests.ts";

standInForClickHouse();

const DAY = "2026-05-20" as UtcDay;
const message = { v: 1, kind: "enriched", mid: "m", site: "s", slot: 3, received_at: 1, events: [] };

async function putAside(id: string, change: Partial<DeadMessage> = {}): Promise<string> {
  const dead: DeadMessage = {
    ...{ v: 1, reason: "died 30 times", attempts: 1, at: 0, is_replayable: true },
    ...{ message: { ...message, resend: false, deaths: 30 }, ...change },
  };
  const customMetadata = { reason: dead.reason, replayable: String(dead.is_replayable) };
  await env.ARCHIVE.put(deadMessageKey(DAY, id), JSON.stringify(dead), { customMetadata });
  return deadMessageKey(DAY, id);
}

let sent: unknown[] = [];
let isAway = false;
const events = {
  async send(body: unknown) {
    if (isAway) throw new Error("Queue is overloaded. Please back off.");
    sent.push(body);
  },
};
// Only what replaying asks of the binding.
const replay = (body: object = {}) =>
  call("/v1/dead-letters/replay", { method: "POST", body, env: { EVENTS: events as unknown as Queue } });

beforeEach(async () => {
  [sent, isAway] = [[], false];
  const { objects } = await env.ARCHIVE.list({ prefix: "dead/" });
  await Promise.all(objects.map(({ key }) => env.ARCHIVE.delete(key)));
});

test("dead letters are listed with their reasons, and read one by one", async () => {
  const key = await putAside("a");
  const bad = await putAside("b", { reason: "unknown version", is_replayable: false, message: "(string)" });
  const { json } = await call("/v1/dead-letters");
  expect(json).toMatchObject({
    letters: [
      { key, reason: "died 30 times", replayable: true },
      { key: bad, reason: "unknown version", replayable: false },
    ],
    next: null,
  });
  const one = await call(`/v1/dead-letters/one?key=${encodeURIComponent(bad)}`);
  expect(one.json).toMatchObject({ message: "(string)" });
});

test("I4 nothing else of the bucket can be read here, and nothing at all without the scope", async () => {
  await env.ARCHIVE.put("salts/2026-05-20", "secret");
  expect((await call("/v1/dead-letters/one?key=salts/2026-05-20")).status).toBe(404);
  for (const path of ["/v1/dead-letters", "/v1/dead-letters/one?key=x"])
    expect((await call(path, { token: "ff_nobody" })).status).toBe(401);
});

test("I2 replaying sends messages again as re-sends, forgets them, and leaves what is none", async () => {
  await putAside("a");
  const bad = await putAside("b", { is_replayable: false, message: "(string)" });
  expect((await replay()).json).toEqual({ sent: 1, left: [bad], next: null });
  expect(sent).toEqual([{ ...message, resend: true }]);
  expect((await replay()).json).toEqual({ sent: 0, left: [bad], next: null });
});

test("pages follow each other behind what was left", async () => {
  for (let index = 0; index < 60; index++)
    await putAside(`m${index}`, index % 2 === 0 ? {} : { is_replayable: false });
  const first = await replay();
  expect(first.json).toMatchObject({ sent: 25, next: expect.any(String) });
  const second = await replay({ after: first.json.next });
  expect(second.json).toMatchObject({ sent: 5, next: null });
});

test("I1 what the queue did not take is still put aside", async () => {
  const key = await putAside("a");
  isAway = true;
  expect((await replay()).status).toBe(503);
  expect(await env.ARCHIVE.head(key)).not.toBeNull();
});
