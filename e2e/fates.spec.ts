import { describe, expect, test } from "vitest";
import type { LiveEvent, LiveFrame } from "../schema/live.ts";
import type { OutcomesAnswer, QuarantineAnswer, RestoreAnswer } from "../schema/outcome-input.ts";
import { eventually, theFootfall } from "./footfall.ts";

const footfall = theFootfall();

async function call<Answer>(path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(footfall.url + path, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${footfall.token}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}

/** Without an id: the collector mints one. */
const event = (name: string, path = "/") => ({
  ...{ name, timestamp: Date.now(), url: `https://fates.example${path}` },
});

describe("why an event is not in the report", () => {
  test("a rule sets it aside, the outcomes say so, and restoring it changes the report", async () => {
    const site = await footfall.createSite("Fates", ["fates.example"]);
    const rule = { site_id: site.id, field: "path", op: "glob", value: "/wp-*", action: "quarantine" };
    const { id } = await call<{ id: string }>("/v1/rules", rule);
    const send = (...events: ReturnType<typeof event>[]) =>
      footfall.capture({ site: site.key, visitor: { anonymous_id: "somebody" }, events });
    const pageviews = async () => {
      await footfall.flush();
      const query = { site_id: site.id, date_range: "day" as const, metrics: ["pageviews" as const] };
      return (await footfall.query({ ...query, traffic: "all" })).results[0]?.metrics[0];
    };
    const outcomes = () => call<OutcomesAnswer>(`/v1/outcomes?site_id=${site.id}`);

    // What the consumer knows of a site is at most ten seconds old; a new site's rules are not older than it.
    expect((await send(event("pageview"), event("pageview", "/wp-login.php"))).status).toBe(202);
    expect(await pageviews()).toBe(1);
    const { total, reasons } = await eventually(outcomes, (answer) => answer.total.received === 2);
    expect(total).toMatchObject({ received: 2, accepted: 1, quarantined: 1, refused: 0 });
    expect(reasons).toContainEqual(expect.objectContaining({ reason: "rule_quarantine", rule: id, n: 1 }));

    const held = await call<QuarantineAnswer>(`/v1/quarantine?site_id=${site.id}&search=login`);
    expect(held.events).toMatchObject([{ rule: id, is_in_report: false, event: { path: "/wp-login.php" } }]);
    const restore = () => call<RestoreAnswer>("/v1/quarantine/restore", { site_id: site.id });
    expect(await restore()).toMatchObject({ restored: 1 });
    expect(await pageviews()).toBe(2);
    expect(await restore()).toMatchObject({ restored: 0, left: 1 });
    expect(await pageviews()).toBe(2);
    expect((await outcomes()).total).toMatchObject({ received: 2, restored: 1 });
  });

  test("the debugger shows accepted and refused events while they come", async () => {
    const site = await footfall.createSite("Watched", ["fates.example"]);
    const address = `${footfall.url.replace("http", "ws")}/v1/debug?site_id=${site.id}`;
    const socket = new WebSocket(address, ["footfall", `bearer.${footfall.token}`]);
    const events: LiveEvent[] = [];
    await new Promise<void>((resolve, reject) => {
      socket.onmessage = ({ data }) => {
        const frame: LiveFrame = JSON.parse(String(data));
        if (frame.type === "watching") resolve();
        else events.push(...frame.events);
      };
      socket.onerror = () => reject(new Error("The debugger did not open."));
    });
    const wrong = { ...event("wrong"), revenue: { amount: 1, currency: "none" } };
    const look = async () => {
      const visitor = { anonymous_id: "somebody" };
      await footfall.capture({ site: site.key, visitor, events: [event("seen"), wrong] });
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      return events.map(({ outcome, name }) => `${outcome} ${name}`);
    };
    // Collector and consumer learn within ten seconds that somebody watches.
    const seen = await eventually(look, (all) => new Set(all).size === 2, 30_000);
    socket.close();
    expect(new Set(seen)).toEqual(new Set(["refused wrong", "accepted seen"]));
  });
});
