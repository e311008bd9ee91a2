/** What the doctor looks at, hop by hop. Each check answers with what it saw, or with what is wrong and what to do. */
import { appliedMigrations, plan, withHashes } from "../../schema/clickhouse/migrate.ts";
import { readMigrations } from "../../schema/clickhouse/migrate-cli.ts";
import { problemsOf, readServer } from "../../schema/clickhouse/preflight.ts";
import { rightsOf, type ServiceUser } from "../../schema/clickhouse/users.ts";
import { isThere, readLedger, whoIs } from "./account.ts";
import { flyCanary, type Places, reasonOf } from "./canary.ts";
import { administratorOf, connectionAs } from "./clickhouse.ts";
import { pendingMigrations } from "./control-plane.ts";
import type { Patient } from "./doctor.ts";
import { sitesOf } from "./first-site.ts";
import { BUCKET, DATABASE, DEAD_QUEUE, EVENTS_QUEUE } from "./names.ts";
import { secretsOf } from "./secrets.ts";
import { partsOf } from "./wishes.ts";

export type Finding = { ok: true; saw: string } | { ok: false; wrong: string; todo: string };

export interface Check {
  name: string;
  /** Checks that must be well for this one to say anything. */
  needs: readonly string[];
  look(patient: Patient): Promise<Finding>;
}

const well = (saw: string): Finding => ({ ok: true, saw });
const ill = (wrong: string, todo: string): Finding => ({ ok: false, wrong, todo });

const DEPLOY = "Run `npm run deploy`: it makes what is missing.";
const SKEW_MS = 5_000;
const LAG_MS = 5 * 60_000;
const CRON_MS = 3 * 60_000;

/** A thing that wrangler can name. */
const exists = (name: string, what: string, args: (patient: Patient) => string[]): Check => ({
  ...{ name, needs: ["account"] },
  async look(patient) {
    const asked = args(patient);
    const { code, out } = await patient.wrangler.run(asked);
    if (!isThere(asked, { code, out })) return ill(`There is no ${what}.`, DEPLOY);
    const consumers = /Number of Consumers: (\d+)/.exec(out)?.[1];
    return consumers === "0"
      ? ill(`Nobody takes from the ${what}.`, "Deploy the consumer again: `npm run deploy`.")
      : well(`${what} is there`);
  },
});

const settings: Check = {
  ...{ name: "settings", needs: [] },
  async look({ wishes, secrets }) {
    if (wishes.apiUrl === null || wishes.collectorUrl === null)
      return ill(
        "footfall.json does not say where the service answers.",
        "Run `npm run deploy`, or fetch footfall.json from where it was committed.",
      );
    if (secrets.adminToken === null)
      return ill(
        "The admin token is not known here.",
        "Set FOOTFALL_ADMIN_TOKEN to a token with the scope `admin`.",
      );
    return well(`${wishes.isSplit ? "split" : "all in one"}, ${wishes.shards} shard(s), ${wishes.apiUrl}`);
  },
};

const account: Check = {
  ...{ name: "account", needs: [] },
  async look({ wrangler }) {
    const person = await whoIs(wrangler);
    return person === null
      ? ill("Nobody is signed in at Cloudflare.", "Run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN.")
      : well(`signed in as ${person}`);
  },
};

const database: Check = {
  ...{ name: "database migrated", needs: ["database"] },
  async look({ wrangler }) {
    const { names } = await pendingMigrations(await readLedger(wrangler));
    return names.length > 0
      ? ill(`The database lacks ${names.length} migrations: ${names.join(", ")}.`, "Run `npm run deploy`.")
      : well("every migration is applied");
  },
};

const workers: Check = {
  ...{ name: "workers", needs: ["account"] },
  async look({ wrangler, wishes, secrets }) {
    for (const part of partsOf(wishes)) {
      const args = ["secret", "list", "--name", part.name, "--format", "json"];
      const ran = await wrangler.run(args);
      if (!isThere(args, ran)) return ill(`The Worker ${part.name} is not deployed.`, DEPLOY);
      const lacking = Object.keys(secretsOf(part, secrets)).filter((name) => !ran.out.includes(`"${name}"`));
      if (lacking.length > 0) return ill(`${part.name} lacks the secrets ${lacking.join(", ")}.`, DEPLOY);
    }
    return well(
      partsOf(wishes)
        .map(({ name }) => name)
        .join(", "),
    );
  },
};

const clickhouse: Check = {
  ...{ name: "ClickHouse", needs: [] },
  async look(patient) {
    const server = patient.server(administratorOf(patient.secrets, patient.wishes));
    const [first] = await server
      .rows<{ version: string }>("SELECT version() AS version")
      .finally(() => server.close());
    return well(`version ${first?.version}`);
  },
};

const clickhouseFit: Check = {
  ...{ name: "ClickHouse's fitness", needs: ["ClickHouse"] },
  async look({ secrets, wishes, server: open }) {
    const server = open(administratorOf(secrets, wishes));
    const facts = await readServer(server, wishes.database, wishes.cluster).finally(() => server.close());
    const [problem] = problemsOf(facts);
    return problem === undefined
      ? well("version, rights, settings and disk are fit")
      : ill(problem.message, "See docs/deploy.md, ClickHouse.");
  },
};

const schema: Check = {
  ...{ name: "ClickHouse migrated", needs: ["ClickHouse"] },
  async look({ secrets, wishes, server: open }) {
    const server = open({ ...administratorOf(secrets, wishes), database: wishes.database });
    const applied = await appliedMigrations(server).finally(() => server.close());
    const decided = plan(await withHashes(readMigrations()), applied);
    if (!decided.ok)
      return ill(decided.message, "Check out the version that was deployed, or write a new migration.");
    const names = decided.pending.map(({ name }) => name);
    return names.length > 0
      ? ill(
          `ClickHouse lacks ${names.length} migrations: ${names.join(", ")}.`,
          "Run `npm run deploy`, or `npm run migrate`.",
        )
      : well("every migration is applied");
  },
};

const USERS: readonly ("writer" | "reader" | "rollups")[] = ["writer", "reader", "rollups"];

const users: Check = {
  ...{ name: "ClickHouse's users", needs: ["ClickHouse migrated"] },
  async look(patient) {
    const { secrets } = patient;
    for (const role of USERS) {
      const user = secrets[role];
      const wrong = user === null ? null : await rightsProblem(patient, role, user);
      if (wrong !== null)
        return ill(wrong, "Run `npm run deploy`, or grant what `npm run migrate -- --users` prints.");
    }
    return well(USERS.flatMap((role) => secrets[role]?.name ?? []).join(", ") || "none is known here");
  },
};

async function rightsProblem(
  { secrets, wishes, server: open }: Patient,
  role: ServiceUser,
  user: { name: string; password: string },
): Promise<string | null> {
  const server = open({ ...connectionAs(user, secrets, wishes), database: wishes.database });
  try {
    for (const right of rightsOf(role, wishes))
      if ((await server.text(`CHECK GRANT ${right}`)).trim() !== "1")
        return `The user ${user.name} lacks ${right}.`;
    return null;
  } catch (error) {
    return `The user ${user.name} cannot sign in at ClickHouse: ${reasonOf(error as Error).split("\n")[0]}`;
  } finally {
    await server.close();
  }
}

const clock: Check = {
  ...{ name: "clock", needs: ["ClickHouse"] },
  async look({ secrets, wishes, server: open, now }) {
    const server = open(administratorOf(secrets, wishes));
    const [row] = await server
      .rows<{ now: string }>("SELECT toString(toUnixTimestamp64Milli(now64(3))) AS now")
      .finally(() => server.close());
    const skew = Number(row?.now) - now();
    return Math.abs(skew) > SKEW_MS
      ? ill(
          `ClickHouse's clock is ${Math.round(skew / 1_000)} s off.`,
          "Set its clock by NTP: days that change are found by it.",
        )
      : well(`${skew} ms apart`);
  },
};

const health = (name: string, url: (patient: Patient) => string): Check => ({
  ...{ name, needs: ["settings"] },
  async look(patient) {
    const { apiUrl, collectorUrl } = patient.wishes;
    if (name === "api" && apiUrl === collectorUrl) return well("one Worker with the collector");
    const response = await patient.fetch(`${url(patient)}/health`);
    const text = await response.text();
    return response.ok
      ? well(`${url(patient)} answers`)
      : ill(
          `${url(patient)}/health answered ${response.status}: ${text.slice(0, 200)}`,
          "A setting or secret is missing: run `npm run deploy`.",
        );
  },
});

const dashboard: Check = {
  ...{ name: "dashboard host", needs: ["api"] },
  async look({ wishes, fetch }) {
    const response = await fetch(`${wishes.apiUrl}/`, { redirect: "manual" });
    const isPage = response.ok && (response.headers.get("content-type") ?? "").includes("text/html");
    // Cloudflare Access stands before it.
    const isSignIn =
      response.status === 302 && (response.headers.get("location") ?? "").includes("cloudflareaccess.com");
    await response.body?.cancel();
    return isPage || isSignIn || (wishes.isSplit && wishes.host === null)
      ? well(`${wishes.apiUrl} shows the dashboard`)
      : ill(
          `${wishes.apiUrl}/ answered ${response.status}, not the dashboard.`,
          "Check --host, the domain's DNS, and in the split form the Pages project's custom domain.",
        );
  },
};

interface Pipeline {
  queue: { backlog: number; oldest_at: string | null };
  shards: {
    shard: number;
    error?: string;
    oldest_at?: number | null;
    last_error?: { sink: string; code: string } | null;
  }[];
  dead: { messages: { count: number; more: boolean }; rows: { count: number; more: boolean } };
  canary: { last_sent_at: string | null; seconds: number | null; missed: number };
}

/** The pipeline's own figures, asked with the admin token. */
async function pipelineOf({ wishes, secrets, fetch }: Patient): Promise<Pipeline> {
  const headers = { authorization: `Bearer ${secrets.adminToken}` };
  const response = await fetch(`${wishes.apiUrl}/v1/pipeline`, { headers });
  const text = await response.text();
  if (!response.ok) throw new Error(`GET /v1/pipeline answered ${response.status}: ${text.slice(0, 200)}`);
  // The contract of the API.
  return JSON.parse(text) as Pipeline;
}

const token: Check = {
  ...{ name: "admin token", needs: ["api"] },
  async look(patient) {
    await pipelineOf(patient);
    return well("accepted");
  },
};

const lag: Check = {
  ...{ name: "pipeline lag", needs: ["admin token"] },
  async look(patient) {
    const { queue, shards } = await pipelineOf(patient);
    const silent = shards.find(({ error }) => error !== undefined);
    if (silent !== undefined)
      return ill(
        `Shard ${silent.shard} does not answer: ${silent.error}`,
        "Look at the consumer's log: `npx wrangler tail`.",
      );
    const oldest = [
      ...shards.map(({ oldest_at }) => oldest_at ?? null),
      queue.oldest_at === null ? null : Date.parse(queue.oldest_at),
    ]
      .filter((at) => at !== null)
      .reduce((least, at) => Math.min(least, at), patient.now());
    const behind = patient.now() - oldest;
    const failing = shards.find(({ last_error }) => last_error)?.last_error;
    const why = failing ? `${failing.sink} says ${failing.code}` : "";
    return behind > LAG_MS
      ? ill(
          `Events wait since ${Math.round(behind / 60_000)} minutes (${queue.backlog} messages in the queue). ${why}`,
          "Nothing is lost. Mend what is named, or see docs/failures.md; more traffic than one shard takes needs --shards.",
        )
      : well(`${queue.backlog} messages wait, the oldest event ${Math.round(behind / 1_000)} s`);
  },
};

const dead: Check = {
  ...{ name: "dead letters", needs: ["admin token"] },
  async look(patient) {
    const { messages, rows } = (await pipelineOf(patient)).dead;
    return messages.count + rows.count > 0
      ? ill(
          `${messages.count} messages and ${rows.count} rows were put aside.`,
          "GET /v1/dead-letters says why; when it is mended, POST /v1/dead-letters/replay sends them again.",
        )
      : well("none");
  },
};

const cron: Check = {
  ...{ name: "cron", needs: ["admin token"] },
  async look(patient) {
    const { canary } = await pipelineOf(patient);
    const at = canary.last_sent_at === null ? 0 : Date.parse(canary.last_sent_at);
    return patient.now() - at > CRON_MS
      ? ill(
          `The cron did not run since ${canary.last_sent_at ?? "the deployment"}.`,
          "Deploy the consumer again: its trigger `* * * * *` may be missing.",
        )
      : well(`ran ${Math.round((patient.now() - at) / 1_000)} s ago, ${canary.missed} canaries missed`);
  },
};

const event: Check = {
  ...{ name: "an event from capture to query", needs: ["collector", "admin token"] },
  async look(patient) {
    const { wishes, secrets, fetch, sleep, now } = patient;
    const places: Places = {
      collector: wishes.collectorUrl ?? "",
      api: wishes.apiUrl ?? "",
      adminToken: secrets.adminToken ?? "",
      fetch,
      sleep,
      now,
    };
    const [site] = await sitesOf(places);
    if (site === undefined)
      return ill(
        "There is no site that could take an event.",
        "Make one: POST /v1/sites, or in the dashboard.",
      );
    const flown = await flyCanary(places, site);
    if (flown.ok) return well(`visible after ${(flown.ms / 1_000).toFixed(1)} s`);
    return flown.hop === "collector"
      ? ill(`The collector did not take it: ${flown.reason}`, "See docs/where-is-my-event.md.")
      : ill(
          `It was taken, and is ${flown.reason}`,
          "It waits in the queue or a shard: see pipeline lag and the consumer's log.",
        );
  },
};

export const CHECKS: readonly Check[] = [
  settings,
  account,
  exists("events queue", `queue ${EVENTS_QUEUE}`, () => ["queues", "info", EVENTS_QUEUE]),
  exists("dead-letter queue", `queue ${DEAD_QUEUE}`, () => ["queues", "info", DEAD_QUEUE]),
  exists("bucket", `bucket ${BUCKET}`, ({ wishes }) => [
    ...["r2", "bucket", "info", BUCKET],
    ...(wishes.jurisdiction === null ? [] : ["--jurisdiction", wishes.jurisdiction]),
  ]),
  exists("database", `database ${DATABASE}`, () => ["d1", "info", DATABASE, "--json"]),
  ...[database, workers, clickhouse, clickhouseFit, schema, users, clock],
  health("collector", ({ wishes }) => wishes.collectorUrl ?? ""),
  health("api", ({ wishes }) => wishes.apiUrl ?? ""),
  ...[dashboard, token, lag, dead, cron, event],
];
