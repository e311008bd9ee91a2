/**
 * `npm run doctor`: looks at every hop and names the one that fails, with what to do. `-- --json` for machines. Exit code 1
 * when something is wrong. Changes nothing, but for one event that says it was a machine's.
 */
import type { Connection } from "../../schema/clickhouse/migrate-cli.ts";
import { openServer } from "../../schema/clickhouse/migrate-cli.ts";
import { reasonOf } from "./canary.ts";
import { filesOf, keptWishes, type World } from "./deploy.ts";
import { CHECKS, type Check, type Finding } from "./doctor-checks.ts";
import { realWorld } from "./index.ts";
import { givenSecrets, readSecrets, type Secrets } from "./secrets.ts";
import { parseRun, type Wishes } from "./wishes.ts";

export interface Patient extends Pick<World, "fetch" | "sleep" | "now" | "wrangler"> {
  wishes: Wishes;
  secrets: Secrets;
  server(connection: Connection): ReturnType<typeof openServer>;
}

export type Diagnosis = ({ check: string } & (Finding | { ok: null; waits: string }))[];

/** Every check, in order; one whose ground is ill is not made, and says what it waits for. */
export async function diagnose(patient: Patient, checks: readonly Check[] = CHECKS): Promise<Diagnosis> {
  const diagnosis: Diagnosis = [];
  const isWell = (name: string) => diagnosis.some(({ check, ok }) => check === name && ok === true);
  for (const { name, needs, look } of checks) {
    const waits = needs.find((need) => !isWell(need));
    diagnosis.push({
      check: name,
      ...(waits === undefined ? await found(look(patient)) : { ok: null, waits }),
    });
  }
  return diagnosis;
}

/** Whatever is thrown is a finding too: doctors do not die. */
const found = (looking: Promise<Finding>): Promise<Finding> =>
  looking.catch((error: Error) => {
    const [wrong = ""] = reasonOf(error).split("\n");
    return {
      ok: false,
      wrong,
      todo: "It does not answer, or not as it should: check its address, and who may call it.",
    };
  });

/** Lines for a person. */
export function describe(diagnosis: Diagnosis): string[] {
  const lines = diagnosis.flatMap((one) => {
    if (one.ok === true) return [`  ok     ${one.check}: ${one.saw}`];
    if (one.ok === null) return [`  –      ${one.check}: waits for "${one.waits}"`];
    return [`  WRONG  ${one.check}: ${one.wrong}`, `         ${one.todo}`];
  });
  const wrong = diagnosis.filter(({ ok }) => ok === false).map(({ check }) => check);
  return [...lines, "", wrong.length === 0 ? "All is well." : `Wrong: ${wrong.join(", ")}.`];
}

export function patientOf(world: World): Patient {
  const { wrangler, fetch, sleep, now, env } = world;
  const secrets = givenSecrets(env, readSecrets(filesOf(env).secrets));
  return { wrangler, fetch, sleep, now, secrets, wishes: keptWishes(env), server: openServer };
}

if (import.meta.main) {
  const world = realWorld();
  const { isJson } = parseRun(process.argv.slice(2), world.env, keptWishes(world.env));
  const diagnosis = await diagnose(patientOf(world));
  console.log(
    isJson
      ? JSON.stringify({ ok: diagnosis.every(({ ok }) => ok === true), checks: diagnosis })
      : describe(diagnosis).join("\n"),
  );
  process.exit(diagnosis.every(({ ok }) => ok === true) ? 0 : 1);
}
