/**
 * Brings both databases to the newest schema on the first administrative request of an isolate. Two isolates may get
 * there at once, so what is pending is applied under a lock in D1; where nothing is, nothing is locked.
 */
import { createClient } from "@clickhouse/client-web";
import { clusterName } from "../../../schema/clickhouse/cluster.ts";
import { CLICKHOUSE_MIGRATIONS } from "../../../schema/clickhouse/files.ts";
import { withMigrationLock } from "../../../schema/clickhouse/lock.ts";
import {
  type AppliedMigration,
  type Database,
  hashOf,
  migrate,
  plan,
} from "../../../schema/clickhouse/migrate.ts";
import { D1_MIGRATIONS } from "../../../schema/d1/files.ts";
import { D1_LEDGER } from "../../../schema/d1/ledger.ts";
import { log } from "../../control/log.ts";
import type { Config } from "../config.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { withLock } from "./lock.ts";

const ready = new WeakMap<D1Database, Promise<void>>();

/** Null when both databases are ready; else what is wrong and what to do. A failure is tried again by the next request. */
export async function migrationRefusal(control: D1Database, config: Config): Promise<Refusal | null> {
  const attempt = ready.get(control) ?? migrateAll(control, config);
  ready.set(control, attempt);
  try {
    await attempt;
    return null;
  } catch (error) {
    ready.delete(control);
    return asRefusal(error);
  }
}

async function migrateAll(control: D1Database, config: Config): Promise<void> {
  await prepareControl(control);
  if ((await pendingInControl(control)).length > 0) {
    await withLock(control, "migrations", async () => applyToControl(control));
  }
  if (await isCurrent(config)) return;
  await withLock(control, "migrations", () => applyToClickHouse(config));
}

const prepareControl = (control: D1Database) =>
  control.batch([
    control.prepare(D1_LEDGER),
    control.prepare(
      "CREATE TABLE IF NOT EXISTS locks (name TEXT PRIMARY KEY, holder TEXT NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID",
    ),
  ]);

async function pendingInControl(control: D1Database) {
  const { results } = await control
    .prepare("SELECT name, hash FROM schema_migrations ORDER BY name")
    .all<AppliedMigration>();
  const files = await Promise.all(
    D1_MIGRATIONS.map(async (file) => ({ ...file, hash: await hashOf(file.sql) })),
  );
  const decided = plan(files, results);
  if (!decided.ok) throw new Error(decided.message);
  return decided.pending;
}

/** Each migration and its record are one transaction: D1's batch. */
async function applyToControl(control: D1Database): Promise<void> {
  const record = control.prepare(
    "INSERT INTO schema_migrations (name, hash, applied_at) VALUES (?, ?, unixepoch() * 1000)",
  );
  for (const { name, sql, hash } of await pendingInControl(control)) {
    await control.batch([control.prepare(sql), record.bind(name, hash)]);
  }
}

const connectTo = ({ clickhouse }: Config, database?: string) =>
  createClient({ ...clickhouse, ...(database === undefined ? { database: "default" } : { database }) });

/** Asked with a SELECT, so that a worker whose user may only read is ready when `npm run migrate` was run. */
async function isCurrent(config: Config): Promise<boolean> {
  const client = connectTo(config, config.clickhouse.database);
  try {
    const result = await client.query({
      query: "SELECT name, hash FROM schema_migrations ORDER BY name",
      format: "JSONEachRow",
    });
    const applied = await result.json<AppliedMigration>();
    const files = await Promise.all(
      CLICKHOUSE_MIGRATIONS.map(async (file) => ({ ...file, hash: await hashOf(file.sql) })),
    );
    const decided = plan(files, applied);
    if (!decided.ok) throw new Error(decided.message);
    return decided.pending.length === 0;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** 60 UNKNOWN_TABLE, 81 UNKNOWN_DATABASE. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && ["60", "81"].includes(String(error.code));

async function applyToClickHouse(config: Config): Promise<void> {
  const { database } = config.clickhouse;
  const onCluster = config.cluster === null ? "" : ` ON CLUSTER ${clusterName(config.cluster)}`;
  await connectTo(config).command({
    query: `CREATE DATABASE IF NOT EXISTS {database:Identifier}${onCluster}`,
    query_params: { database },
  });
  const client = connectTo(config, database);
  // Somebody may run `npm run migrate` meanwhile, who sees no lock in D1.
  const through: Database = {
    command: async (query, query_params = {}) => void (await client.command({ query, query_params })),
    rows: async <Row>(query: string) => (await client.query({ query, format: "JSONEachRow" })).json<Row>(),
  };
  await withMigrationLock(through, "a query worker", Date.now(), () =>
    migrate(through, CLICKHOUSE_MIGRATIONS, config.cluster),
  );
}

function asRefusal(error: unknown): Refusal {
  const reason = error instanceof Error ? error.message : String(error);
  log("error", "migrations_failed", { message: reason });
  return refuse(
    503,
    "not_migrated",
    "The databases could not be brought to the newest schema. Check CLICKHOUSE_URL, CLICKHOUSE_USER and " +
      `CLICKHOUSE_PASSWORD, or run \`npm run migrate\` as a user who may create tables. The reason: ${firstLine(reason)}`,
  );
}

/** ClickHouse appends its version and a stack; the first line says it. */
const firstLine = (text: string): string => (text.split("\n")[0] ?? "").slice(0, 300);
