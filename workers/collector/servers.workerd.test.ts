/** What servers may send with their token, and how it is told apart from what pages send. */
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { CaptureAnswer } from "../../schema/event.ts";
import { now, setClock } from "../clock.ts";
import {
  DAY_MS,
  gzip,
  insertSite,
  insertToken,
  migrate,
  moveTo,
  NOW,
  pageview,
  post,
  sent,
} from "./world-for-tests.ts";

let key = "";
let closedKey = "";
let token = "";

beforeAll(async () => {
  await migrate();
  key = await insertSite("open");
  closedKey = await insertSite("closed", {
    ...{ allowed_origins: ["https://www.example.com"], require_origin: true, honour_gpc: false },
  });
  token = await insertToken("writer", ["events:write"], ["open"]);
});

beforeEach(() => moveTo(NOW));
afterEach(() => setClock(null));

const payload = (over: object = {}) => ({ site: key, sent_at: now(), events: [pageview()], ...over });

const asServer = (body: unknown, headers: Record<string, string> = {}) =>
  post(body, { Authorization: `Bearer ${token}`, ...headers });

describe("POST /capture from a server", () => {
  test("speaks for many visitors, of any age, each in the slot of its own", async () => {
    const events = Array.from({ length: 300 }, (_, i) =>
      pageview({
        timestamp: now() - i * DAY_MS,
        visitor: { anonymous_id: `v${i % 100}` },
        client: { user_agent: "Chrome", country: "fr", city: "Paris" },
      }),
    );
    const answer: CaptureAnswer = await (await asServer(payload({ events, sent_at: undefined }))).json();
    expect(answer).toEqual({ accepted: 300 });
    expect(new Set(sent.map(({ slot }) => slot)).size).toBe(sent.length);
    const groups = sent.flatMap(({ groups }) => groups);
    expect(groups).toHaveLength(100);
    expect(groups.every(({ events }) => events.length === 3)).toBe(true);
    expect(groups[0]?.client).toEqual({
      user_agent: "Chrome",
      geo_source: "forwarded",
      country: "FR",
      city: "Paris",
    });
    expect(sent.every(({ origin }) => origin === "server")).toBe(true);
  });

  test("has the same visitor as the page that knows the same anonymous id", async () => {
    await post(payload({ visitor: { anonymous_id: "a" } }));
    await asServer(payload({ events: [pageview({ visitor: { anonymous_id: "a", user_id: "u" } })] }));
    expect(sent[1]?.groups[0]?.visitor).toEqual(sent[0]?.groups[0]?.visitor);
    expect(sent[1]?.slot).toBe(sent[0]?.slot);
  });

  test("has the same visitor as the page at the address that it forwards", async () => {
    await post(payload());
    await asServer(payload({ events: [pageview({ client: { ip: "192.0.2.1", user_agent: "Firefox" } })] }), {
      "CF-Connecting-IP": "198.51.100.9",
    });
    expect(sent[1]?.groups[0]?.visitor).toEqual(sent[0]?.groups[0]?.visitor);
    expect(JSON.stringify(sent)).not.toMatch(/192\.0\.2\.1|198\.51\.100\.9/);
  });

  test("may send gzip and a thousand events, split under the size of a message", async () => {
    const events = Array.from({ length: 1_000 }, (_, i) =>
      pageview({ visitor: { user_id: "one" }, props: { text: String(i).repeat(200).slice(0, 500) } }),
    );
    const text = JSON.stringify(payload({ events }));
    const answer = await asServer(await gzip(text), { "Content-Encoding": "gzip" });
    expect(await answer.json()).toEqual({ accepted: 1_000 });
    expect(sent.length).toBeGreaterThan(4);
    for (const message of sent) expect(JSON.stringify(message).length).toBeLessThan(128_000 - 100);
    expect(new Set(sent.map(({ slot }) => slot)).size).toBe(1);
    expect(new Set(sent.map(({ mid }) => mid)).size).toBe(sent.length);
  });

  test("is told which events say nothing of a visitor", async () => {
    const events = [
      pageview(),
      pageview({ client: { ip: "192.0.2.1" } }),
      pageview({ client: { ip: "192.0.2.1" }, timestamp: now() - 3 * DAY_MS }),
    ];
    const answer: CaptureAnswer = await (await asServer(payload({ events }))).json();
    expect(answer.accepted).toBe(1);
    expect(Object.entries(answer.results ?? {}).map(([key, { reason }]) => [key, reason])).toEqual([
      ["events[0]", "no_visitor"],
      ["events[2]", "no_visitor"],
    ]);
  });

  test("is not bound by a page's rules, and is told that minted ids do not de-duplicate", async () => {
    const body = payload({ visitor: { anonymous_id: "a" } });
    const answer: CaptureAnswer = await (
      await post(body, { Authorization: `Bearer ${token}`, "Sec-GPC": "1" }, "/capture?receipt=1")
    ).json();
    expect(Object.values(answer.results ?? {})).toEqual([{ result: "ok", dedup: "none" }]);
  });

  test("leaves a mark on its token", async () => {
    await asServer(payload({ visitor: { anonymous_id: "a" } }));
    const used = () =>
      env.CONTROL.prepare("SELECT last_used_at FROM tokens WHERE id = 'writer'").first("last_used_at");
    await expect.poll(used).toBeGreaterThan(0);
  });

  test("with the deployment's own token writes to every site", async () => {
    const body = payload({ site: closedKey, visitor: { anonymous_id: "a" } });
    expect((await post(body, { Authorization: `Bearer ${env.ADMIN_TOKEN}` })).status).toBe(202);
  });
});
