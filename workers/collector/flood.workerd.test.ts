/**
 * Denial of wallet: whatever is sent, the operations that cost money (reads of D1, messages, calls of objects) are
 * bounded. Each test counts them.
 */
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { ApiError } from "../../schema/error.ts";
import type { SiteId } from "../../schema/ids.ts";
import { now, setClock } from "../clock.ts";
import { mintSiteKey } from "../control/site-key.ts";
import { mintToken } from "../control/tokens.ts";
import {
  bindings,
  insertSite,
  insertToken,
  keyOf,
  migrate,
  moveTo,
  NOW,
  pageview,
  post,
  sent,
  settle,
} from "./world-for-tests.ts";

// Thousands of requests, and a million in the long run.
vi.setConfig({ testTimeout: process.env.FOOTFALL_LONG ? 1_200_000 : 30_000 });

const LONG = Boolean(process.env.FOOTFALL_LONG);
const MANY = LONG ? 1_000_000 : 1_000;
let key = "";
let other = "";
let token = "";

beforeAll(async () => {
  await migrate();
  key = await insertSite("flooded");
  other = await insertSite("bystander");
  token = await insertToken("f-writer", ["events:write"], ["flooded"]);
});
beforeEach(() => {
  moveTo(NOW);
  vi.useFakeTimers({ toFake: ["setTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
  setClock(null);
});

/** D1 that counts what it is asked. */
function countedControl() {
  const asked = { reads: 0 };
  const prepare = (sql: string) => {
    asked.reads++;
    return env.CONTROL.prepare(sql);
  };
  return { asked, CONTROL: { prepare } };
}

/** The platform's binding in miniature: so many a key. */
function limiter(max: number) {
  const keys = new Map<string, number>();
  const limit = async ({ key }: { key: string }) => {
    keys.set(key, (keys.get(key) ?? 0) + 1);
    return { success: (keys.get(key) ?? 0) <= max };
  };
  return { keys, limit };
}

const codeOf = async (answer: Response) => ((await answer.json()) as ApiError).error.code;
const flood = async (n: number, send: (i: number) => Promise<Response>) => {
  const statuses = new Map<number, number>();
  for (let i = 0; i < n; i++) {
    const { status } = await send(i);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  return Object.fromEntries(statuses);
};
async function reports(): Promise<number> {
  await vi.advanceTimersByTimeAsync(10_000);
  await settle();
  return sent.length;
}

describe("keys", () => {
  test("forged ones cost no read and, together, one message", async () => {
    const { asked, CONTROL } = countedControl();
    const bound = bindings({ CONTROL });
    const random = (i: number) =>
      `${i.toString(36)}.${Math.random().toString(36).slice(2).padEnd(16, "0").slice(0, 16)}`;
    const answers = await flood(MANY, (i) => post({ site: random(i), events: [1] }, {}, "/capture", bound));
    expect(answers).toEqual({ 401: MANY });
    expect(asked.reads).toBe(0);
    expect(await reports()).toBe(1);
  });

  test("of sites that are gone cost a read in five seconds each", async () => {
    const { asked, CONTROL } = countedControl();
    const bound = bindings({ CONTROL });
    const gone = await Promise.all(["gone1", "gone2", "gone3"].map(keyOf));
    const answers = await flood(900, (i) => post({ site: gone[i % 3], events: [1] }, {}, "/capture", bound));
    expect(answers).toEqual({ 401: 900 });
    // The clock runs on while they are sent.
    const periods = Math.ceil((now() - NOW) / 5_000);
    expect(asked.reads).toBeLessThanOrEqual(3 * periods);
    expect(await reports()).toBe(1);
  });

  test("of another deployment are forged ones here", async () => {
    const { asked, CONTROL } = countedControl();
    const foreign = await mintSiteKey("another secret, of 32 bytes or so", "flooded" as SiteId);
    const answers = await flood(200, () =>
      post({ site: foreign, events: [1] }, {}, "/capture", bindings({ CONTROL })),
    );
    expect(answers).toEqual({ 401: 200 });
    expect(asked.reads).toBe(0);
  });

  test("ever new tokens cost an address twenty reads in ten seconds, and others nothing", async () => {
    const { asked, CONTROL } = countedControl();
    const bound = bindings({ CONTROL });
    const guess = (address: string, bearer = mintToken()) =>
      post(
        { site: key, visitor: { anonymous_id: "a" }, events: [pageview()] },
        { Authorization: `Bearer ${bearer}`, "CF-Connecting-IP": address },
        "/capture",
        bound,
      );
    expect(await flood(500, () => guess("198.51.100.1"))).toEqual({ 401: 20, 429: 480 });
    expect(asked.reads).toBe(20);
    expect((await guess("198.51.100.2", token)).status).toBe(202);
    setClock(NOW + 30_000);
    expect((await guess("198.51.100.1", token)).status).toBe(202);
  });

  test("tokens that nobody minted cost a read each in five seconds, those of a wrong shape none", async () => {
    const { asked, CONTROL } = countedControl();
    const bound = bindings({ CONTROL });
    const unknown = mintToken();
    const ask = (bearer: string) =>
      post({ site: key, events: [1] }, { Authorization: `Bearer ${bearer}` }, "/capture", bound);
    await flood(500, () => ask(unknown));
    await flood(500, (i) => ask(`ff_${i}`));
    expect(asked.reads).toBeLessThanOrEqual(Math.ceil((now() - NOW) / 5_000));
  });
});

describe("events", () => {
  test("refused ones by the thousand become one message and one read", async () => {
    const { asked, CONTROL } = countedControl();
    const bound = bindings({ CONTROL });
    const events = Array.from({ length: 100 }, () => ({ name: "" }));
    const requests = LONG ? 10_000 : 100;
    expect(await flood(requests, () => post({ site: key, events }, {}, "/capture", bound))).toEqual({
      202: requests,
    });
    expect(sent).toEqual([]);
    expect(asked.reads).toBeLessThanOrEqual(1 + Math.ceil((now() - NOW) / 10_000));
    expect(await reports()).toBe(1);
    expect(sent[0]?.outcomes?.reduce((sum, { n }) => sum + n, 0)).toBe(100 * requests);
  });

  test("as many as a page may send at once are one message, whatever they weigh", async () => {
    const events = Array.from({ length: 100 }, () => pageview({ props: { a: "x".repeat(500) } }));
    expect((await post({ site: key, events })).status).toBe(202);
    expect(sent).toHaveLength(1);
  });

  test("a megabyte of a server is at most a message a slot and ten more", async () => {
    const events = Array.from({ length: 1_000 }, (_, i) =>
      pageview({ visitor: { user_id: String(i) }, props: { a: "x".repeat(850) } }),
    );
    expect((await post({ site: key, events }, { Authorization: `Bearer ${token}` })).status).toBe(202);
    expect(sent.length).toBeLessThanOrEqual(64 + 10);
  });
});

describe("limits", () => {
  const from = (i: number) => ({ "CF-Connecting-IP": `192.0.2.${i % 250}` });

  test("an address that sends too much is told to wait, and costs neither reads nor messages", async () => {
    const { asked, CONTROL } = countedControl();
    const [address, site] = [limiter(20), limiter(1_000)];
    const bound = bindings({ CONTROL, ADDRESS_LIMIT: address, SITE_LIMIT: site });
    const body = () => ({ site: key, events: [pageview()] });
    expect(await flood(200, () => post(body(), from(1), "/capture", bound))).toEqual({ 202: 20, 429: 180 });
    expect(sent).toHaveLength(20);
    expect(asked.reads).toBe(1);
    // What one address did too much, the others may still send.
    expect(site.keys.get("flooded")).toBe(20);
    expect((await post(body(), from(2), "/capture", bound)).status).toBe(202);
    const refused = await post(body(), from(1), "/capture", bound);
    expect([refused.headers.get("Retry-After"), await codeOf(refused)]).toEqual(["10", "rate_limited"]);
    expect(refused.headers.get("Access-Control-Expose-Headers")).toContain("Retry-After");
    expect(sent.flatMap(({ outcomes = [] }) => outcomes)).toMatchObject([
      { site: "flooded", reason: "rate_limited", n: 180 },
    ]);
    expect(JSON.stringify([...address.keys.keys()])).not.toContain("192.0.2");
  });

  test("a site that gets too much from everywhere is limited, and no other", async () => {
    const bound = bindings({ ADDRESS_LIMIT: limiter(1_000), SITE_LIMIT: limiter(50) });
    const ask = (site: string) => (i: number) =>
      post({ site, events: [pageview()] }, from(i), "/capture", bound);
    expect(await flood(100, ask(key))).toEqual({ 202: 50, 429: 50 });
    expect(await flood(20, ask(other))).toEqual({ 202: 20 });
  });

  test("a household with IPv6 is one address, and a server with a token has none", async () => {
    const bound = bindings({ ADDRESS_LIMIT: limiter(10) });
    const body = { site: key, visitor: { anonymous_id: "a" }, events: [pageview()] };
    const household = (i: number) =>
      post(body, { "CF-Connecting-IP": `2001:db8:0:1::${i}` }, "/capture", bound);
    expect(await flood(20, household)).toEqual({ 202: 10, 429: 10 });
    const server = () => post(body, { Authorization: `Bearer ${token}` }, "/capture", bound);
    expect(await flood(20, server)).toEqual({ 202: 20 });
  });

  test("the platform's own binding refuses sooner or later", async () => {
    const bound = bindings({ ADDRESS_LIMIT: env.ADDRESS_LIMIT });
    let status = 202;
    // Its period may turn over once while this sends.
    for (let i = 0; i < 700 && status === 202; i++)
      ({ status } = await post({ site: key, events: [pageview()] }, from(7), "/capture", bound));
    expect(status).toBe(429);
  });

  test("a limiter that is away lets everybody pass", async () => {
    const away = { limit: () => Promise.reject(new Error("away")) };
    const bound = bindings({ ADDRESS_LIMIT: away, SITE_LIMIT: away });
    expect((await post({ site: key, events: [pageview()] }, {}, "/capture", bound)).status).toBe(202);
  });
});
