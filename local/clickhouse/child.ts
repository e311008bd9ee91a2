/** The embedded ClickHouse in a child process: for tests and `npm start`, which a crash in native code must not take down. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export type ClickHouseChild = {
  url: string;
  pid: number;
  /** Ends the process and waits for it; its exit code, or the name of the signal that killed it. */
  stop(signal?: "SIGTERM" | "SIGINT" | "SIGKILL"): Promise<number | string>;
};

const STOP_PATIENCE_MS = 10_000; // it ends in a tenth of a second; what hangs must not outlive its test

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));

/** Starts `main.ts` and waits until it answers. Throws what it wrote to stderr if it ends instead. */
export async function spawnClickHouse(options: { path: string; port?: number }): Promise<ClickHouseChild> {
  const argv = [MAIN, "--path", options.path, "--port", String(options.port ?? 0)];
  const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "pipe"] });
  let [said, complained] = ["", ""];
  child.stderr.on("data", (chunk) => (complained += chunk));
  const ended = once(child, "close");
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      said += chunk;
      const ready = /^ready (\S+)$/m.exec(said)?.[1];
      if (ready !== undefined) resolve(ready);
    });
    void ended.then(([code]) => reject(new Error(`ClickHouse ended with ${code}: ${complained.trim()}`)));
  });
  const stop = async (signal: NodeJS.Signals = "SIGTERM") => {
    child.kill(signal);
    const patience = setTimeout(() => child.kill("SIGKILL"), STOP_PATIENCE_MS);
    const [code, by] = await ended;
    clearTimeout(patience);
    return (code ?? by) as number | string; // one of the two says how a process ended
  };
  return { url, pid: child.pid ?? 0, stop };
}
