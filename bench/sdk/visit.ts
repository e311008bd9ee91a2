/** What a visit costs the page, in a real Chromium, by the thread's own clock: other processes do not count. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../../local/browser.ts";
import { CONTENDERS, type Contender } from "./contenders.ts";

const LOADS = 7;
const EVENTS = 10;
const EVENTS_IN_LOOP = 500;

declare global {
  interface Window {
    /** Every contender's own way to count an event. */
    bench(name: string, props: Record<string, unknown>): void;
  }
}

export interface Visit {
  name: string;
  /** Until the page has loaded, over the page without a tracker; median of the loads. */
  "load, ms": number;
  /** The same a second and a half later, when the first request has left. */
  "settled, ms": number;
  /** A call of the page's own, without what is sent later. */
  "call, µs": number;
  /** The same with all that the main thread does for it afterwards. */
  "event, µs": number;
  /** Of a page with one pageview and ten events of its own, until it is left. */
  requests: number;
  "bytes an event": number;
}

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

export async function measureVisits(): Promise<Visit[]> {
  const browser = await launchBrowser({});
  const rows: Visit[] = [];
  try {
    for (const contender of CONTENDERS) rows.push(await measureVisit(browser, contender));
  } finally {
    await browser.close();
  }
  const [floor] = rows;
  if (!floor) throw new Error("the first contender is the page without a tracker");
  const round = (value: number, digits: number) => Number(value.toFixed(digits));
  return rows.slice(1).map((row) => ({
    ...row,
    "load, ms": round(row["load, ms"] - floor["load, ms"], 1),
    "settled, ms": round(row["settled, ms"] - floor["settled, ms"], 1),
    "call, µs": round(row["call, µs"], 1),
    "event, µs": round(row["event, µs"], 1),
    "bytes an event": round(row["bytes an event"], 0),
  }));
}

async function measureVisit(browser: Browser, { name, script }: Contender): Promise<Visit> {
  const site = await serve(await script());
  try {
    const loads: [load: number, settled: number][] = [];
    for (let load = 0; load < LOADS; load++)
      loads.push(await withPage(browser, async (page) => timeLoad(page, site.url)));
    site.bodies.length = 0;
    await withPage(browser, (page) => visit(page, site.url));
    const bytes = site.bodies.reduce((sum, length) => sum + length, 0);
    const requests = site.bodies.length;
    return {
      name,
      "load, ms": median(loads.map(([load]) => load)),
      "settled, ms": median(loads.map(([, settled]) => settled)),
      ...(await withPage(browser, (page) => timeEvents(page, site.url))),
      requests,
      "bytes an event": bytes / (EVENTS + 1),
    };
  } finally {
    site.close();
  }
}

async function timeLoad(page: Page, url: string): Promise<[load: number, settled: number]> {
  const spent = await threadMs(page);
  await page.goto(url);
  const loadMs = await spent();
  await page.waitForTimeout(1_500);
  return [loadMs, await spent()];
}

/** One page, ten events, as somebody makes them; then the page is left. */
async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url);
  for (let index = 0; index < EVENTS; index++) {
    await page.evaluate((seats) => window.bench("plan_chosen", { plan: "pro", seats }), index);
    await page.waitForTimeout(50);
  }
  await page.waitForTimeout(6_000);
  await page.goto("about:blank");
  await page.waitForTimeout(500);
}

async function timeEvents(page: Page, url: string): Promise<Pick<Visit, "call, µs" | "event, µs">> {
  const spent = await threadMs(page);
  await page.goto(url);
  await page.waitForTimeout(1_500);
  const beforeMs = await spent();
  const callMs = await page.evaluate((count) => {
    const start = performance.now();
    for (let index = 0; index < count; index++) window.bench("in_loop", { index });
    return performance.now() - start;
  }, EVENTS_IN_LOOP);
  await page.waitForTimeout(6_000);
  const allMs = (await spent()) - beforeMs;
  return { "call, µs": (callMs / EVENTS_IN_LOOP) * 1_000, "event, µs": (allMs / EVENTS_IN_LOOP) * 1_000 };
}

/** Gives the milliseconds that the page's main thread has worked since now. */
async function threadMs(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return (metrics.find((metric) => metric.name === "TaskDuration")?.value ?? 0) * 1_000;
  };
}

async function withPage<T>(browser: Browser, act: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext();
  try {
    return await act(await context.newPage());
  } finally {
    await context.close();
  }
}

/** A page with the script, and a collector that takes everything and says so; `bodies` are the bytes of each request. */
async function serve(script: Uint8Array) {
  const bodies: number[] = [];
  const page = `<!doctype html><title>Shop</title><body style="height:3000px"><h1>Shop</h1>
    <script defer src="/script.js" data-site="site1.tag" data-include="local automation"></script>`;
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    if (path === "/") response.writeHead(200, { "content-type": "text/html" }).end(page);
    else if (path === "/script.js")
      response.writeHead(200, { "content-type": "text/javascript" }).end(script);
    else if (path === "/favicon.ico") response.writeHead(204).end();
    else void answerJson(request, response, bodies);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://localhost:${(server.address() as AddressInfo).port}/`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url, bodies, close };
}

async function answerJson(request: IncomingMessage, response: ServerResponse, bodies: number[]) {
  let bytes = 0;
  for await (const chunk of request) bytes += (chunk as Buffer).length;
  bodies.push(bytes);
  response
    .writeHead(200, { "content-type": "application/json", "access-control-allow-origin": "*" })
    .end("{}");
}
