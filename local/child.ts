/** A child process on a tether: started, waited for, ended in order. */
import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

export interface Child {
  /** Of the tether: the command and its children are below it. */
  pid: number;
  /** Resolves with the first line that matches, rejects with what was printed when the child ends before. */
  line(pattern: RegExp): Promise<RegExpMatchArray>;
  /** Resolves when the child has ended. */
  ended: Promise<number>;
  /** Lets go of the tether; resolves when the whole group has ended. */
  end(): Promise<number>;
}

const TETHER = fileURLToPath(new URL("tether.ts", import.meta.url));

interface ChildOptions {
  env?: Record<string, string>;
  /** Its working folder; ours without one. */
  cwd?: string;
  /** Sees each line that the child prints, both streams. */
  onLine?: (line: string) => void;
  /** How long an ending child may take before it is ended by force, ms. */
  patienceMs?: number;
}

/** Starts `command` on a tether. */
export function startChild(
  command: string[],
  { env = {}, cwd = process.cwd(), onLine = () => {}, patienceMs = 1_000 }: ChildOptions = {},
): Child {
  const tether = spawn(process.execPath, [TETHER, String(patienceMs), ...command], {
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
    cwd,
    env: { ...process.env, ...env },
  });
  const printed: string[] = [];
  const watchers = new Set<(line: string) => void>();
  const see = (line: string) => {
    printed.push(line);
    if (printed.length > 200) printed.shift();
    onLine(line);
    for (const watcher of watchers) watcher(line);
  };
  eachLine(tether, see);
  const ended = new Promise<number>((resolve) => tether.on("close", (code) => resolve(code ?? 1)));
  return {
    pid: tether.pid ?? 0,
    ended,
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const watcher = (line: string) => {
          const match = line.match(pattern);
          if (match) resolve(match);
        };
        for (const line of printed) watcher(line);
        watchers.add(watcher);
        ended.then((code) => reject(new Error(printed.join("\n") || `ended with code ${code}`)));
      }),
    end: () => {
      tether.stdin?.end();
      return ended;
    },
  };
}

function eachLine(child: ChildProcess, see: (line: string) => void) {
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      const lines = (rest + chunk).split(/\r?\n/);
      rest = lines.pop() ?? "";
      for (const line of lines) see(line);
    });
    stream?.on("end", () => rest && see(rest));
  }
}

/** A port that was free a moment ago, on the loopback interface. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (address && typeof address === "object" ? resolve(address.port) : reject(address)));
    });
  });
}

/** Whether somebody listens on `port` already. */
export function isPortTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .on("error", () => resolve(true))
      .listen(port, () => server.close(() => resolve(false)));
  });
}
