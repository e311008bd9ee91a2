/** What operates a deployment, against the real stack: the canary of a deployment, the doctor's hops, an alert's test. */
import { expect, test } from "vitest";
import { flyCanary, type Places } from "../local/deploy/canary.ts";
import { diagnose } from "../local/deploy/doctor.ts";
import { CHECKS } from "../local/deploy/doctor-checks.ts";
import { firstSite, waitForHealth } from "../local/deploy/first-site.ts";
import { NO_SECRETS } from "../local/deploy/secrets.ts";
import { NOTHING_KEPT } from "../local/deploy/wishes.ts";
import { openServer } from "../schema/clickhouse/migrate-cli.ts";
import { theFootfall } from "./footfall.ts";

const { url, token } = theFootfall();
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const places: Places = { collector: url, api: url, adminToken: token, fetch, sleep, now: () => Date.now() };

test("an event of a deployment goes through every hop, and no number that people see has it", async () => {
  await waitForHealth(places, url);
  const site = await firstSite(places, null);
  const flown = await flyCanary(places, site);
  expect(flown).toMatchObject({ ok: true });
  const { results } = await theFootfall().query({
    ...{ site_id: site.id, date_range: "day", metrics: ["events"] },
    filters: [["is", "event:name", ["footfall_canary"]]],
  });
  expect(results[0]?.metrics).toEqual([0]);
});

test("the doctor finds every hop well that a machine without an account has", async () => {
  const here = [
    "settings",
    "collector",
    "api",
    "dashboard host",
    "admin token",
    "pipeline lag",
    "dead letters",
    "cron",
  ];
  const diagnosis = await diagnose(
    {
      ...{ fetch, sleep, now: () => Date.now(), server: openServer },
      wrangler: { run: async () => ({ code: 1, out: "" }) },
      secrets: { ...NO_SECRETS, adminToken: token },
      wishes: { ...NOTHING_KEPT, collectorUrl: url, apiUrl: url },
    },
    CHECKS.filter(({ name }) => here.includes(name)),
  );
  // The stack of these tests may be younger than the cron's first minute.
  const wrong = diagnosis.filter(({ check, ok }) => ok !== true && check !== "cron");
  expect(wrong).toEqual([]);
  expect(diagnosis).toHaveLength(here.length);
});

test("an alert is made and tried out over the API, and an address inside is refused", async () => {
  const call = async (path: string, body: unknown) => {
    const response = await fetch(url + path, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return { status: response.status, json: (await response.json()) as Record<string, unknown> };
  };
  const alert = {
    name: "On call",
    channel: "email",
    target: "ops@example.com",
    conditions: { lag: { minutes: 10 } },
  };
  const made = await call("/v1/alerts", alert);
  expect(made.status).toBe(201);
  expect((await call(`/v1/alerts/${made.json.id}/test`, {})).json).toMatchObject({
    delivered: false,
    reason: expect.stringContaining("MAIL_FROM"),
  });
  const inside = await call("/v1/alerts", { ...alert, channel: "webhook", target: url });
  expect(inside).toMatchObject({ status: 422, json: { error: { path: "target" } } });
});

test("a deployment carries its documentation", async () => {
  for (const [path, heading] of [
    ["/docs/", "Five minutes"],
    ["/docs/metrics", "What each number means"],
  ]) {
    const page = await fetch(url + path);
    expect(page.headers.get("content-type")).toMatch("text/html");
    expect(page.headers.get("content-security-policy")).toMatch("default-src 'none'");
    expect(await page.text()).toContain(
      `<h1 id="${heading?.toLowerCase().replaceAll(" ", "-")}">${heading}</h1>`,
    );
  }
});
