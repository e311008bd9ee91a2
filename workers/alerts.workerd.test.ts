/** From an alert made over the API to the words that the cron says. */
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import type { Alert, Notice } from "../schema/alerts.ts";
import { deadMessageKey } from "../schema/dead.ts";
import type { UtcDay } from "../schema/ids.ts";
import { type AlertDeps, runAlerts } from "./consumer/alerts/index.ts";
import { call, post, siteWithToken, standInForClickHouse } from "./query/door-for-tests.ts";

const MINUTE_MS = 60_000;
const NEW = {
  name: "On call",
  channel: "webhook",
  target: "https://hooks.mycompany.dev/secret",
  conditions: { lag: { minutes: 10 } },
};

beforeEach(async () => {
  standInForClickHouse();
  for (const { id } of (await call("/v1/alerts")).json.alerts)
    await call(`/v1/alerts/${id}`, { method: "DELETE" });
});

describe("/v1/alerts", () => {
  test("makes, lists, changes and deletes, and shows of an address the host alone", async () => {
    const made = await post("/v1/alerts", NEW);
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      target: "hooks.mycompany.dev",
      cooldown_minutes: 60,
      enabled: true,
      firing: {},
      last_error: null,
    });
    expect(made.json.secret).toMatch(/^ffs_[0-9a-f]{64}$/);
    const { id } = made.json;
    const changed = await call(`/v1/alerts/${id}`, {
      method: "PATCH",
      body: { enabled: false, conditions: { canary: { missed: 3 } } },
    });
    expect(changed.json).toMatchObject({ enabled: false, conditions: { canary: { missed: 3 } } });
    const listed = (await call("/v1/alerts")).text;
    expect(listed).not.toMatch(/secret|ffs_/);
    expect((await call(`/v1/alerts/${id}`, { method: "DELETE" })).status).toBe(204);
    expect((await call(`/v1/alerts/${id}`)).status).toBe(404);
    expect((await call(`/v1/alerts/${id}`, { method: "DELETE" })).status).toBe(404);
    const { acts } = (await call("/v1/audit")).json;
    expect(acts.map(({ action }: { action: string }) => action)).toContain("POST /v1/alerts");
  });

  test.each([
    ["a private address", { target: "https://169.254.169.254/" }, "target"],
    ["plain http", { target: "http://hooks.mycompany.dev/" }, "target"],
    ["a mailbox that is none", { channel: "email", target: "https://x.dev" }, "target"],
    ["nothing to watch", { conditions: {} }, "conditions"],
    ["a cool-down of nothing", { cooldown_minutes: 0 }, "cooldown_minutes"],
  ])("%s is refused by name", async (_, wrong, path) => {
    const { status, json } = await post("/v1/alerts", { ...NEW, ...wrong });
    expect(status).toBe(422);
    expect(json.error.path).toBe(path);
  });

  test("belong to the whole deployment: a site's token sees and makes none", async () => {
    const { token } = await siteWithToken(["sites:admin"]);
    for (const refused of [await call("/v1/alerts", { token }), await post("/v1/alerts", NEW, { token })])
      expect(refused.status).toBe(403);
  });

  test("a test says something at once, and why it did not arrive", async () => {
    const { id } = (await post("/v1/alerts", NEW)).json;
    const before = globalThis.fetch;
    const bodies: string[] = [];
    globalThis.fetch = async (input, init) => {
      const request = new Request(input, init);
      if (new URL(request.url).host !== "hooks.mycompany.dev") return before(input, init);
      bodies.push(await request.text());
      return new Response("no", { status: bodies.length === 1 ? 200 : 410 });
    };
    expect((await post(`/v1/alerts/${id}/test`, {})).json).toEqual({ delivered: true, reason: null });
    expect(JSON.parse(bodies[0] ?? "")).toMatchObject({ condition: "test", state: "test" });
    expect((await post(`/v1/alerts/${id}/test`, {})).json).toEqual({
      delivered: false,
      reason: "It answered 410.",
    });
    expect((await post("/v1/alerts/none/test", {})).status).toBe(404);
  });
});

describe("the cron", () => {
  const said: [Alert, Notice][] = [];
  let answer: { ok: true } | { ok: false; reason: string } = { ok: true };
  let clock = Date.UTC(2026, 10, 24);
  const world = { waiting: 0, lastAccepted: 0, isAway: false };
  const status = async () => ({ oldest_at: world.waiting === 0 ? null : clock - world.waiting });

  const deps = (): AlertDeps => ({
    ...{ control: env.CONTROL, bucket: env.ARCHIVE, now: () => clock },
    // The figures that are read of a queue and of a shard; the rest of what they say is not.
    queue: { metrics: async () => ({ oldestMessageTimestamp: undefined }) } as unknown as AlertDeps["queue"],
    shards: [{ status }] as unknown as AlertDeps["shards"],
    clickhouse: {
      ...{ url: "http://clickhouse.invalid", user: "u", password: "", database: "d" },
      fetch: async () => {
        if (world.isAway) throw new Error("away");
        return new Response(world.lastAccepted === 0 ? "" : `site-1\t${world.lastAccepted}\n`);
      },
    },
    deliver: async (alert, notice) => {
      said.push([alert, notice]);
      return answer;
    },
  });
  const minute = async () => {
    clock += MINUTE_MS;
    said.length = 0;
    await runAlerts(deps());
    return said.map(([, { condition, state, value }]) => `${condition} ${state} ${value}`);
  };
  beforeEach(() => {
    answer = { ok: true };
    Object.assign(world, { waiting: 0, lastAccepted: 0, isAway: false });
  });

  test("tells of a lag, of its end, and shows it while it lasts", async () => {
    const { id } = (await post("/v1/alerts", NEW)).json;
    expect(await minute()).toEqual([]);
    world.waiting = 17 * MINUTE_MS;
    expect(await minute()).toEqual(["lag firing 17"]);
    expect(await minute()).toEqual([]);
    expect((await call(`/v1/alerts/${id}`)).json.firing).toEqual({
      lag: new Date(clock - MINUTE_MS).toISOString(),
    });
    world.waiting = 0;
    expect(await minute()).toEqual(["lag resolved 0"]);
    expect((await call(`/v1/alerts/${id}`)).json.firing).toEqual({});
  });

  test("says again what did not arrive, and why stands beside the alert", async () => {
    const { id } = (await post("/v1/alerts", NEW)).json;
    world.waiting = 20 * MINUTE_MS;
    answer = { ok: false, reason: "It answered 500." };
    expect(await minute()).toEqual(["lag firing 20"]);
    expect((await call(`/v1/alerts/${id}`)).json.last_error).toBe("It answered 500.");
    answer = { ok: true };
    expect(await minute()).toEqual(["lag firing 20"]);
    expect((await call(`/v1/alerts/${id}`)).json.last_error).toBeNull();
    expect(await minute()).toEqual([]);
  });

  test("counts dead letters and missed canaries, and knows a silent site from an unknown one", async () => {
    await post("/v1/alerts", {
      ...NEW,
      conditions: {
        dead_letters: { count: 1 },
        canary: { missed: 1 },
        silence: { site_id: "site-1", minutes: 30 },
      },
    });
    expect(await minute()).toEqual([]);
    await env.ARCHIVE.put(deadMessageKey("2026-11-24" as UtcDay, "m"), "{}");
    await env.CONTROL.prepare("INSERT INTO canaries (event_id, sent_at) VALUES ('c', ?)").bind(clock).run();
    world.lastAccepted = clock - 40 * MINUTE_MS;
    await minute();
    expect((await minute()).concat(said.length ? [] : ["-"])).toEqual(["canary firing 1"]);
    world.isAway = true;
    expect(await minute()).toEqual([]);
  });

  test("one that is switched off says nothing", async () => {
    await post("/v1/alerts", { ...NEW, enabled: false });
    world.waiting = 99 * MINUTE_MS;
    expect(await minute()).toEqual([]);
  });
});
