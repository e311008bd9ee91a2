/** Processor time of a process and all below it: workerd and its proxy are grandchildren of `wrangler dev`. */
import { readdir, readFile } from "node:fs/promises";

const TICK_MS = 10; // USER_HZ of Linux is 100

export async function cpuMsOfTree(root: number): Promise<number> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const all = (await Promise.all(pids.map(readStat))).filter((stat) => stat !== null);
  const below = (pid: number): number => {
    const own = all.find((stat) => stat.pid === pid)?.cpuMs ?? 0;
    return all.filter(({ parent }) => parent === pid).reduce((sum, child) => sum + below(child.pid), own);
  };
  return below(root);
}

/** Null for a process that has ended meanwhile. */
async function readStat(pid: string): Promise<{ pid: number; parent: number; cpuMs: number } | null> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return {
    pid: Number(pid),
    parent: Number(fields[1]),
    cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS,
  };
}
