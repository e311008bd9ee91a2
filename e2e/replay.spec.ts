import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { freePort } from "../local/child.ts";
import type { QueryInput } from "../schema/query.ts";
import { CONVERSION_METRICS, METRICS, type Metric, VITAL_METRICS } from "../schema/words.ts";
import { type Footfall, footfallAt } from "./footfall.ts";

const TOP = join(import.meta.dirname, "..");
const TOKEN = "ff_admin_of_the_replay_test";
const folder = mkdtempSync(join(tmpdir(), "footfall-replay-e2e-"));
const running = new Set<ChildProcess>();
afterAll(async () => {
  for (const child of running) await end(child);
  rmSync(folder, { recursive: true, force: true });
});

/** A script of the project in the test's folder: resolves with what `pattern` finds in its output. */
async function run(script: string, pattern: RegExp): Promise<{ child: ChildProcess; found: string }> {
  const env = { FOOTFALL_PORT: String(await freePort()), FOOTFALL_DATA: folder, FOOTFALL_ADMIN_TOKEN: TOKEN };
  // The tests' own server must not be filled.
  const { CLICKHOUSE_URL: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [join(TOP, script)], { env: { ...inherited, ...env } });
  running.add(child);
  let printed = "";
  const found = await new Promise<string>((resolve, reject) => {
    const see = (chunk: Buffer) => {
      printed += chunk;
      const match = printed.match(pattern);
      if (match) resolve(match[1] ?? "");
    };
    child.stdout.on("data", see);
    child.stderr.on("data", see);
    child.on("exit", (code) => reject(new Error(`${script} ended with ${code}: ${printed}`)));
  });
  return { child, found };
}

async function start(): Promise<{ child: ChildProcess; footfall: Footfall }> {
  const { child, found } = await run("local/start.ts", /^ready (.*)$/m);
  return { child, footfall: footfallAt(found, TOKEN) };
}

async function end(child: ChildProcess): Promise<unknown> {
  const exited = child.exitCode ?? new Promise((resolve) => child.on("exit", resolve));
  child.kill("SIGTERM");
  running.delete(child);
  return exited;
}

/** `npm run replay`: how many events it wrote. */
async function replay(): Promise<number> {
  const { child, found } = await run("local/replay.ts", /: ([\d,]+) events written/);
  expect(await new Promise((resolve) => child.on("exit", resolve))).toBe(0);
  running.delete(child);
  return Number(found.replaceAll(",", ""));
}

const DAY_MS = 86_400_000;
/** Visits of several days, pages and visitors, with breaks that end some of them. */
const visits = (key: string, visitor: number) => ({
  site: key,
  events: Array.from({ length: 12 }, (_, index) => ({
    name: NAMES[index % NAMES.length] ?? "pageview",
    timestamp: Date.now() - (index % 3) * DAY_MS - visitor * 60_000 - index * (index % 4) * 600_000,
    url: `https://replay.example/${(index * visitor) % 7}`,
    referrer: index % 2 === 0 ? "https://www.google.com/" : "https://news.example/",
    visitor: { anonymous_id: `visitor-${visitor}` },
    ...(index % NAMES.length === 1 && { engagement: { ms: 1_000 * (visitor + index), scroll: 10 * index } }),
    ...(index % NAMES.length === 5 && { revenue: { amount: visitor + 0.25, currency: "EUR" } }),
    ...(index % NAMES.length === 6 && {
      interactive: false,
      vital: { metric: "LCP", value: 1_000 * (visitor % 5), rating: visitor % 5 < 3 ? "good" : "poor" },
    }),
  })),
});
const NAMES = ["pageview", "engagement", "pageview", "Signup", "pageview", "Purchase", "web_vital"];

const isOneOf = (metrics: readonly string[], metric: Metric) => metrics.includes(metric);
const isOfGoals = (metric: Metric) => isOneOf(CONVERSION_METRICS, metric);
const isOfVitals = (metric: Metric) => isOneOf(VITAL_METRICS, metric);

/** Every metric: by day and page, those of goals by the pages of one goal, those of vitals by vital. */
async function totals(footfall: Footfall, site_id: string) {
  const ask = async (query: Pick<QueryInput, "metrics" | "dimensions" | "filters">) =>
    (await footfall.query({ site_id, date_range: "all", ...query })).results;
  return {
    byPage: await ask({
      metrics: METRICS.filter((metric) => !isOfGoals(metric) && !isOfVitals(metric)),
      dimensions: ["time:day", "event:page"],
    }),
    ofGoal: await ask({
      metrics: ["visitors", "events", "total_revenue", "average_revenue", ...METRICS.filter(isOfGoals)],
      dimensions: ["event:page"],
      filters: [["is", "event:goal", ["Purchase"]]],
    }),
    ofVital: await ask({ metrics: METRICS.filter(isOfVitals), dimensions: ["event:vital"] }),
  };
}

test("a lost ClickHouse is rebuilt from the archive with equal totals for every metric", async () => {
  let { child, footfall } = await start();
  const site = await footfall.createSite("Replay", ["replay.example"]);
  await footfall.createGoal({ site_id: site.id, name: "Purchase", event: "Purchase", currency: "EUR" });
  for (let visitor = 1; visitor <= 30; visitor++)
    expect((await footfall.capture(visits(site.key, visitor))).status).toBe(202);
  await footfall.flush();
  const before = await totals(footfall, site.id);
  expect(before.byPage.length).toBeGreaterThan(10);
  expect(before.ofGoal.length).toBeGreaterThan(3);
  expect(before.ofVital).toHaveLength(1);
  expect(before.ofGoal.every(({ metrics }) => metrics.every((value) => value !== null && value !== 0))).toBe(
    true,
  );
  const archived = await fetch(`${footfall.url}/v1/pipeline/archive`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  expect(await archived.json()).toEqual({ archived: true, unarchived: 0 });
  await end(child);

  renameSync(join(folder, "clickhouse"), join(folder, "lost"));
  expect(await replay()).toBe(360);
  expect(await replay()).toBe(0);
  ({ child, footfall } = await start());
  expect(await totals(footfall, site.id)).toEqual(before);
  await end(child);
}, 240_000);
