/** How often the names are right on public corpora that nobody here wrote. docs/enrichment.md has the whole table. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { trafficOf } from "./bots.ts";
import { agentOf } from "./user-agent.ts";

const read = (path: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, "../../../node_modules", path), "utf8"));

const isPerson = (user_agent: string) =>
  trafficOf({ client: { user_agent, geo_source: "none" }, automation: false, origin: "browser" }).traffic ===
  "human";

const DEVICES: Record<string, string> = { desktop: "Desktop", mobile: "Mobile", tablet: "Tablet" };

/** What people read with this month, weighted by how often it is seen: `user-agents` of npm. */
const BROWSERS: { userAgent: string; deviceCategory: string }[] = [
  ...new Map(
    (read("user-agents/dist/user-agents.json") as { userAgent: string; deviceCategory: string }[]).map(
      (row) => [row.userAgent, row] as const,
    ),
  ).values(),
];
/** Robots that say so, or hardly: `crawler-user-agents` of npm. */
const CRAWLERS: string[] = (
  read("crawler-user-agents/crawler-user-agents.json") as { instances: string[] }[]
).flatMap(({ instances }) => instances);

describe("on public corpora", () => {
  test("the corpora are there", () => {
    expect(BROWSERS.length).toBeGreaterThan(500);
    expect(CRAWLERS.length).toBeGreaterThan(1_500);
  });

  test("no browser is called a robot, and each has a browser and a system", () => {
    expect(BROWSERS.filter(({ userAgent }) => !isPerson(userAgent))).toEqual([]);
    const named = BROWSERS.filter(({ userAgent }) => {
      const { browser, os } = agentOf(userAgent);
      return browser !== "" && os !== "";
    });
    expect(named.length / BROWSERS.length).toBeGreaterThanOrEqual(0.98);
  });

  test("at least 96 % of devices are right", () => {
    const right = BROWSERS.filter((row) => agentOf(row.userAgent).device === DEVICES[row.deviceCategory]);
    expect(right.length / BROWSERS.length).toBeGreaterThanOrEqual(0.96);
  });

  test("at least 99 % of robots are found", () => {
    const missed = CRAWLERS.filter(isPerson);
    expect(missed.length / CRAWLERS.length).toBeLessThanOrEqual(0.01);
  });
});
