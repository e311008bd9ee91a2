/**
 * The collector against its floor (DESIGN §6): CPU a request, bundle, start-up. Both sides take turns of a
 * hundred requests, and what a side needs in its quickest tenth of turns counts, because the machine is never quiet: trust
 * the ratios, not the times.
 *
 *   node bench/collector.ts [--turns 200]
 */
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { mintSiteId, mintSiteKey } from "../workers/control/site-key.ts";
import { sendRequests } from "./collector/load.ts";
import { captureRequests } from "./collector/requests.ts";
import { type Running, startWorkerd } from "./collector/workerd.ts";
import { workerSources } from "./collector/workers.ts";

const MAX_CPU_RATIO = 1.25;
const MAX_BUNDLE_BYTES = 16_000;
const MAX_START_MS = 6;
const SECRET = "a secret of the bench, 32 bytes or more";
const PORTS = { collector: 28_471, bare: 28_472 };
const STARTS = 25;
/** Before a turn counts: until then V8 is still compiling most of what is called. */
const WARM_REQUESTS = 20_000;
const TURN_REQUESTS = 100;
/** Of the turns: what is slower says what else the machine did. */
const QUICKEST = 0.1;

type Side = keyof typeof PORTS;
const SIDES: readonly Side[] = ["bare", "collector"];

export interface CollectorFigures {
  cpuUs: Record<Side, number>;
  cpuRatio: number;
  /** One request at a time on each of four connections: says more of the machine than of the worker. */
  perSecond: Record<Side, number>;
  bundleBytes: number;
  startMs: Record<Side, number>;
}

export async function measureCollector(turns: number): Promise<CollectorFigures> {
  const site = mintSiteId();
  const sources = await workerSources(site);
  const bodies = captureRequests(await mintSiteKey(SECRET, site));
  const { queue, control, salts } = sources;
  const start = (side: Side) =>
    startWorkerd({
      main: sources[side],
      stubs: { queue, control, salts },
      secret: SECRET,
      port: PORTS[side],
    });
  const load = await measureLoad(start, bodies, turns);
  const startMs = await measureStart(start);
  const bundleBytes = gzipSync(sources.collector, { level: 9 }).length;
  return { ...load, bundleBytes, startMs };
}

async function measureLoad(
  start: (side: Side) => Promise<Running>,
  bodies: Buffer[],
  turns: number,
): Promise<Pick<CollectorFigures, "cpuUs" | "cpuRatio" | "perSecond">> {
  const running = { bare: await start("bare"), collector: await start("collector") };
  const samples: Record<Side, Turn[]> = { bare: [], collector: [] };
  try {
    for (const side of SIDES) await sendRequests(PORTS[side], bodies, WARM_REQUESTS);
    for (let turn = 0; turn < turns; turn++) {
      for (const side of SIDES) samples[side].push(await oneTurn(running[side], bodies));
    }
  } finally {
    await Promise.all(SIDES.map((side) => running[side].stop()));
  }
  const of = (side: Side, pick: (turn: Turn) => number) => quickest(samples[side].map(pick));
  const cpuUs = { bare: of("bare", ({ cpuUs }) => cpuUs), collector: of("collector", ({ cpuUs }) => cpuUs) };
  const perSecond = {
    bare: 1e6 / of("bare", ({ us }) => us),
    collector: 1e6 / of("collector", ({ us }) => us),
  };
  return { cpuUs, cpuRatio: cpuUs.collector / cpuUs.bare, perSecond };
}

/** µs of a request. */
interface Turn {
  cpuUs: number;
  us: number;
}

async function oneTurn({ port, cpuUs }: Running, bodies: Buffer[]): Promise<Turn> {
  const [began, before] = [performance.now(), await cpuUs()];
  await sendRequests(port, bodies, TURN_REQUESTS);
  const us = (performance.now() - began) * 1_000;
  return { cpuUs: ((await cpuUs()) - before) / TURN_REQUESTS, us: us / TURN_REQUESTS };
}

const quickest = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * QUICKEST)] ?? Number.NaN;

/** The least of many: a start has a floor, and all above it is what else the machine did. */
async function measureStart(start: (side: Side) => Promise<Running>): Promise<Record<Side, number>> {
  const samples: Record<Side, number[]> = { bare: [], collector: [] };
  for (let i = 0; i < STARTS; i++) {
    for (const side of i % 2 === 0 ? SIDES : SIDES.toReversed()) {
      const running = await start(side);
      samples[side].push(running.startMs);
      await running.stop();
    }
  }
  return { bare: Math.min(...samples.bare), collector: Math.min(...samples.collector) };
}

/** Prints the table; whether every gate holds. */
export function printCollector(figures: CollectorFigures): boolean {
  const { cpuUs, cpuRatio, perSecond, bundleBytes, startMs } = figures;
  const startOver = startMs.collector - startMs.bare;
  const gates = [
    [
      "CPU a request, 5 events",
      cpuRatio,
      MAX_CPU_RATIO,
      `${cpuRatio.toFixed(2)}× (${cpuUs.collector.toFixed(0)} against ${cpuUs.bare.toFixed(0)} µs)`,
      "1.25×",
    ],
    ["bundle, gzip -9", bundleBytes, MAX_BUNDLE_BYTES, `${bundleBytes} B`, "16000 B"],
    ["start-up over a bare worker", startOver, MAX_START_MS, `${startOver.toFixed(1)} ms`, "6 ms"],
  ] as const;
  for (const [what, value, max, text, gate] of gates) {
    console.log(
      `${what.padEnd(30)} ${text.padEnd(34)} gate ${gate.padEnd(8)} ${value <= max ? "holds" : "FAILS"}`,
    );
  }
  const [ours, floor] = [perSecond.collector, perSecond.bare];
  console.log(
    `requests/s, beside it: ${(ours / floor).toFixed(2)}× (${ours.toFixed(0)} against ${floor.toFixed(0)})`,
  );
  return gates.every(([, value, max]) => value <= max);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { values } = parseArgs({ options: { turns: { type: "string" } } });
  const figures = await measureCollector(Number(values.turns ?? 200));
  if (!printCollector(figures)) process.exitCode = 1;
}
