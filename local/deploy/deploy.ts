/** A deployment from beginning to end, over a world that tests put another in place of. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Account, EMPTY_ACCOUNT, readAccount } from "./account.ts";
import { type Ask, askForClickHouse } from "./ask.ts";
import { flyCanary, type Places } from "./canary.ts";
import { administratorOf } from "./clickhouse.ts";
import { pendingMigrations } from "./control-plane.ts";
import { firstSite, waitForHealth } from "./first-site.ts";
import type { SecretName, WorkerPart } from "./names.ts";
import { describeStep, planDeployment, type Step } from "./plan.ts";
import { carryOut } from "./run.ts";
import {
  completeSecrets,
  givenSecrets,
  keepSecrets,
  readSecrets,
  type Secrets,
  secretsOf,
} from "./secrets.ts";
import { parseRun, partsOf, type Run, readKept, type Wishes } from "./wishes.ts";
import { TOP, type Wrangler } from "./wrangler.ts";

export interface World extends Pick<Places, "fetch" | "sleep" | "now"> {
  env: Readonly<Record<string, string | undefined>>;
  wrangler: Wrangler;
  /** Null: nobody is there to be asked. */
  ask(isYes: boolean): Ask;
  clickhouse(secrets: Secrets, wishes: Wishes, say: (line: string) => void): Promise<void>;
  say(line: string): void;
}

/** Where a run keeps what the next one needs; `FOOTFALL_DEPLOYMENT` names another folder than the tree's. */
export const filesOf = (env: World["env"]) => {
  const folder = env.FOOTFALL_DEPLOYMENT || TOP;
  return { kept: join(folder, "footfall.json"), secrets: join(folder, ".footfall/deploy/secrets.json") };
};

export const keptWishes = (env: World["env"]): Wishes => {
  const { kept } = filesOf(env);
  return readKept(existsSync(kept) ? readFileSync(kept, "utf8") : null);
};

/** Looks, plans, carries out. @throws Error in words for the person who typed the command. */
export async function deploy(argv: readonly string[], world: World): Promise<void> {
  const files = filesOf(world.env);
  const run = parseRun(argv, world.env, keptWishes(world.env));
  const account = await look(world.wrangler, run);
  const before = readSecrets(files.secrets);
  const given = await askForClickHouse(
    givenSecrets(world.env, before),
    run.isDry ? null : world.ask(run.isYes),
  );
  const parts = partsOf(run.wishes);
  const secrets = completeSecrets(given, account, parts);
  const steps = planDeployment({
    ...{ wishes: run.wishes, account, pending: await pendingMigrations(account.applied) },
    configs: new Map(parts.map(({ config }) => [config, readFileSync(join(TOP, config), "utf8")])),
    secrets: new Map(parts.map((part) => [part.name, changedSecrets(part, before, secrets, account)])),
  });
  if (run.isDry) return printPlan(steps, account, world.say);
  administratorOf(secrets, run.wishes);
  // Before anything is done: what is made up here must not be lost by a run that dies.
  keepSecrets(files.secrets, secrets);
  const keep = (wishes: Wishes) => writeFileSync(files.kept, `${JSON.stringify(wishes, null, 2)}\n`);
  await carry(steps, { world, secrets, wishes: run.wishes, keep });
  world.say(
    `\nYour first token is the "adminToken" in ${files.secrets}. Keep that file; commit footfall.json.`,
  );
}

async function look(wrangler: Wrangler, { wishes, isDry }: Run): Promise<Account> {
  const account = await readAccount(wrangler, wishes);
  if (account.person === null && !isDry)
    throw new Error(
      "Nobody is signed in at Cloudflare. Run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.",
    );
  return account;
}

/** What the Worker lacks, and what is another one than at the last run. */
export function changedSecrets(
  part: WorkerPart,
  before: Secrets,
  now: Secrets,
  account: Account,
): SecretName[] {
  const [old, wanted] = [secretsOf(part, before), secretsOf(part, now)];
  const there = account.workers.get(part.name) ?? [];
  // Keys are names of secrets: `secretsOf` makes no others.
  return (Object.keys(wanted) as SecretName[]).filter(
    (name) => !there.includes(name) || old[name] !== wanted[name],
  );
}

function printPlan(steps: readonly Step[], account: Account, say: World["say"]): void {
  if (account === EMPTY_ACCOUNT) say("# Nobody is signed in: this is what an empty account would get.");
  for (const step of steps) {
    say(`\n# ${step.name}`);
    for (const line of describeStep(step)) say(line);
  }
}

interface Deployment {
  world: World;
  secrets: Secrets;
  wishes: Wishes;
  /** Called as soon as something is known that the next run needs. */
  keep(wishes: Wishes): void;
}

async function carry(
  steps: readonly Step[],
  { world, secrets, wishes: wished, keep }: Deployment,
): Promise<void> {
  const { wrangler, say } = world;
  let wishes = wished;
  keep(wishes);
  await carryOut(steps, {
    ...{ wrangler, secrets, say },
    clickhouse: () => world.clickhouse(secrets, wishes, (line) => say(`      ${line}`)),
    deployed: (worker, url) => {
      wishes = withAddress(wishes, worker, url);
      keep(wishes);
    },
    canary: () => greet(placesOf(wishes, secrets, world), wishes, say),
  });
}

/** A host of its own goes before the address at workers.dev. */
export function withAddress(wishes: Wishes, worker: string, url: string | null): Wishes {
  const api = wishes.host === null ? url : `https://${wishes.host}`;
  const collector = wishes.collectorHost === null ? url : `https://${wishes.collectorHost}`;
  if (worker === "footfall") return { ...wishes, apiUrl: api, collectorUrl: api };
  if (worker === "footfall-query") return { ...wishes, apiUrl: api };
  return worker === "footfall-collector" ? { ...wishes, collectorUrl: collector } : wishes;
}

/** @throws Error when the addresses or the token are not known on this machine. */
export function placesOf(
  { collectorUrl: collector, apiUrl: api }: Wishes,
  { adminToken }: Secrets,
  { fetch, sleep, now }: Pick<World, "fetch" | "sleep" | "now">,
): Places {
  if (collector === null || api === null)
    throw new Error(
      "The addresses of this deployment are not known here: footfall.json has none. Run `npm run deploy` first.",
    );
  if (adminToken === null)
    throw new Error(
      "The admin token is not known here: set FOOTFALL_ADMIN_TOKEN to a token with the scope `admin`.",
    );
  return { collector, api, adminToken, fetch, sleep, now };
}

async function greet(places: Places, { site: domain }: Wishes, say: World["say"]): Promise<void> {
  await waitForHealth(places, places.collector);
  await waitForHealth(places, places.api);
  const site = await firstSite(places, domain);
  const flown = await flyCanary(places, site);
  if (!flown.ok) throw new Error(flown.reason);
  say(`      it was visible after ${(flown.ms / 1_000).toFixed(1)} s`);
  say(`\nDashboard  ${places.api}`);
  say(`Snippet    <script defer src="${places.collector}/script.js" data-site="${site.key}"></script>`);
}
