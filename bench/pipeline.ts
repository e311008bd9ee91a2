/**
 * The whole path (DESIGN §6), collector → queue → consumer → shards → ClickHouse and R2, under `wrangler dev` with four
 * shards and an embedded ClickHouse: how many events a second against a path that only writes blob rows; what Cloudflare
 * would bill, counted at 100 million events a month (13 requests a second of three events, 20 sites) and priced; bytes
 * kept; seconds from the answer 202 to visible in a query.
 *
 *   node bench/pipeline.ts [--rounds 4] [--requests 8000] [--seconds 60]
 */
import { parseArgs } from "node:util";
import { sendRequests } from "./collector/load.ts";
import { type Counts, difference } from "./pipeline/counts.ts";
import { cpuMsOfTree } from "./pipeline/cpu.ts";
import { ADMIN_TOKEN, type Dev, SHARDS, startDev } from "./pipeline/dev.ts";
import { priced } from "./pipeline/price.ts";
import { EVENTS_PER_REQUEST, onTheWire, request } from "./pipeline/requests.ts";
import { sendSteadily } from "./pipeline/steady.ts";
import { median } from "./rounds.ts";
import { type Server, startServer } from "./schema/server.ts";

const SITES = 20;
const EVENTS_A_MONTH = 100e6;
const MONTH_S = 30.4 * 86_400;
const REQUESTS_PER_SECOND = EVENTS_A_MONTH / EVENTS_PER_REQUEST / MONTH_S;
const MAX_DOLLARS = 0.8;
const MAX_VISIBLE_S = 4;
const POLL_MS = 100;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "4" },
    requests: { type: "string", default: "8000" },
    seconds: { type: "string", default: "60" },
  },
});
const clickhouse = await startServer();
const ours = await startDev("worker.ts", clickhouse.url);
const floor = await startDev("floor.ts", clickhouse.url);
try {
  const keys = await createSites(ours);
  const [before, cpuBefore] = [await countsOf(ours), await cpuOverFloor()];
  const rounds = await race(keys, Number(values.rounds), Number(values.requests));
  await archiveAll(ours);
  const bulk = difference(await countsOf(ours), before);
  const events = Number(values.rounds) * Number(values.requests) * EVENTS_PER_REQUEST;
  const cpuMs = ((await cpuOverFloor()) - cpuBefore) / events;
  printRates(rounds);
  await printBytes(clickhouse, events, bulk.r2Bytes / events);
  const isCheap = await steady(keys, bulk, cpuMs);
  if (!isCheap) process.exitCode = 1;
} finally {
  await Promise.all([ours.stop(), floor.stop()]);
  await clickhouse.stop();
}

/** Collector, consumer and, although nobody bills it, shards; what both sides' simulators take is in the floor too. */
async function cpuOverFloor(): Promise<number> {
  return (await cpuMsOfTree(ours.pid)) - (await cpuMsOfTree(floor.pid));
}

/** Both paths in turn, each until its last event is stored. Events a second. */
async function race(keys: readonly string[], rounds: number, count: number) {
  const rates: { floor: number; ours: number }[] = [];
  let [sent, stored] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    const requests = Array.from({ length: count }, (_, n) =>
      onTheWire(request(keys, round * count + n, Date.now())),
    );
    sent += count;
    const floorRate = await rateOf(floor, requests, async () => (await numberAt(floor, "/written")) >= sent);
    stored += count * EVENTS_PER_REQUEST;
    const ourRate = await rateOf(ours, requests, async () => (await storedEvents()) >= stored);
    rates.push({ floor: floorRate, ours: ourRate });
  }
  return rates;
}

async function rateOf(dev: Dev, requests: Buffer[], isDone: () => Promise<boolean>): Promise<number> {
  const began = performance.now();
  await sendRequests(dev.port, requests, requests.length);
  while (!(await isDone())) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  return (requests.length * EVENTS_PER_REQUEST * 1e3) / (performance.now() - began);
}

/** Counts and latency at the rate of the budget; whether both gates hold. */
async function steady(keys: readonly string[], bulk: Counts, cpuMs: number): Promise<boolean> {
  const before = await countsOf(ours);
  const seconds = await sendSteadily(ours, clickhouse, keys, REQUESTS_PER_SECOND, Number(values.seconds));
  const counts = difference(await countsOf(ours), before);
  const terms = priced({ counts, events: seconds.length }, bulk, cpuMs);
  const dollars = terms.reduce((sum, term) => sum + term.dollars, 0);
  const rows = terms.map(({ what, perMillion, dollars }) => [
    what,
    { "per million events": Math.round(perMillion), $: dollars.toFixed(3) },
  ]);
  console.log(
    `\n${REQUESTS_PER_SECOND.toFixed(1)} requests/s for ${values.seconds} s, ${counts.alarms} alarms, ${SHARDS} shards`,
  );
  console.table(Object.fromEntries(rows));
  console.log(
    `price: $${dollars.toFixed(2)} a million events of ≤ $${MAX_DOLLARS} (goal $0.60; PostHog about $30, Plausible about $900)`,
  );
  const inOrder = seconds.toSorted((a, b) => a - b);
  const at = (share: number) => inOrder[Math.floor(inOrder.length * share)] ?? Number.NaN;
  console.log(
    `202 → visible: p50 ${at(0.5).toFixed(2)} s, p95 ${at(0.95).toFixed(2)} s of ≤ ${MAX_VISIBLE_S} s (goal 2 s; Plausible about 10 s)`,
  );
  return dollars <= MAX_DOLLARS && at(0.95) <= MAX_VISIBLE_S;
}

function printRates(rates: readonly { floor: number; ours: number }[]): void {
  const ratio = median(rates.map(({ floor, ours }) => ours / floor));
  const of = (side: "floor" | "ours") => median(rates.map((each) => each[side])).toFixed(0);
  console.log(`whole path: ${of("ours")} events/s until visible, floor ${of("floor")}: ${ratio.toFixed(2)}×`);
}

async function printBytes(server: Server, events: number, archiveBytes: number): Promise<void> {
  for (const table of ["events", "sessions"]) await server.run(`OPTIMIZE TABLE ${table} FINAL`);
  const rows = await server.rows<{ table: string; bytes: number }>(
    "SELECT table, toUInt32(sum(bytes_on_disk)) AS bytes FROM system.parts WHERE active AND database = currentDatabase() GROUP BY table",
  );
  const each = rows.map(({ table, bytes }) => `${table} ${(bytes / events).toFixed(1)}`);
  console.log(`bytes an event: R2 ${archiveBytes.toFixed(1)}; ClickHouse ${each.join(", ")}`);
}

async function createSites({ url }: Dev): Promise<string[]> {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" };
  const keys: string[] = [];
  for (let site = 0; site < SITES; site++) {
    const body = JSON.stringify({ name: `Bench ${site}`, domains: ["example.com"] });
    const response = await fetch(`${url}/v1/sites`, { method: "POST", headers, body });
    const text = await response.text();
    if (!response.ok) throw new Error(`/v1/sites answered ${response.status}: ${text}`);
    keys.push(JSON.parse(text).key);
  }
  return keys;
}

async function archiveAll({ url }: Dev): Promise<void> {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  const response = await fetch(`${url}/v1/pipeline/archive`, { method: "POST", headers });
  if (response.status !== 200) throw new Error(`/v1/pipeline/archive answered ${await response.text()}`);
}

async function storedEvents(): Promise<number> {
  const [row] = await clickhouse.rows<{ n: number }>("SELECT toUInt32(count()) AS n FROM events");
  return row?.n ?? 0;
}

async function countsOf({ url }: Dev): Promise<Counts> {
  return (await (await fetch(`${url}/counts`)).json()) as Counts;
}

async function numberAt({ url }: Dev, path: string): Promise<number> {
  return Number(await (await fetch(url + path)).text());
}
