/** I4 over the whole door of the all-in-one Worker: a site lives from its making to its deletion, and only for its own. */
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { now, setClock } from "./clock.ts";
import footfall from "./index.ts";
import { standInForClickHouse } from "./query/door-for-tests.ts";

const NOW = Date.UTC(2026, 10, 24, 12);
const left: Promise<unknown>[] = [];
let sent = 0;

/** The bindings of one isolate: each set of them has caches of its own. */
const isolate = (over: Record<string, unknown> = {}): Env =>
  ({
    ...env,
    // Of the queue the door needs no more than these; of D1 each isolate has a handle of its own.
    EVENTS: { send: async () => void sent++, sendBatch: async () => void sent++ },
    CONTROL: {
      prepare: (sql: string) => env.CONTROL.prepare(sql),
      batch: env.CONTROL.batch.bind(env.CONTROL),
    },
    ...over,
  }) as unknown as Env;

beforeAll(() => {
  // The first administrative request migrates D1.
  standInForClickHouse();
});
beforeEach(() => {
  setClock(NOW);
  sent = 0;
});
afterAll(() => setClock(null));

interface Call {
  method?: string;
  token?: string;
  body?: unknown;
  bound?: Env;
}

const HERE = isolate();

async function call(path: string, { method, token, body, bound = HERE }: Call = {}) {
  const request = new Request(`https://footfall.test${path}`, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const ctx = {
    waitUntil: (work: Promise<unknown>) => void left.push(work),
    passThroughOnException() {},
    props: {},
  };
  // The handlers ask no more of a context.
  const answer = await footfall.fetch(request as never, bound, ctx as unknown as ExecutionContext);
  const text = await answer.text();
  return { status: answer.status, json: text.startsWith("{") ? JSON.parse(text) : null };
}

const admin = env.ADMIN_TOKEN;
const makeSite = async (name: string, bound = HERE): Promise<{ id: string; key: string }> =>
  (await call("/v1/sites", { token: admin, body: { name, domains: [`${name}.test`] }, bound })).json;
const makeToken = async (scopes: string[], sites: string[]): Promise<string> =>
  (await call("/v1/tokens", { token: admin, body: { name: "t", scopes, sites } })).json.token;
const pageview = () => ({ name: "pageview", timestamp: now(), url: "https://a.test/" });
const send = async (site: string, rest: Call = {}) =>
  (await call("/capture", { body: { site, visitor: { anonymous_id: "a" }, events: [pageview()] }, ...rest }))
    .status;

describe("a site's life", () => {
  test("its first event is accepted at once, in every isolate", async () => {
    const { key } = await makeSite("new");
    expect([await send(key), await send(key, { bound: isolate() })]).toEqual([202, 202]);
    expect(sent).toBe(2);
  });

  test("deleted through the API, it ends at once in that isolate and within a minute in all others", async () => {
    const elsewhere = isolate();
    const { id, key } = await makeSite("leaving");
    expect(await send(key, { bound: elsewhere })).toBe(202);
    expect((await call(`/v1/sites/${id}`, { method: "DELETE", token: admin })).status).toBeLessThan(300);
    expect(await send(key)).toBe(401);
    setClock(NOW + 60_000);
    expect(await send(key, { bound: elsewhere })).toBe(401);
  });

  test("deleted while D1 is away from an isolate, it ends there within a minute too", async () => {
    let isAway = false;
    const prepare = (sql: string) => {
      if (isAway) throw new Error("D1_ERROR: away");
      return env.CONTROL.prepare(sql);
    };
    const cut = isolate({ CONTROL: { prepare } });
    const { id, key } = await makeSite("cut");
    expect(await send(key, { bound: cut })).toBe(202);
    await call(`/v1/sites/${id}`, { method: "DELETE", token: admin });
    isAway = true;
    setClock(NOW + 50_000);
    expect(await send(key, { bound: cut })).toBe(202); // what it knows is not yet too old
    setClock(NOW + 62_000);
    expect(await send(key, { bound: cut })).toBe(503); // it knows nothing any more
    isAway = false;
    setClock(NOW + 70_000);
    expect(await send(key, { bound: cut })).toBe(401);
  });

  test("a revoked token writes nothing a minute later, whichever isolate knew it", async () => {
    const elsewhere = isolate();
    const { id, key } = await makeSite("revoking");
    const made = (
      await call("/v1/tokens", { token: admin, body: { name: "t", scopes: ["events:write"], sites: [id] } })
    ).json;
    expect(await send(key, { token: made.token, bound: elsewhere })).toBe(202);
    await call(`/v1/tokens/${made.id}`, { method: "DELETE", token: admin });
    setClock(NOW + 60_000);
    expect(await send(key, { token: made.token, bound: elsewhere })).toBe(401);
  });
});

describe("a token of another site, with every scope that a site's token can have", () => {
  const SCOPES = ["events:write", "stats:read", "export:read", "sites:admin"];
  let foreign = "";
  let mine = { id: "", key: "" };

  beforeAll(async () => {
    mine = await makeSite("mine");
    foreign = await makeToken(SCOPES, [(await makeSite("theirs")).id]);
    expect([mine.id, foreign]).toEqual([expect.stringMatching(/./), expect.stringMatching(/^ff_/)]);
  });

  /** Plausible's clients know one code for what they may not ask. */
  const refusalsOf = (path: string) => (path.startsWith("/api/v2") ? [400] : [401, 403]);
  const query = () => ({ site_id: mine.id, metrics: ["visitors"], date_range: "7d" });
  const rule = () => ({ site_id: mine.id, field: "country", op: "is", value: "DE", action: "drop" });

  test.each<[what: string, path: () => string, body?: (() => unknown) | undefined, method?: string]>([
    ["events", () => "/capture", () => ({ site: mine.key, events: [pageview()] })],
    ["a query", () => "/v1/query", query],
    ["a query in Plausible's clothes", () => "/api/v2/query", query],
    ["the schema", () => `/v1/schema?site_id=${mine.id}`],
    ["recent events", () => "/v1/events", () => ({ site_id: mine.id, date_range: "7d" })],
    ["the site", () => `/v1/sites/${mine.id}`],
    ["changing the site", () => `/v1/sites/${mine.id}`, () => ({ name: "x" }), "PATCH"],
    ["deleting the site", () => `/v1/sites/${mine.id}`, undefined, "DELETE"],
    [
      "a token for the site",
      () => "/v1/tokens",
      () => ({ name: "x", scopes: ["stats:read"], sites: [mine.id] }),
    ],
    ["a goal", () => "/v1/goals", () => ({ site_id: mine.id, name: "g", event: "Signup" })],
    ["the goals", () => `/v1/goals?site_id=${mine.id}`],
    ["the rules", () => `/v1/rules?site_id=${mine.id}`],
    ["a rule", () => "/v1/rules", rule],
    ["a rule's dry run", () => "/v1/rules/dry-run", rule],
    ["outcomes", () => `/v1/outcomes?site_id=${mine.id}`],
    ["the quarantine", () => `/v1/quarantine?site_id=${mine.id}`],
    ["a restore", () => "/v1/quarantine/restore", () => ({ site_id: mine.id })],
    ["the debugger", () => `/v1/debug?site_id=${mine.id}`],
    ["the pipeline", () => "/v1/pipeline"],
    ["a flush", () => "/v1/pipeline/flush", () => ({ timeout_ms: 1 })],
    ["dead letters", () => "/v1/dead-letters"],
    ["a replay", () => "/v1/dead-letters/replay", () => ({})],
    ["a new site", () => "/v1/sites", () => ({ name: "x", domains: [] })],
  ])("%s: refused, as without any token", async (_what, path, body, method) => {
    const about: Call = { ...(body && { body: body() }), ...(method && { method }) };
    const answer = await call(path(), { token: foreign, ...about });
    expect(refusalsOf(path())).toContain(answer.status);
    expect(JSON.stringify(answer.json)).not.toContain("mine");
    if (path() !== "/capture") expect([401, 403]).toContain((await call(path(), about)).status);
    expect(sent).toBe(0);
  });

  test("lists nothing of it", async () => {
    expect(JSON.stringify((await call("/v1/sites", { token: foreign })).json)).not.toContain(mine.id);
    expect(JSON.stringify((await call("/v1/tokens", { token: foreign })).json)).not.toContain(mine.id);
  });
});
