import {
  createExecutionContext,
  createMessageBatch,
  getQueueResult,
  runDurableObjectAlarm,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, expect, test, vi } from "vitest";
import { CANARY_SITE } from "../../schema/canary.ts";
import { D1_MIGRATIONS } from "../../schema/d1/files.ts";
import type { EnrichedMessage } from "../../schema/message.ts";
import { shardName } from "../../schema/objects.ts";
import { readCanary } from "../query/canary.ts";
import { type CanaryDeps, sendCanary } from "./canary.ts";
import consumer from "./index.ts";
import { readNative } from "./outbox/world/read-native.ts";
import { SinkError } from "./sinks/refusal.ts";

const SHARDS = 3;
const MINUTE_MS = 60_000;
const START_MS = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;

let now: number;
let sent: EnrichedMessage[];
/** Ids that ClickHouse knows; null: it is away. */
let stored: Set<string> | null;

beforeEach(async () => {
  [now, sent, stored] = [START_MS, [], new Set()];
  await env.CONTROL.exec("DROP TABLE IF EXISTS canaries");
  const create = D1_MIGRATIONS.find(({ name }) => name.endsWith("create_canaries"));
  await env.CONTROL.prepare(create?.sql ?? "").run();
});

/** Each look takes half a second; `onLook` happens before it. */
const deps = (onLook: (look: number) => void = () => {}): CanaryDeps => {
  let look = 0;
  return {
    control: env.CONTROL,
    queue: {
      send: async (message: unknown) => void sent.push(message as EnrichedMessage),
    } as unknown as Queue,
    sink: {
      knownIds: async (asked) => {
        if (stored === null)
          throw new SinkError({ ok: false, kind: "transient", code: "NETWORK", message: "away" });
        return new Set(asked.filter(({ id }) => stored?.has(id)).map(({ site, id }) => `${site} ${id}`));
      },
    },
    now: () => now,
    sleep: async (ms) => {
      now += ms;
      onLook(++look);
    },
  };
};

const store = (message: EnrichedMessage | undefined) => stored?.add(message?.mid ?? "");

test("a canary's way is measured from when it was sent to when a query saw it", async () => {
  await sendCanary(
    deps((look) => look === 3 && store(sent[0])),
    SHARDS,
  );
  expect(await readCanary(env.CONTROL, now)).toEqual({
    last_sent_at: new Date(START_MS).toISOString(),
    last_seen_at: new Date(START_MS + 1_500).toISOString(),
    ...{ seconds: 1.5, missed: 0 },
  });
});

test("one that is not seen is missed, and the next run finds it when it comes late", async () => {
  stored = null;
  await sendCanary(deps(), SHARDS);
  expect(await readCanary(env.CONTROL, now)).toMatchObject({ seconds: null, missed: 0 });
  now = START_MS + 2 * MINUTE_MS;
  expect(await readCanary(env.CONTROL, now)).toMatchObject({ last_seen_at: null, missed: 1 });
  stored = new Set();
  await sendCanary(
    deps(() => sent.forEach(store)),
    SHARDS,
  );
  expect(await readCanary(env.CONTROL, now)).toMatchObject({ seconds: 0.5, missed: 0 });
});

test("the shards take turns", async () => {
  for (let minute = 0; minute < 4; minute++) {
    now = START_MS + minute * MINUTE_MS;
    await sendCanary(
      deps(() => sent.forEach(store)),
      SHARDS,
    );
  }
  const first = (START_MS / MINUTE_MS) % SHARDS;
  expect(sent.map(({ slot }) => slot)).toEqual([0, 1, 2, 3].map((minute) => (first + minute) % SHARDS));
});

test("through the real consumer and shard it reaches ClickHouse, and the archive has no object of it", async () => {
  await sendCanary(
    deps(() => sent.forEach(store)),
    SHARDS,
  );
  const [message] = sent;
  if (message === undefined) throw new Error("A canary was sent.");
  const inserted: Record<string, unknown>[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input as RequestInfo, init);
    if (/INSERT INTO events/.test(new URL(request.url).searchParams.get("query") ?? "")) {
      const body = request.body?.pipeThrough(new DecompressionStream("gzip"));
      inserted.push(...readNative(new Uint8Array(await new Response(body).arrayBuffer())));
    }
    return new Response("");
  });
  const batch = createMessageBatch("footfall-events", [
    { id: "one", timestamp: new Date(now), attempts: 1, body: message },
  ]);
  await consumer.queue(batch, env);
  expect((await getQueueResult(batch, createExecutionContext())).explicitAcks).toEqual(["one"]);
  const stub = env.SHARDS.get(env.SHARDS.idFromName(shardName(message.slot)));
  await runDurableObjectAlarm(stub);
  expect(inserted).toMatchObject([{ site: CANARY_SITE, name: "canary", traffic: "bot" }]);
  await (stub as unknown as { archive(): Promise<unknown> }).archive();
  const { objects } = await env.ARCHIVE.list({ prefix: "v1/events/" });
  expect(objects).toEqual([]);
  vi.restoreAllMocks();
});
