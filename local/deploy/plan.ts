/** From what is wished and what is there to the steps that are left, in order. Pure: nothing runs here. */
import type { Account } from "./account.ts";
import type { ControlMigrations } from "./control-plane.ts";
import {
  BUCKET,
  DATABASE,
  DEAD_QUEUE,
  EVENTS_QUEUE,
  PAGES_PROJECT,
  RETENTION_S,
  type SecretName,
  type WorkerPart,
} from "./names.ts";
import { partsOf, type Wishes } from "./wishes.ts";

export type Step = {
  /** As a person would say it. */
  name: string;
  /** What to look at when it fails. */
  help: string;
} & (
  | { do: "wrangler"; args: readonly string[] }
  | { do: "secrets"; part: WorkerPart; args: readonly string[]; names: readonly SecretName[] }
  | { do: "deploy"; part: WorkerPart; args: readonly string[] }
  | { do: "write"; file: string; text: string }
  | { do: "clickhouse" }
  | { do: "canary" }
);

export interface Planned {
  wishes: Wishes;
  account: Account;
  /** Of the control plane, what is not applied. */
  pending: ControlMigrations;
  /** By Worker, what it lacks or has otherwise. */
  secrets: ReadonlyMap<string, readonly SecretName[]>;
  /** Text of each wrangler.toml, by its path. */
  configs: ReadonlyMap<string, string>;
}

export const D1_FILE = ".footfall/deploy/d1.sql";

export function planDeployment(planned: Planned): Step[] {
  const parts = partsOf(planned.wishes);
  return [
    ...resources(planned),
    ...controlPlane(planned),
    {
      do: "clickhouse",
      name: "bring ClickHouse to the newest schema, and make its users",
      help: "Check CLICKHOUSE_URL, CLICKHOUSE_USER and CLICKHOUSE_PASSWORD, and that the internet can reach the server.",
    },
    ...parts.flatMap((part) => worker(planned, part)),
    ...(planned.wishes.isSplit ? pages(planned) : []),
    {
      do: "canary",
      name: "send an event through every hop",
      help: "Run `npm run doctor`: it names the hop that does not answer.",
    },
  ];
}

const inJurisdiction = ({ jurisdiction }: Wishes): string[] =>
  jurisdiction === null ? [] : ["--jurisdiction", jurisdiction];

/** The dead-letter queue first, in the same jurisdiction: the events queue names it. */
function resources({ wishes, account }: Planned): Step[] {
  const retention = ["--message-retention-period-secs", String(RETENTION_S)];
  const queue = (name: string, isThere: boolean): Step => {
    const args = isThere ? ["update", name] : ["create", name, ...inJurisdiction(wishes)];
    return {
      ...{ do: "wrangler", args: ["queues", ...args, ...retention] },
      name: isThere ? `keep messages of ${name} for 14 days` : `create the queue ${name}`,
      help: "Queues need the Workers Paid plan. See https://dash.cloudflare.com/?to=/:account/workers/plans",
    };
  };
  const missing: [boolean, Step][] = [
    [
      account.bucket,
      {
        ...{ do: "wrangler", args: ["r2", "bucket", "create", BUCKET, ...inJurisdiction(wishes)] },
        name: `create the bucket ${BUCKET}`,
        help: "R2 has to be switched on once for the account, in the dashboard.",
      },
    ],
    [
      account.database,
      {
        ...{ do: "wrangler", args: ["d1", "create", DATABASE, ...inJurisdiction(wishes)] },
        name: `create the database ${DATABASE}`,
        help: "The signed-in person needs the right to edit D1.",
      },
    ],
  ];
  return [
    queue(DEAD_QUEUE, account.deadQueue),
    queue(EVENTS_QUEUE, account.eventsQueue),
    ...missing.flatMap(([isThere, step]) => (isThere ? [] : [step])),
  ];
}

function controlPlane({ pending }: Planned): Step[] {
  if (pending.names.length === 0) return [];
  const name = `apply ${pending.names.length} migrations to the database: ${pending.names[0]} … ${pending.names.at(-1)}`;
  const help = "An import is applied whole or not at all: run it again.";
  return [
    { do: "write", name: `write them into ${D1_FILE}`, help, file: D1_FILE, text: pending.sql },
    { do: "wrangler", name, help, args: ["d1", "execute", DATABASE, "--remote", "--yes", "--file", D1_FILE] },
  ];
}

/** Secrets before code: a Worker that needs them is not deployed without. */
function worker({ wishes, secrets, configs }: Planned, part: WorkerPart): Step[] {
  const config =
    wishes.jurisdiction === null
      ? part.config
      : part.config.replace(/\.toml$/, `.${wishes.jurisdiction}.toml`);
  const names = secrets.get(part.name) ?? [];
  const steps: Step[] = [];
  if (config !== part.config)
    steps.push({
      ...{ do: "write", name: `write ${config}`, help: "The folder must be writable." },
      ...{ file: config, text: placedConfig(configs.get(part.config) ?? "", wishes) },
    });
  if (names.length > 0)
    steps.push({
      ...{ do: "secrets", part, names, args: ["secret", "bulk", "--name", part.name] },
      name: `give ${part.name} its secrets`,
      help: "They go through standard input and stand in no log. The signed-in person needs the right to edit Workers.",
    });
  steps.push({
    ...{
      do: "deploy",
      part,
      args: ["deploy", "--config", config, ...vars(wishes, part), ...domains(wishes, part)],
    },
    name: `deploy ${part.name}`,
    help: "What wrangler says stands above. A deployment that fails changes nothing: the version before goes on.",
  });
  return steps;
}

/** A bucket of a jurisdiction is bound with it. */
const placedConfig = (text: string, { jurisdiction }: Wishes): string =>
  text.replace(/^bucket_name = .*$/gm, (line) => `${line}\njurisdiction = "${jurisdiction}"`);

function vars(wishes: Wishes, { vars: names }: WorkerPart): string[] {
  const values: Record<WorkerPart["vars"][number], string | null> = {
    DASHBOARD_HOST: wishes.host,
    SHARD_COUNT: String(wishes.shards),
    CLICKHOUSE_DATABASE: wishes.database,
    CLICKHOUSE_CLUSTER: wishes.cluster,
    JURISDICTION: wishes.jurisdiction,
  };
  return names.flatMap((name) => (values[name] === null ? [] : ["--var", `${name}:${values[name]}`]));
}

/** A host of Cloudflare's own needs no domain, and the dashboard of the split form is on Pages. */
function domains({ host, collectorHost }: Wishes, { part }: WorkerPart): string[] {
  const own = part === "all" ? host : part === "collector" ? collectorHost : null;
  return own === null || own.endsWith(".workers.dev") ? [] : ["--domain", own];
}

function pages({ account }: Planned): Step[] {
  const help =
    "The dashboard alone is missing: the rest is deployed. The signed-in person needs the right to edit Pages.";
  const project = [...["pages", "project", "create", PAGES_PROJECT], ...["--production-branch", "main"]];
  return [
    ...(account.pages
      ? []
      : [
          { do: "wrangler", name: `create the Pages project ${PAGES_PROJECT}`, help, args: project } as const,
        ]),
    {
      ...{ do: "wrangler", name: "deploy the dashboard to Pages", help },
      args: ["pages", "deploy", "--cwd", "dashboard", "--branch", "main", "--commit-dirty=true"],
    },
  ];
}

/** The lines of `--dry-run`: commands as they would be typed. Of secrets, names. */
export function describeStep(step: Step): string[] {
  const quoted = (args: readonly string[]) =>
    args.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg}'`)).join(" ");
  switch (step.do) {
    case "wrangler":
    case "deploy":
      return [`wrangler ${quoted(step.args)}`];
    case "secrets":
      return [`wrangler ${quoted(step.args)}   # through standard input: ${step.names.join(", ")}`];
    case "write":
      return [`# write ${step.file} (${step.text.split("\n").length} lines)`];
    case "clickhouse":
      return ["# ClickHouse: npm run migrate, and the users of npm run migrate -- --users"];
    case "canary":
      return ["# POST /capture, then POST /v1/events until the event is there"];
  }
}
