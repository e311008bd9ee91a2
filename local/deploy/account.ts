/** What is there at Cloudflare already, asked of wrangler. Changes nothing. */
import type { AppliedMigration } from "../../schema/clickhouse/migrate.ts";
import { BUCKET, DATABASE, DEAD_QUEUE, EVENTS_QUEUE, PAGES_PROJECT, type WorkerPart } from "./names.ts";
import { partsOf, type Wishes } from "./wishes.ts";
import type { Ran, Wrangler } from "./wrangler.ts";

export interface Account {
  /** Who is signed in; null: nobody. */
  person: string | null;
  eventsQueue: boolean;
  deadQueue: boolean;
  bucket: boolean;
  database: boolean;
  /** The database's ledger; empty when there is none. */
  applied: readonly AppliedMigration[];
  /** Names of the secrets of each Worker that exists. */
  workers: ReadonlyMap<string, readonly string[]>;
  pages: boolean;
}

/** As an account looks to which nobody has deployed. */
export const EMPTY_ACCOUNT: Account = {
  ...{ person: null, eventsQueue: false, deadQueue: false, bucket: false, database: false, applied: [] },
  ...{ workers: new Map(), pages: false },
};

const MISSING =
  /does not exist|not found|couldn't find|could not find|no such|\b10006\b|\b10007\b|\b11004\b|enable R2|\b10042\b/i;

/** @throws Error when wrangler says neither that a thing is there nor that it is not. */
export async function readAccount(
  wrangler: Wrangler,
  wishes: Wishes,
  parts: readonly WorkerPart[] = partsOf(wishes),
): Promise<Account> {
  const person = await whoIs(wrangler);
  if (person === null) return EMPTY_ACCOUNT;
  const exists = async (...args: string[]) => isThere(args, await wrangler.run(args));
  const inJurisdiction = wishes.jurisdiction === null ? [] : ["--jurisdiction", wishes.jurisdiction];
  const database = await isListed(wrangler, ["d1", "list", "--json"], DATABASE);
  return {
    person,
    eventsQueue: await exists("queues", "info", EVENTS_QUEUE),
    deadQueue: await exists("queues", "info", DEAD_QUEUE),
    bucket: await exists("r2", "bucket", "info", BUCKET, ...inJurisdiction),
    database,
    applied: database ? await readLedger(wrangler) : [],
    workers: await readWorkers(wrangler, parts),
    pages:
      parts.length > 1 && (await isListed(wrangler, ["pages", "project", "list", "--json"], PAGES_PROJECT)),
  };
}

/** An address of the signed-in person, or the account's name. */
export async function whoIs(wrangler: Wrangler): Promise<string | null> {
  const { code, out } = await wrangler.run(["whoami", "--json"]);
  if (code !== 0) return null;
  const said = jsonIn(out) as { email?: string; accounts?: { name?: string }[] } | null;
  return said?.email ?? said?.accounts?.[0]?.name ?? "an account";
}

export function isThere(args: readonly string[], { code, out }: Ran): boolean {
  if (code === 0) return true;
  if (MISSING.test(out)) return false;
  throw new Error(`wrangler ${args.join(" ")} failed:\n${out.trim()}`);
}

async function isListed(wrangler: Wrangler, args: string[], name: string): Promise<boolean> {
  const ran = await wrangler.run(args);
  if (ran.code !== 0) throw new Error(`wrangler ${args.join(" ")} failed:\n${ran.out.trim()}`);
  const listed = jsonIn(ran.out) as Record<string, unknown>[] | null;
  return (listed ?? []).some((row) => Object.values(row).includes(name));
}

export const LEDGER_QUESTION = [
  ...["d1", "execute", DATABASE, "--remote", "--json"],
  ...["--command", "SELECT name, hash FROM schema_migrations ORDER BY name"],
];

export async function readLedger(wrangler: Wrangler): Promise<AppliedMigration[]> {
  const ran = await wrangler.run(LEDGER_QUESTION);
  if (!isThere(LEDGER_QUESTION, ran)) return [];
  const answers = jsonIn(ran.out) as { results?: AppliedMigration[] }[] | null;
  return answers?.[0]?.results ?? [];
}

async function readWorkers(wrangler: Wrangler, parts: readonly WorkerPart[]): Promise<Account["workers"]> {
  const workers = new Map<string, readonly string[]>();
  for (const { name } of parts) {
    const args = ["secret", "list", "--name", name, "--format", "json"];
    const ran = await wrangler.run(args);
    if (!isThere(args, ran)) continue;
    const secrets = jsonIn(ran.out) as { name: string }[] | null;
    workers.set(
      name,
      (secrets ?? []).map((secret) => secret.name),
    );
  }
  return workers;
}

/** Wrangler may say something before its JSON. */
export function jsonIn(out: string): unknown {
  const start = out.search(/[[{]/);
  try {
    return start < 0
      ? null
      : JSON.parse(out.slice(start, Math.max(out.lastIndexOf("]"), out.lastIndexOf("}")) + 1));
  } catch {
    return null;
  }
}
