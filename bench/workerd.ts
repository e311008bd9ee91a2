/** Runs a configuration in a workerd of its own: no development proxy, no bundler, no inspector. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cpuMsOf } from "./rounds.ts";

// The package has no types; its default export is the path of the program.
export const program: string = createRequire(import.meta.url)("workerd").default;

const POLL_MS = 20;

export const COMPATIBILITY_DATE = "2026-11-01";

export interface Served {
  url: string;
  /** User and system time of the process so far, ms. */
  cpuMs(): Promise<number>;
  stop(): Promise<void>;
}

/**
 * Serves `config` (Cap'n Proto text, which may embed `modules` by name, and has a folder `disk` beside it) and waits
 * until `GET /health` answers at `port`. @throws when workerd ends before.
 */
export async function serve(
  config: string,
  modules: Readonly<Record<string, string>>,
  port: number,
): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), "footfall-bench-"));
  await mkdir(join(folder, "disk"));
  for (const [name, source] of Object.entries({ ...modules, "config.capnp": config }))
    await writeFile(join(folder, name), source);
  const child = spawn(program, ["serve", "config.capnp", "--experimental"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`workerd ended with ${child.exitCode} before it answered.`);
    await sleep(POLL_MS);
  }
  return {
    url,
    cpuMs: () => cpuMsOf(child.pid ?? 0),
    stop: async () => {
      child.kill();
      await once(child, "exit");
      await rm(folder, { recursive: true });
    },
  };
}

const answers = (url: string) =>
  fetch(`${url}/health`).then(
    (response) => response.ok,
    () => false,
  );
