/**
 * Who is a visitor, from the request to the visit: the real collector, the real `Salts` object, the real consumer and
 * three shards, with time moved by hand.
 */
import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { SLOT_COUNT } from "../schema/limits.ts";
import { SALTS_NAME, type SaltsRpc } from "../schema/objects.ts";
import { now, setClock } from "./clock.ts";
import type { CollectorEnv } from "./collector/config.ts";
import { bindings, insertSite, migrate, moveTo, post, sent } from "./collector/world-for-tests.ts";
import { START_MS } from "./consumer/faults/traffic-for-tests.ts";
import { World } from "./consumer/faults/world-for-tests.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MIDNIGHT = (Math.floor(START_MS / DAY_MS) + 1) * DAY_MS;
const SHARDS = Number(env.SHARD_COUNT);
let key = "";

beforeEach(async () => {
  await migrate();
  key = await insertSite("visited");
  moveTo(START_MS);
});
afterEach(async () => {
  vi.restoreAllMocks();
  setClock(null);
  await reset();
});

interface Hit {
  /** Of receipt, and of the event where it does not say otherwise. */
  at: number;
  happenedAt?: number;
  address?: string;
  agent?: string;
  anonymousId?: string;
  resend?: true;
  id?: string;
}

const AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/149.0.0.0 Safari/537.36";
/** An isolate of its own, which knows no salt yet. */
const isolate = (over: Record<string, unknown> = {}): CollectorEnv =>
  // Each isolate has a handle of its own.
  bindings({
    SALTS: {
      idFromName: (name: string) => env.SALTS.idFromName(name),
      get: (id: DurableObjectId) => env.SALTS.get(id),
    },
    ...over,
  });

async function hit(about: Hit, bound: CollectorEnv): Promise<Response> {
  const { at, happenedAt = at, address = "192.0.2.1", agent = AGENT } = about;
  setClock(at);
  const event = {
    name: "pageview",
    timestamp: happenedAt,
    url: "https://visited.test/",
    ...(about.id && { id: about.id }),
  };
  const body = {
    site: key,
    // The clock runs on between here and there.
    sent_at: now(),
    events: [event],
    ...(about.anonymousId && { visitor: { anonymous_id: about.anonymousId } }),
    ...(about.resend && { resend: true }),
  };
  return post(body, { "CF-Connecting-IP": address, "User-Agent": agent }, "/capture", bound);
}

/** What ClickHouse holds once all that was sent so far has gone through the consumer and its shards. */
async function arrived() {
  const deliveries = sent.map((body) => ({ at: body.received_at + 300, body }));
  const world = new World(1, {});
  vi.spyOn(globalThis, "fetch").mockImplementation(world.clickhouse.fetch);
  await world.run(deliveries, 10);
  const { events } = world.clickhouse;
  return {
    events: events.toSorted((a, b) => Number(a.ts) - Number(b.ts)),
    visits: world.clickhouse.visits(),
  };
}

async function send(hits: readonly Hit[], bound = isolate()): Promise<void> {
  for (const each of hits) expect((await hit(each, bound)).status).toBe(202);
}

const shardsOf = () => new Set(sent.map(({ slot }) => (slot % SLOT_COUNT) % SHARDS));
const different = (values: unknown[]) => new Set(values.map(String)).size;

describe("midnight", () => {
  test("splits no visit, in whichever shard", async () => {
    expect(SHARDS).toBeGreaterThanOrEqual(3);
    const people = Array.from({ length: 12 }, (_, i) => `198.51.100.${i}`);
    const times = [-10, -1, 1, 9].map((minutes) => MIDNIGHT + minutes * MINUTE_MS);
    // Another isolate after midnight: it never knew yesterday's requests.
    const [evening, night] = [isolate(), isolate()];
    for (const at of times)
      await send(
        people.map((address) => ({ at, address })),
        at < MIDNIGHT ? evening : night,
      );
    expect(shardsOf().size).toBe(SHARDS);
    const { events, visits } = await arrived();
    expect(events).toHaveLength(people.length * times.length);
    expect(visits).toHaveLength(people.length);
    // Events keep their own day's id: two ids a person, one visit.
    expect(different(events.map(({ visitor_id }) => visitor_id))).toBe(2 * people.length);
    expect(different(events.map(({ session_id }) => session_id))).toBe(people.length);
  });

  test("an event of 23:58 that arrives at 00:00:05 belongs to the evening, and to its visit", async () => {
    const early = MIDNIGHT - 10 * MINUTE_MS;
    await send([{ at: early }]);
    await send([
      { at: MIDNIGHT + 5_000, happenedAt: MIDNIGHT - 2 * MINUTE_MS },
      { at: MIDNIGHT + 3 * MINUTE_MS },
    ]);
    const { events, visits } = await arrived();
    expect(events).toHaveLength(3);
    expect(events[1]?.visitor_id).toBe(events[0]?.visitor_id);
    expect(events[2]?.visitor_id).not.toBe(events[0]?.visitor_id);
    expect([visits.length, different(events.map(({ session_id }) => session_id))]).toEqual([1, 1]);
  });

  test("an event of 23:58 that arrives after the next day's first one joins that visit too", async () => {
    await send([{ at: MIDNIGHT + 2_000 }, { at: MIDNIGHT + 5_000, happenedAt: MIDNIGHT - 2 * MINUTE_MS }]);
    const { events, visits } = await arrived();
    expect(different(events.map(({ visitor_id }) => visitor_id))).toBe(2);
    expect([visits.length, different(events.map(({ session_id }) => session_id))]).toEqual([1, 1]);
  });

  test("parts the days of who gave no id, and of nobody else", async () => {
    const noon = (day: number) => MIDNIGHT + (day + 0.5) * DAY_MS;
    await send([0, 1, 2].flatMap((day) => [{ at: noon(day) }, { at: noon(day) + 1, anonymousId: "me" }]));
    const { events, visits } = await arrived();
    expect(visits).toHaveLength(6);
    expect(different(events.map(({ visitor_id }) => visitor_id))).toBe(3 + 1);
  });
});

describe("addresses", () => {
  test("of IPv6 that change within their /64 are one visitor, those of another /64 are another", async () => {
    const addresses = [
      "2001:db8:0:1::1",
      "2001:DB8:0:1:ffff:0:0:9",
      "2001:db8:0:1:a:b:c:d",
      "2001:db8:0:2::1",
    ];
    await send(addresses.map((address, i) => ({ at: START_MS + i * MINUTE_MS, address })));
    const { events, visits } = await arrived();
    expect(events.slice(0, 3).map(({ visitor_id }) => visitor_id)).toEqual(
      Array(3).fill(events[0]?.visitor_id),
    );
    expect(events[3]?.visitor_id).not.toBe(events[0]?.visitor_id);
    expect(visits).toHaveLength(2);
  });

  test("that move after an id was given change nothing", async () => {
    const addresses = ["192.0.2.1", "203.0.113.5", "2001:db8::1"];
    await send(addresses.map((address, i) => ({ at: START_MS + i * MINUTE_MS, address, anonymousId: "me" })));
    const { visits } = await arrived();
    expect(visits).toHaveLength(1);
  });
});

describe("the Salts object away", () => {
  const away = () => ({
    idFromName: () => null,
    get: () => ({ salts: () => Promise.reject(new Error("away")) }),
  });

  test("who has no id is told to come again, and then counts once; who has one counts at once", async () => {
    const id = `${START_MS.toString(16).padStart(12, "0").replace(/^.{8}/, "$&-")}-7abc-8def-0123456789ab`;
    const cut = isolate({ SALTS: away() });
    const refused = await hit({ at: START_MS, id }, cut);
    expect([refused.status, refused.headers.get("Retry-After")]).toEqual([503, "5"]);
    expect((await hit({ at: START_MS + 1, anonymousId: "me" }, cut)).status).toBe(202);
    await send([{ at: START_MS + MINUTE_MS, happenedAt: START_MS, id, resend: true }]);
    await send([{ at: START_MS + 2 * MINUTE_MS, happenedAt: START_MS, id, resend: true }]);
    const { events, visits } = await arrived();
    expect([events.length, visits.length]).toEqual([2, 2]);
  });

  test("over midnight hurts nobody who asked in the hour before, and joins the visit", async () => {
    const salts = env.SALTS.get(env.SALTS.idFromName(SALTS_NAME)) as unknown as SaltsRpc;
    await salts.rotate(MIDNIGHT - 30 * MINUTE_MS); // as the cron does: tomorrow's salt is there
    let isAway = false;
    const get = () => ({
      salts: (ms: number) => (isAway ? Promise.reject(new Error("away")) : salts.salts(ms)),
    });
    const bound = isolate({ SALTS: { idFromName: () => null, get } });
    await send([{ at: MIDNIGHT - 1_000 }], bound);
    isAway = true;
    await send([{ at: MIDNIGHT + 1_000 }], bound);
    const { events, visits } = await arrived();
    expect([different(events.map(({ visitor_id }) => visitor_id)), visits.length]).toEqual([2, 1]);
  });
});

test("two days later nobody can say who it was: the salt is gone everywhere", async () => {
  const salts = env.SALTS.get(env.SALTS.idFromName(SALTS_NAME)) as unknown as SaltsRpc;
  await send([{ at: MIDNIGHT - 1_000 }]);
  const kept = async () => (await env.ARCHIVE.list({ prefix: "salts/" })).objects.map(({ key }) => key);
  const day = new Date(MIDNIGHT - 1_000).toISOString().slice(0, 10);
  expect(await kept()).toContain(`salts/${day}`);
  setClock(MIDNIGHT + DAY_MS);
  await salts.rotate(MIDNIGHT + DAY_MS);
  expect(await kept()).not.toContain(`salts/${day}`);
  // The same person, told late of the same moment: another id, which joins nothing.
  const { events } = await (async () => {
    await send([{ at: MIDNIGHT + DAY_MS + 1_000, happenedAt: MIDNIGHT - 1_000 }]);
    return arrived();
  })();
  expect(different(events.map(({ visitor_id }) => visitor_id))).toBe(2);
});
