/**
 * The collector against its floor (DESIGN §6): CPU a request, bundle, start-up. Both sides take turns every hundred
 * requests, and the median of the rounds' ratios counts, because the machine is never quiet: trust the ratios, not the
 * times.
 *
 *   node bench/collector.ts [--rounds 9] [--requests 3000]
 */
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { mintSiteId, mintSiteKey } from "../workers/control/site-key.ts";
import { sendRequests } from "./collector/load.ts";
import { captureRequests } from "./collector/requests.ts";
import { type Running, startWorkerd } from "./collector/workerd.ts";
import { workerSources } from "./collector/workers.ts";
import { median } from "./rounds.ts";

const MAX_CPU_RATIO = 1.25;
const MAX_BUNDLE_BYTES = 16_000;
const MAX_START_MS = 6;
const SECRET = "a secret of the bench, 32 bytes or more";
const PORTS = { collector: 28_471, bare: 28_472 };
const STARTS = 25;
/** Before a round counts: until then V8 is still compiling. */
const WARM_REQUESTS = 12_000;
/** One turn of one side; the clock of CPU time ticks every 10 ms, so a round has many. */
const TURN_REQUESTS = 100;

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

export async function measureCollector(rounds: number, requests: number): Promise<CollectorFigures> {
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
  const load = await measureLoad(start, bodies, rounds, requests);
  const startMs = await measureStart(start);
  const bundleBytes = gzipSync(sources.collector, { level: 9 }).length;
  return { ...load, bundleBytes, startMs };
}

async function measureLoad(
  start: (side: Side) => Promise<Running>,
  bodies: Buffer[],
  rounds: number,
  requests: number,
): Promise<Pick<CollectorFigures, "cpuUs" | "cpuRatio" | "perSecond">> {
  const running = { bare: await start("bare"), collector: await start("collector") };
  const samples: Record<Side, Sample>[] = [];
  try {
    for (const side of SIDES) await sendRequests(PORTS[side], bodies, WARM_REQUESTS);
    for (let round = 0; round < rounds; round++) samples.push(await oneRound(running, bodies, requests));
  } finally {
    await Promise.all(SIDES.map((side) => running[side].stop()));
  }
  const of = (pick: (sample: Record<Side, Sample>) => number) => median(samples.map(pick));
  return {
    cpuUs: { bare: of(({ bare }) => bare.cpuUs), collector: of(({ collector }) => collector.cpuUs) },
    cpuRatio: of(({ bare, collector }) => collector.cpuUs / bare.cpuUs),
    perSecond: {
      bare: of(({ bare }) => bare.perSecond),
      collector: of(({ collector }) => collector.perSecond),
    },
  };
}

interface Sample {
  /** Of a request. */
  cpuUs: number;
  perSecond: number;
}

async function oneRound(
  running: Record<Side, Running>,
  bodies: Buffer[],
  requests: number,
): Promise<Record<Side, Sample>> {
  const spent = async () => ({
    bare: await running.bare.cpuUs(),
    collector: await running.collector.cpuUs(),
  });
  const before = await spent();
  const seconds = { bare: 0, collector: 0 };
  for (let sent = 0; sent < requests; sent += TURN_REQUESTS) {
    for (const side of SIDES) seconds[side] += await secondsFor(side, bodies);
  }
  const after = await spent();
  const of = (side: Side) => ({
    cpuUs: (after[side] - before[side]) / requests,
    perSecond: requests / seconds[side],
  });
  return { bare: of("bare"), collector: of("collector") };
}

async function secondsFor(side: Side, bodies: Buffer[]): Promise<number> {
  const began = performance.now();
  await sendRequests(PORTS[side], bodies, TURN_REQUESTS);
  return (performance.now() - began) / 1_000;
}

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
  const { values } = parseArgs({ options: { rounds: { type: "string" }, requests: { type: "string" } } });
  const figures = await measureCollector(Number(values.rounds ?? 9), Number(values.requests ?? 3_000));
  if (!printCollector(figures)) process.exitCode = 1;
}
