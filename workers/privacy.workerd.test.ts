/**
 * I5 where the whole stack cannot be made to go wrong from outside: what the collector sends is broken on its way, and
 * neither the dead letter, nor a shard's storage, nor a log holds the user agent; the address is not even in the message.
 */
import {
  createExecutionContext,
  createMessageBatch,
  getQueueResult,
  runInDurableObject,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { RawMessage } from "../schema/message.ts";
import { shardName } from "../schema/objects.ts";
import { setClock } from "./clock.ts";
import { insertSite, migrate, moveTo, pageview, post, sent } from "./collector/world-for-tests.ts";
import consumer from "./consumer/index.ts";

const AGENT =
  "Mozilla/5.0 (X11; Linux x86_64; Xq7WhoIsThis) AppleWebKit/537.36 Chrome/149.0.7531.42 Safari/537.36";
const ADDRESS = "203.0.113.77";
const SECRETS = [AGENT, "Xq7WhoIsThis", "7531.42", ADDRESS, "3405803853", "cb00714d"];
let key = "";
const logged: string[] = [];
let delivered = 0;

beforeAll(async () => {
  await migrate();
  key = await insertSite("private");
  vi.spyOn(globalThis, "fetch").mockImplementation(async () => new Response("away", { status: 503 }));
  for (const level of ["log", "info", "warn", "error", "debug"] as const)
    vi.spyOn(console, level).mockImplementation((...words) => void logged.push(words.map(String).join(" ")));
});
afterAll(() => {
  setClock(null);
  vi.restoreAllMocks();
});

/** What the collector sends of one page view, and perhaps of a refused event. */
async function message(...bad: object[]): Promise<RawMessage> {
  moveTo(Date.now());
  const body = { site: key, events: [pageview(), ...bad] };
  const headers = { "CF-Connecting-IP": ADDRESS, "User-Agent": AGENT, "Sec-CH-UA": '"Xq7WhoIsThis";v="149"' };
  expect((await post(body, headers)).status).toBe(202);
  const [first] = sent;
  if (first === undefined) throw new Error("The collector sent nothing.");
  return first;
}

async function deliver(body: unknown): Promise<string[]> {
  // Tried often before: what fails once more is put aside.
  const messages = [{ id: `m${delivered++}`, timestamp: new Date(), attempts: 50, body }];
  const batch = createMessageBatch("footfall-events", messages);
  await consumer.queue(batch, env);
  return (await getQueueResult(batch, createExecutionContext())).explicitAcks;
}

async function deadLetters(): Promise<string[]> {
  const { objects } = await env.ARCHIVE.list({ prefix: "dead/" });
  return Promise.all(objects.map(async ({ key }) => (await env.ARCHIVE.get(key))?.text() ?? ""));
}

/** All that a shard has written, bytes as Latin-1 text. */
async function shardStorage(shard: number): Promise<string> {
  // The bindings are generated without the classes behind them.
  const stub = env.SHARDS.get(env.SHARDS.idFromName(shardName(shard))) as unknown as DurableObjectStub<never>;
  return runInDurableObject(stub, (_, { storage: { sql } }) => {
    const tables = sql.exec(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
    );
    const rows = [...tables].flatMap(({ name }) => [...sql.exec(`SELECT * FROM "${String(name)}"`)]);
    return rows.flatMap(Object.values).map(asText).join("\n");
  });
}

const asText = (cell: unknown): string =>
  cell instanceof ArrayBuffer ? new TextDecoder("latin1").decode(cell) : String(cell);
const secretsIn = (text: string) => SECRETS.filter((secret) => text.includes(secret));

test("the message holds the user agent, and the address in no form", async () => {
  const text = JSON.stringify(await message({ timestamp: 0 }));
  expect(secretsIn(text)).toEqual([AGENT, "Xq7WhoIsThis", "7531.42"]);
});

test.each<[string, (message: RawMessage) => unknown]>([
  [
    "without a visitor",
    ({ groups, ...rest }) => ({ ...rest, groups: groups.map(({ visitor, ...group }) => group) }),
  ],
  [
    "without events",
    ({ groups, ...rest }) => ({ ...rest, groups: groups.map(({ events, ...group }) => group) }),
  ],
  ["of another version", (whole) => ({ ...whole, v: 9 })],
  ["with the agent where none belongs", (whole) => ({ ...whole, slot: -1, spare: { user_agent: AGENT } })],
])("a message %s is put aside without it", async (_what, breakIt) => {
  const before = (await deadLetters()).length;
  expect(await deliver(breakIt(await message()))).toHaveLength(1);
  const letters = await deadLetters();
  expect(letters.length).toBe(before + 1);
  expect(letters.flatMap(secretsIn)).toEqual([]);
});

test("a shard keeps what was accepted, and neither of them", async () => {
  expect(await deliver(await message())).toHaveLength(1);
  const storages = await Promise.all([0, 1, 2].map(shardStorage));
  expect(storages.join("\n")).toContain('"site":"private"');
  expect(storages.flatMap(secretsIn)).toEqual([]);
});

test("no log names them", () => expect(logged.flatMap(secretsIn)).toEqual([]));
