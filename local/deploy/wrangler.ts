/** The one file that runs commands. */
import { spawn } from "node:child_process";
import { join } from "node:path";

export interface Ran {
  code: number;
  /** Both streams. */
  out: string;
}

export interface Wrangler {
  /** Runs `wrangler <args>` and waits. What is secret comes by `input`, never by `args`: those are visible to the whole machine. */
  run(args: readonly string[], input?: string): Promise<Ran>;
}

export const TOP = join(import.meta.dirname, "../..");

/** `FOOTFALL_WRANGLER` names another program in its place: a test's. */
export function realWrangler(env: NodeJS.ProcessEnv): Wrangler {
  const program = env.FOOTFALL_WRANGLER || join(TOP, "node_modules/wrangler/bin/wrangler.js");
  return {
    run: (args, input = "") =>
      new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [program, ...args], {
          cwd: TOP,
          // A pipe for standard input: wrangler then asks nothing.
          stdio: ["pipe", "pipe", "pipe"],
          env: { ...env, WRANGLER_SEND_METRICS: "false", WRANGLER_HIDE_BANNER: "true", FORCE_COLOR: "0" },
        });
        let out = "";
        for (const stream of [child.stdout, child.stderr])
          stream.setEncoding("utf8").on("data", (text: string) => {
            out += text;
          });
        child.on("error", reject);
        child.on("close", (code) => resolve({ code: code ?? 1, out }));
        // A program that does not read is no failure of ours.
        child.stdin.on("error", () => {});
        child.stdin.end(input);
      }),
  };
}
