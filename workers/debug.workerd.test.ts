import {
  createExecutionContext,
  createMessageBatch,
  getQueueResult,
  runDurableObjectAlarm,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { SiteId } from "../schema/ids.ts";
import { type LiveEvent, type LiveFrame, MAX_WATCHERS } from "../schema/live.ts";
import consumer from "./consumer/index.ts";
import { uuid } from "./consumer/outbox/world/world.ts";
import { siteConfig } from "./control/sites.ts";
import { ADMIN, call, ORIGIN, post, siteWithToken, standInForClickHouse } from "./query/door-for-tests.ts";
import query from "./query/index.ts";

beforeAll(() => standInForClickHouse());

const open: WebSocket[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});

/** As a browser, or a script, opens it. */
async function upgrade(site: SiteId, headers: Record<string, string>) {
  const request = new Request(`${ORIGIN}/v1/debug?site_id=${site}`, {
    headers: { upgrade: "websocket", ...headers },
  });
  const answer = await query.fetch(request, env, createExecutionContext());
  const socket = answer.webSocket;
  const frames: LiveFrame[] = [];
  let closed: number | null = null;
  socket?.addEventListener("message", ({ data }) => void frames.push(JSON.parse(String(data))));
  socket?.addEventListener("close", ({ code }) => {
    closed = code;
  });
  socket?.accept();
  if (socket) open.push(socket);
  return { answer, frames, closed: () => closed };
}

/** Who waits in vain is ended by the test's own limit. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await scheduler.wait(10);
}

async function shown(frames: LiveFrame[], count: number): Promise<LiveEvent[]> {
  const events = () => frames.flatMap((frame) => (frame.type === "events" ? frame.events : []));
  await until(() => events().length >= count);
  return events();
}

let tails = 0;
function message(site: SiteId, names: string[], change: Record<string, unknown> = {}) {
  const at = Date.now();
  const events = names.map((name) => ({
    ...{ id: uuid(at, ++tails), at, name, url: "https://example.com/a?q=secret" },
    props: { plan: "secret" },
  }));
  const client = { user_agent: "Mozilla/5.0 Firefox/149.0", geo_source: "none", country: "DE" };
  const visitor = { kind: "persistent", id: "00000000000000ab" };
  const group = { visitor, user_id: "secret", consent: "full", automation: false, client, events };
  const envelope = { v: 1, kind: "raw", mid: uuid(at, ++tails), site, slot: 3, received_at: at };
  return { ...envelope, resend: false, origin: "browser", groups: [group], ...change };
}

async function deliver(body: unknown): Promise<void> {
  const batch = createMessageBatch("footfall-events", [
    { id: `m${++tails}`, timestamp: new Date(), attempts: 1, body },
  ]);
  await consumer.queue(batch, env);
  const { explicitAcks } = await getQueueResult(batch, createExecutionContext());
  expect(explicitAcks).toHaveLength(1);
}

const watchedUntil = async (id: SiteId) =>
  (
    await env.CONTROL.prepare("SELECT watched_until FROM sites WHERE id = ?")
      .bind(id)
      .first<{ watched_until: number }>()
  )?.watched_until ?? 0;

describe("the live debugger", () => {
  test("shows what is accepted, doubled, dropped, set aside and refused, each with its reason", async () => {
    const { site, token } = await siteWithToken(["stats:read"]);
    const rule = (value: string, action: string) =>
      post("/v1/rules", { site_id: site.id, field: "name", op: "is", value, action });
    const [dropping, holding] = [
      (await rule("spam", "drop")).json.id,
      (await rule("odd", "quarantine")).json.id,
    ];
    const { answer, frames } = await upgrade(site.id, { authorization: `Bearer ${token}` });
    expect(answer.status).toBe(101);
    const sent = message(site.id, ["pageview", "spam", "odd"], {
      refused: [
        { name: "old", reason: "too_old", path: "events[3].timestamp", message: "is more than 8 days ago" },
      ],
    });
    await deliver(sent);
    await shown(frames, 4);
    await deliver({ ...sent, mid: uuid(Date.now(), ++tails), refused: [] });
    const events = await shown(frames, 7);
    expect(frames[0]).toMatchObject({ type: "watching", site_id: site.id });
    expect(events.slice(0, 4)).toMatchObject([
      { outcome: "refused", reason: "too_old", name: "old", at: "events[3].timestamp" },
      { outcome: "refused", reason: "rule_drop", rule: dropping, name: "spam" },
      { outcome: "quarantined", reason: "rule_quarantine", rule: holding, name: "odd" },
      {
        outcome: "accepted",
        reason: "accepted",
        name: "pageview",
        hostname: "example.com",
        path: "/a",
        browser: "Firefox",
      },
    ]);
    expect(events.at(-1)).toMatchObject({ outcome: "duplicate", name: "pageview" });
    expect(events[3]).toMatchObject({ props: ["plan"], traffic: expect.any(String), id: expect.any(String) });
  });

  test("I5 shows nothing that a visitor could be known by", async () => {
    const { site, token } = await siteWithToken(["stats:read"]);
    const { frames } = await upgrade(site.id, { authorization: `Bearer ${token}` });
    await deliver(message(site.id, ["pageview"]));
    expect(await shown(frames, 1)).toHaveLength(1);
    expect(JSON.stringify(frames)).not.toMatch(/secret|00000000000000ab|Mozilla|visitor|user_id/);
  });

  test("I4 each site's watchers see their own site alone", async () => {
    const [one, two] = [await siteWithToken(["stats:read"]), await siteWithToken(["stats:read"])];
    const mine = await upgrade(one.site.id, { authorization: `Bearer ${one.token}` });
    const theirs = await upgrade(two.site.id, { authorization: `Bearer ${two.token}` });
    await deliver(message(one.site.id, ["pageview"]));
    expect(await shown(mine.frames, 1)).toHaveLength(1);
    expect(await shown(theirs.frames, 0)).toEqual([]);
    const foreign = await upgrade(one.site.id, { authorization: `Bearer ${two.token}` });
    expect(foreign.answer.status).toBe(403);
  });

  test("while nobody watches nothing is sent, and the site's row says when somebody does", async () => {
    const { site } = await siteWithToken([]);
    expect(await watchedUntil(site.id)).toBe(0);
    const { answer } = await upgrade(site.id, { authorization: `Bearer ${ADMIN}` });
    expect(answer.status).toBe(101);
    expect(await watchedUntil(site.id)).toBeGreaterThan(Date.now());
    expect((await siteConfig(env.CONTROL, site.id, Date.now()))?.watched_until).toBeGreaterThan(Date.now());
    open.splice(0)[0]?.close(1000);
    await until(async () => (await watchedUntil(site.id)) === 0);
  });

  test("twenty people watch a site at once; one more is told to come later", async () => {
    const { site } = await siteWithToken([]);
    const authorization = `Bearer ${ADMIN}`;
    for (let watcher = 0; watcher < MAX_WATCHERS; watcher++)
      expect((await upgrade(site.id, { authorization })).answer.status).toBe(101);
    const { answer } = await upgrade(site.id, { authorization });
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "30"]);
    expect(await answer.json()).toMatchObject({ error: { code: "too_many_watchers" } });
  });

  test("a revoked token's socket is closed within a minute, the others stay", async () => {
    const { site, token, tokenId } = await siteWithToken(["stats:read"]);
    const revoked = await upgrade(site.id, { authorization: `Bearer ${token}` });
    const stays = await upgrade(site.id, { authorization: `Bearer ${ADMIN}` });
    await call(`/v1/tokens/${tokenId}`, { method: "DELETE" });
    const feed = env.LIVE.get(env.LIVE.idFromName(site.id));
    expect(await runDurableObjectAlarm(feed)).toBe(true);
    await until(() => revoked.closed() !== null);
    expect([revoked.closed(), stays.closed()]).toEqual([4401, null]);
  });
});

describe("who may watch", () => {
  test("a browser's page sends its token among the protocols, and gets ours back", async () => {
    const { site, token } = await siteWithToken(["stats:read"]);
    const { answer } = await upgrade(site.id, { "sec-websocket-protocol": `footfall, bearer.${token}` });
    expect([answer.status, answer.headers.get("sec-websocket-protocol")]).toEqual([101, "footfall"]);
  });

  test("a cookie opens it from the dashboard's own page only", async () => {
    const { site, token } = await siteWithToken(["stats:read"]);
    const cookie = `__Host-footfall=${token}`;
    expect((await upgrade(site.id, { cookie, origin: ORIGIN })).answer.status).toBe(101);
    expect((await upgrade(site.id, { cookie, origin: "https://evil.test" })).answer.status).toBe(403);
    expect((await upgrade(site.id, { cookie })).answer.status).toBe(403);
  });

  test.each([
    ["nobody", {}, 401],
    ["an unknown token", { "sec-websocket-protocol": "footfall, bearer.ff_nobody" }, 401],
  ])("%s is refused", async (_, headers, status) => {
    const { site } = await siteWithToken([]);
    expect((await upgrade(site.id, headers as Record<string, string>)).answer.status).toBe(status);
  });

  test("a plain request is told to open a WebSocket", async () => {
    const { site } = await siteWithToken([]);
    const { status, json } = await call(`/v1/debug?site_id=${site.id}`);
    expect([status, json.error.code]).toEqual([400, "not_a_websocket"]);
  });
});
