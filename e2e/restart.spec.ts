import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { freePort } from "../local/child.ts";
import { eventually, type Footfall, footfallAt } from "./footfall.ts";

const START = join(import.meta.dirname, "../local/start.ts");
const TOKEN = "ff_admin_of_the_restart_test";
const folder = mkdtempSync(join(tmpdir(), "footfall-restart-"));
const running = new Set<ChildProcess>();
afterAll(async () => {
  for (const child of running) await kill(child);
  rmSync(folder, { recursive: true, force: true });
});

/** Starts Footfall in the test's folder; `settings` may name another folder or a port. */
async function start(
  settings: Record<string, string> = {},
): Promise<{ child: ChildProcess; footfall: Footfall }> {
  const port = String(await freePort());
  const env = { FOOTFALL_PORT: port, FOOTFALL_DATA: folder, FOOTFALL_ADMIN_TOKEN: TOKEN, ...settings };
  const child = spawn(process.execPath, [START], { env: { ...process.env, ...env } });
  running.add(child);
  let printed = "";
  const url = await new Promise<string>((resolve, reject) => {
    const see = (chunk: Buffer) => {
      printed += chunk;
      const ready = printed.match(/^ready (.*)$/m);
      if (ready?.[1]) resolve(ready[1]);
    };
    child.stdout.on("data", see);
    child.stderr.on("data", see);
    child.on("exit", (code) => reject(new Error(`ended with ${code}: ${printed}`)));
  });
  return { child, footfall: footfallAt(url, TOKEN) };
}

/** kill -9 of the process and of everything that it started, as a power cut would. */
async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const exited = new Promise((resolve) => child.on("exit", resolve));
  for (const pid of [child.pid, ...descendants(child.pid)]) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended with its parent.
    }
  }
  await exited;
  running.delete(child);
}

function descendants(root: number): number[] {
  const table = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const below = (pid: number): number[] =>
    table.filter(([, parent]) => parent === pid).flatMap(([child = 0]) => [child, ...below(child)]);
  return below(root);
}

const visit = (key: string, n: number) => ({
  site: key,
  events: Array.from({ length: 10 }, (_, index) => ({
    name: "pageview",
    timestamp: Date.now(),
    url: `https://restart.example/${index}`,
    visitor: { anonymous_id: `visitor-${n}` },
  })),
});

const totals = async (footfall: Footfall, site_id: string) =>
  (await footfall.query({ site_id, date_range: "all", metrics: ["visitors", "visits", "pageviews"] }))
    .results[0]?.metrics;

describe("I1 accepted means durable, on one machine", () => {
  test("a restart keeps all data, and kill -9 loses nothing that has left the queue", async () => {
    let { child, footfall } = await start();
    const site = await footfall.createSite("Restart", ["restart.example"]);
    for (let n = 0; n < 20; n++) expect((await footfall.capture(visit(site.key, n))).status).toBe(202);
    await footfall.flush();
    expect(await totals(footfall, site.id)).toEqual([20, 20, 200]);

    child.kill("SIGTERM");
    expect(await new Promise((resolve) => child.on("exit", resolve))).toBe(0);
    ({ child, footfall } = await start());
    expect(await totals(footfall, site.id)).toEqual([20, 20, 200]);

    for (let n = 20; n < 60; n++) expect((await footfall.capture(visit(site.key, n))).status).toBe(202);
    expect(await eventually(footfall.backlog, (backlog) => backlog === 0)).toBe(0);
    await kill(child);
    ({ child, footfall } = await start());
    await footfall.flush();
    expect(await totals(footfall, site.id)).toEqual([60, 60, 600]);
    await kill(child);
  });

  test("a held data folder and a port in use are one clear line each", async () => {
    const { footfall } = await start();
    await expect(start()).rejects.toThrow(/^ended with 1: Starting[^\n]*\n[^\n]*held by[^\n]*\n?$/);
    const taken = { FOOTFALL_PORT: new URL(footfall.url).port, FOOTFALL_DATA: `${folder}-other` };
    await expect(start(taken)).rejects.toThrow(/^ended with 1: Port \d+ is in use[^\n]*\n$/);
    rmSync(`${folder}-other`, { recursive: true, force: true });
  });
});
