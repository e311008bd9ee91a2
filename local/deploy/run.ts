/** Carries out the steps of a plan, one after the other, and says so. Stops at the first that fails. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Step } from "./plan.ts";
import { type Secrets, secretsOf } from "./secrets.ts";
import { TOP, type Wrangler } from "./wrangler.ts";

export interface Carrier {
  wrangler: Wrangler;
  secrets: Secrets;
  say(line: string): void;
  /** What needs more than a command. */
  clickhouse(): Promise<void>;
  canary(): Promise<void>;
  /** A Worker answers at this address of workers.dev, as wrangler said; null: at none. */
  deployed(worker: string, url: string | null): void;
}

export class StepFailed extends Error {
  override name = "StepFailed";
}

/** @throws StepFailed that says which step, why, and what to do. */
export async function carryOut(steps: readonly Step[], carrier: Carrier): Promise<void> {
  for (const [at, step] of steps.entries()) {
    carrier.say(`[${at + 1}/${steps.length}] ${step.name}`);
    try {
      await take(step, carrier);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new StepFailed(
        `This step failed: ${step.name}\n\n${reason}\n\n${step.help}\nRun it again when that is mended: it goes on from here.`,
      );
    }
  }
}

async function take(step: Step, carrier: Carrier): Promise<void> {
  switch (step.do) {
    case "write": {
      const file = join(TOP, step.file);
      mkdirSync(dirname(file), { recursive: true });
      return writeFileSync(file, step.text);
    }
    case "secrets": {
      const all = secretsOf(step.part, carrier.secrets);
      const chosen = Object.fromEntries(step.names.map((name) => [name, all[name]]));
      return void (await run(carrier, step.args, JSON.stringify(chosen)));
    }
    case "deploy": {
      const [url = null] = /https:\/\/[\w.-]+\.workers\.dev/.exec(await run(carrier, step.args)) ?? [];
      return carrier.deployed(step.part.name, url);
    }
    case "wrangler":
      return void (await run(carrier, step.args));
    case "clickhouse":
      return carrier.clickhouse();
    case "canary":
      return carrier.canary();
  }
}

async function run({ wrangler }: Carrier, args: readonly string[], input?: string): Promise<string> {
  const { code, out } = await wrangler.run(args, input);
  if (code !== 0) throw new Error(`wrangler ${args.join(" ")} said:\n${out.trim()}`);
  return out;
}
