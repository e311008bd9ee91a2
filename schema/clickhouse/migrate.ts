/**
 * Migrations only move forward: ClickHouse DDL is not transactional, so a file is one statement, which has
 * happened or has not. What was applied is recorded with the hash of its text, and an edited file is refused.
 */
import { clusterName, clusterStatements } from "./cluster.ts";

export interface Migration {
  /** `NNNN_verb_noun`, the file's name without its ending. */
  name: string;
  sql: string;
}

export interface AppliedMigration {
  name: string;
  hash: string;
}

export type Plan =
  | { ok: true; pending: (Migration & { hash: string })[] }
  | { ok: false; reason: "edited" | "missing" | "out_of_order"; name: string; message: string };

/** SHA-256 of the statement, hexadecimal; comments count, white space at the ends does not. */
export async function hashOf(sql: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(sql.trim()));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What is left to do, or why nothing may be done. Pure; `files` in order of name. */
export function plan(files: (Migration & { hash: string })[], applied: AppliedMigration[]): Plan {
  for (const [index, { name, hash }] of applied.entries()) {
    const file = files.find((candidate) => candidate.name === name);
    if (!file)
      return refuse("missing", name, "was applied to this database but is not in this version of Footfall");
    if (file.hash !== hash)
      return refuse("edited", name, "was applied with another text; write a new migration");
    if (files[index]?.name !== name)
      return refuse(
        "out_of_order",
        name,
        "was applied before an older file existed; number the new file last",
      );
  }
  return { ok: true, pending: files.slice(applied.length) };
}

function refuse(reason: "edited" | "missing" | "out_of_order", name: string, why: string): Plan {
  return { ok: false, reason, name, message: `Migration ${name} ${why}.` };
}

/** The little of a ClickHouse client that migrating needs. */
export interface Database {
  command(sql: string, params?: Record<string, unknown>): Promise<void>;
  rows<Row>(sql: string): Promise<Row[]>;
}

const ledger = (cluster: string | null): string => `CREATE TABLE IF NOT EXISTS schema_migrations ${
  cluster === null ? "" : `ON CLUSTER ${clusterName(cluster)}`
}
(
    name String,
    hash String,
    applied_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ${cluster === null ? "MergeTree" : CLUSTER_LEDGER}
ORDER BY name`;

/** One for all shards, so that whichever server answers knows what was applied. */
const CLUSTER_LEDGER =
  "ReplicatedMergeTree('/clickhouse/tables/all/{database}/schema_migrations', '{shard}-{replica}')";

/** What stands in the ledger; empty when there is none. */
export async function appliedMigrations(database: Database): Promise<AppliedMigration[]> {
  try {
    return await database.rows<AppliedMigration>("SELECT name, hash FROM schema_migrations ORDER BY name");
  } catch (error) {
    if (error instanceof Error && "code" in error && MISSING.has(String(error.code))) return [];
    throw error;
  }
}

/** 60 UNKNOWN_TABLE, 81 UNKNOWN_DATABASE. */
const MISSING = new Set(["60", "81"]);

export const withHashes = (files: readonly Migration[]) =>
  Promise.all(files.map(async (file) => ({ ...file, hash: await hashOf(file.sql) })));

/**
 * Applies what is pending, in order, and returns the names. Safe to run again after dying half-way: a
 * statement that happened but was not recorded says that its object exists, which counts as done.
 * On a cluster each migration is what `clusterStatements` makes of it. Callers hold a lock (`lock.ts`); two concurrent
 * runs are not promised to be.
 * @throws Error with the migration's name when a file was edited or the server refuses a statement.
 */
export async function migrate(
  database: Database,
  files: Migration[],
  cluster: string | null = null,
): Promise<string[]> {
  await database.command(ledger(cluster));
  const decided = plan(await withHashes(files), await appliedMigrations(database));
  if (!decided.ok) throw new Error(decided.message);
  for (const { name, sql, hash } of decided.pending) {
    const statements = cluster === null ? [sql] : clusterStatements(sql, cluster);
    for (const statement of statements) await database.command(statement).catch(unlessItExists(name));
    await database.command(
      "INSERT INTO schema_migrations (name, hash) VALUES ({name:String}, {hash:String})",
      {
        name,
        hash,
      },
    );
  }
  return decided.pending.map(({ name }) => name);
}

/** 57 TABLE_ALREADY_EXISTS, 44 DUPLICATE_COLUMN (of ADD COLUMN): the statement of an interrupted run. */
const ALREADY_DONE = new Set(["57", "44"]);

const unlessItExists = (name: string) => (error: unknown) => {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!ALREADY_DONE.has(code))
    throw new Error(`Migration ${name} failed: ${String(error)}`, { cause: error });
};
