/**
 * One shard against its floor (DESIGN §6): events a second with de-duplication, sessions and the answer that each call
 * is durable, against an object that writes each call's events down as JSON, as they came; beside it the same with the
 * shard's own bytes. All run in one workerd and take turns round by round; the median of the rounds' ratios counts.
 *
 *   node bench/shard.ts [--rounds 15]
 */
import { parseArgs } from "node:util";
import { freePort } from "../local/child.ts";
import { median } from "./rounds.ts";
import { Traffic } from "./shard/entries.ts";
import { shardConfig, shardModules } from "./shard/worker.ts";
import { type Served, serve } from "./workerd.ts";

/** Events a call → calls a round. */
const SIZES = { 500: 12, 50: 40, 5: 120 } as const;
const GATE = { events: 500, ratio: 0.7 };
/** Objects begin anew after so many rounds: a shard's memory is bounded, and the bench is faster than any site. */
const ROUNDS_A_LIFE = 5;
const WARM_ROUNDS = 4;

const SIDES = ["floor", "bytes", "shard"] as const;
type Side = (typeof SIDES)[number];
interface Spent {
  wallMs: number;
  cpuMs: number;
}
type Round = Record<Side, Spent>;

const { values } = parseArgs({ options: { rounds: { type: "string", default: "15" } } });
const port = await freePort();
const server = await serve(shardConfig(port, "http://127.0.0.1:9"), await shardModules(), port);
try {
  const table: Record<string, Record<string, string>> = {};
  let gate = Number.NaN;
  for (const [text, calls] of Object.entries(SIZES)) {
    const events = Number(text);
    const rounds = await measureSize(server, events, calls, Number(values.rounds));
    const ratio = median(rounds.map(({ floor, shard }) => floor.wallMs / shard.wallMs));
    if (events === GATE.events) gate = ratio;
    table[`${events} events a call`] = rowOf(rounds, ratio, events * calls);
  }
  console.table(table);
  console.log(`gate at ${GATE.events} events a call: ${gate.toFixed(2)}× of ≥ ${GATE.ratio}× (goal 0.85×)`);
  if (!(gate >= GATE.ratio)) process.exitCode = 1;
} finally {
  await server.stop();
}

async function measureSize(server: Served, events: number, calls: number, rounds: number): Promise<Round[]> {
  const traffic = new Traffic();
  const measured: Round[] = [];
  for (let round = -WARM_ROUNDS; round < rounds; round++) {
    if (round % ROUNDS_A_LIFE === 0) for (const side of SIDES) await ask(server, "reset", side);
    const texts = Array.from({ length: calls }, () => traffic.call(events, Date.now()));
    await ask(server, "load", "floor", JSON.stringify(texts));
    const spent: Partial<Round> = {};
    for (const side of round % 2 === 0 ? SIDES : SIDES.toReversed()) spent[side] = await run(server, side);
    // Every side is a key by now, whichever came first.
    if (round >= 0) measured.push(spent as Round);
  }
  return measured;
}

async function run(server: Served, side: Side): Promise<Spent> {
  const [began, cpuBefore] = [performance.now(), await server.cpuMs()];
  await ask(server, "run", side);
  return { wallMs: performance.now() - began, cpuMs: (await server.cpuMs()) - cpuBefore };
}

async function ask(server: Served, what: string, side: string, body?: string): Promise<void> {
  const response = await fetch(`${server.url}/${what}?side=${side}`, { method: "POST", body: body ?? null });
  const text = await response.text();
  if (!response.ok) throw new Error(`/${what} answered ${response.status}: ${text}`);
}

function rowOf(rounds: readonly Round[], ratio: number, events: number): Record<string, string> {
  const rate = (side: Side) => (events / median(rounds.map((round) => round[side].wallMs))) * 1e3;
  const cpu = (side: Side) =>
    (rounds.reduce((sum, round) => sum + round[side].cpuMs, 0) / rounds.length / events) * 1e3;
  return {
    "floor, events/s": rate("floor").toFixed(0),
    "shard, events/s": rate("shard").toFixed(0),
    "shard / floor": ratio.toFixed(2),
    "shard / its bytes": median(rounds.map(({ bytes, shard }) => bytes.wallMs / shard.wallMs)).toFixed(2),
    "floor, CPU µs an event": cpu("floor").toFixed(1),
    "shard, CPU µs an event": cpu("shard").toFixed(1),
  };
}
