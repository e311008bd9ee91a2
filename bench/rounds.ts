/** Interleaved rounds: every contestant meets the same noise of the machine, so that ratios can be trusted. */
import { readFile } from "node:fs/promises";

export interface Measured {
  /** Median of the rounds, ms. */
  wallMs: number;
  /** Mean of the rounds, ms of processor time, user and system: what a busy neighbour disturbs least. */
  cpuMs: number;
}

/** Runs each task `rounds` times, in turn and in changing order, after one round that does not count. `pid` does the work. */
export async function measure<Name extends string>(
  tasks: Readonly<Record<Name, () => Promise<unknown>>>,
  rounds: number,
  pid: number,
): Promise<Record<Name, Measured>> {
  // Object.keys forgets which names it was given.
  const names = Object.keys(tasks) as Name[];
  const samples = new Map<Name, { wall: number[]; cpu: number }>(
    names.map((name) => [name, { wall: [], cpu: 0 }]),
  );
  for (const name of names) await tasks[name]();
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const [began, cpuBefore] = [performance.now(), await cpuMsOf(pid)];
      await tasks[name]();
      const sample = samples.get(name);
      sample?.wall.push(performance.now() - began);
      if (sample !== undefined) sample.cpu += (await cpuMsOf(pid)) - cpuBefore;
    }
  }
  const measured = ([name, { wall, cpu }]: [Name, { wall: number[]; cpu: number }]) =>
    [name, { wallMs: median(wall), cpuMs: cpu / rounds }] as const;
  return Object.fromEntries([...samples].map(measured)) as Record<Name, Measured>;
}

const TICK_MS = 10; // USER_HZ of Linux is 100

export async function cpuMsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
