/** How long a load of the overview takes until every number of it is there, and what it asks for. */
import type { Browser, BrowserContext } from "playwright-core";
import { median } from "../rounds.ts";
import { signedIn, untilPopulated } from "./browser.ts";
import type { Measured } from "./footfall.ts";
import type { Gate } from "./gates.ts";

const MAX_POPULATED_MS = 1_000;
const MAX_LAYOUT_SHIFT = 0.1;
/** What a pulse of the page would ask after the load is none of it. */
const AFTERWARDS_MS = 1_000;

interface Load {
  /** When the overview's question left and its answer was there, since the navigation. */
  askedMs: number;
  answeredMs: number;
  populatedMs: number;
  layoutShift: number;
  blockedMs: number;
  /** Paths of the API, with what they were asked, in their order. */
  requests: string[];
}

export async function measureLoads(browser: Browser, footfall: Measured, loads: number): Promise<Gate[]> {
  const gates: Gate[] = [];
  const table: Record<string, object> = {};
  for (const [name, site] of [
    ["30 days of the demo", footfall.demo],
    ["a million events", footfall.large],
  ] as const) {
    const url = `${footfall.url}/?site=${site}`;
    const measured = { "cold cache": [] as Load[], "warm cache": [] as Load[] };
    for (let round = 0; round < loads; round++) {
      const context = await signedIn(browser, footfall);
      for (const cache of ["cold cache", "warm cache"] as const)
        measured[cache].push(await load(context, url));
      await context.close();
    }
    for (const [cache, all] of Object.entries(measured)) {
      const populatedMs = median(all.map((each) => each.populatedMs));
      table[`${name}, ${cache}`] = summary(all);
      gates.push({
        what: `populated, ${name}, ${cache}`,
        measured: populatedMs,
        unit: "ms",
        limit: MAX_POPULATED_MS,
      });
    }
    gates.push(...onceAll(name, Object.values(measured).flat()));
  }
  console.log(
    `\nThe overview until all of it is there, medians of ${loads} loads (Umami 3.1.0 on this kind of machine: 2,100 ms with 2,105 events, 6,190 ms with a million)`,
  );
  console.table(table);
  return gates;
}

const summary = (loads: readonly Load[]) => ({
  "asked, ms": Math.round(median(loads.map(({ askedMs }) => askedMs))),
  "answered, ms": Math.round(median(loads.map(({ answeredMs }) => answeredMs))),
  "populated, ms": Math.round(median(loads.map(({ populatedMs }) => populatedMs))),
  "slowest, ms": Math.round(Math.max(...loads.map(({ populatedMs }) => populatedMs))),
  "blocked, ms": Math.round(median(loads.map(({ blockedMs }) => blockedMs))),
  requests: [...new Set(loads.flatMap(({ requests }) => requests))].join(" "),
});

/** What must be true of each load, not of the median. */
function onceAll(name: string, loads: readonly Load[]): Gate[] {
  const questions = loads.map(({ requests }) => requests.filter((each) => each.startsWith("/v1/query ×")));
  const most = questions.toSorted((a, b) => b.length - a.length)[0] ?? [];
  if (most.length > 1) console.log(`questions of one load: ${most.join("\n  ")}`);
  const shift = Math.max(...loads.map(({ layoutShift }) => layoutShift));
  return [
    { what: `questions, ${name}`, measured: most.length, unit: "requests", limit: 1 },
    { what: `layout shift, ${name}`, measured: shift, unit: "", limit: MAX_LAYOUT_SHIFT },
  ];
}

async function load(context: BrowserContext, url: string): Promise<Load> {
  const page = await context.newPage();
  const requests: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (!pathname.startsWith("/v1/")) return;
    // What is asked beside the numbers, and after them, is a single question.
    const { queries } = (request.postDataJSON() ?? {}) as { queries?: unknown[] };
    requests.push(queries === undefined ? pathname : `${pathname} ×${queries.length}`);
  });
  await page.goto(url);
  const populatedMs = await untilPopulated(page);
  await page.waitForTimeout(AFTERWARDS_MS);
  const { layoutShift, blockedMs } = await page.evaluate(() => window.seen);
  const [askedMs = Number.NaN, answeredMs = Number.NaN] = await page.evaluate(() => {
    const questions = performance
      .getEntriesByType("resource")
      .filter(({ name }) => name.endsWith("/v1/query"));
    return questions.flatMap(({ startTime, duration }) => [startTime, startTime + duration]);
  });
  await page.close();
  return { askedMs, answeredMs, populatedMs, layoutShift, blockedMs, requests };
}
