/** Runs one worker and its stub services in a workerd of its own: no development proxy, no bundler, no inspector. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { COMPATIBILITY_DATE, program } from "../workerd.ts";

export interface Setup {
  /** Source of the measured worker. */
  main: string;
  stubs: { queue: string; control: string; salts: string };
  secret: string;
  port: number;
}

export interface Running {
  port: number;
  /** From the start of the process until it accepted a connection and answered `GET /health`, ms. */
  startMs: number;
  /** CPU time of the process so far, µs. */
  cpuUs(): Promise<number>;
  stop(): Promise<void>;
}

export async function startWorkerd(setup: Setup): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), "footfall-bench-"));
  const sources = { main: setup.main, ...setup.stubs };
  for (const [name, source] of Object.entries(sources)) await writeFile(join(folder, `${name}.mjs`), source);
  await writeFile(join(folder, "config.capnp"), config(setup));
  const began = performance.now();
  const child = spawn(program, ["serve", join(folder, "config.capnp")], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  await firstAnswer(setup.port, child);
  return {
    port: setup.port,
    startMs: performance.now() - began,
    cpuUs: () => cpuUs(child.pid ?? 0),
    stop: async () => {
      child.kill();
      await once(child, "exit");
      await rm(folder, { recursive: true });
    },
  };
}

/** Polls a raw socket: `fetch` would wait far longer than the difference that is measured. */
async function firstAnswer(port: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    if (await answers(port)) return;
    await sleep(0.2);
  }
  throw new Error(`workerd ended with code ${child.exitCode} before it answered.`);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => socket.write("GET /health HTTP/1.1\r\nHost: bench\r\n\r\n"));
    socket.on("data", () => socket.destroy());
    socket.on("error", () => resolve(false));
    socket.on("close", () => resolve(socket.bytesRead > 0));
  });
}

/** Of all threads, in the scheduler's nanoseconds: the processes' own clock ticks every 10 ms. */
async function cpuUs(pid: number): Promise<number> {
  const threads = await readdir(`/proc/${pid}/task`);
  const spent = threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/schedstat`, "utf8"));
  return (await Promise.all(spent)).reduce((sum, text) => sum + Number.parseInt(text, 10), 0) / 1_000;
}

function config({ port, secret }: Setup): string {
  const worker = (name: string, rest = "") => `(name = "${name}", worker = (
    modules = [(name = "main", esModule = embed "${name}.mjs")],
    compatibilityDate = "${COMPATIBILITY_DATE}"${rest}))`;
  const bindings = `,
    bindings = [
      (name = "SECRET_KEY", text = "${secret}"),
      (name = "EVENTS", queue = "queue"),
      (name = "CONTROL", wrapped = (
        moduleName = "cloudflare-internal:d1-api", innerBindings = [(name = "fetcher", service = "control")])),
      (name = "SALTS", durableObjectNamespace = (className = "Salts", serviceName = "salts")),
    ]`;
  const objects = `,
    durableObjectNamespaces = [(className = "Salts", uniqueKey = "salts")],
    durableObjectStorage = (inMemory = void)`;
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [${worker("main", bindings)}, ${worker("queue")}, ${worker("control")}, ${worker("salts", objects)}],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);`;
}
