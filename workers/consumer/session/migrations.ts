/**
 * The shard's own SQLite, as steps that were applied once and never change: append only. A step that a running
 * object has applied cannot be edited, because the object would not run it again.
 */
export const STORAGE_MIGRATIONS: readonly string[] = [
  // `slot` is seq mod RING_ROWS: a row is overwritten in place, so nothing is ever deleted and a call costs one row.
  `CREATE TABLE ring (slot INTEGER PRIMARY KEY, seq INTEGER NOT NULL, at INTEGER NOT NULL, body BLOB NOT NULL)`,
  // `part` splits what exceeds one row; parts beyond `parts` are left over from a larger checkpoint.
  `CREATE TABLE checkpoint (key INTEGER PRIMARY KEY, slot INTEGER NOT NULL, part INTEGER NOT NULL, parts INTEGER NOT NULL, body BLOB NOT NULL)`,
  // One row: cursors and what is in flight, as JSON, so that they can only change together.
  `CREATE TABLE outbox (id INTEGER PRIMARY KEY CHECK (id = 0), body TEXT NOT NULL)`,
];

/** What migrating needs of a database. `PRAGMA user_version` is refused in a Durable Object, hence a table. */
export interface MigratableSql {
  exec(query: string, ...values: number[]): { toArray(): Record<string, unknown>[] };
}

/** Applies what is missing; call it inside a transaction. @throws when the storage is newer than this code. */
export function migrateStorage(sql: MigratableSql, steps: readonly string[] = STORAGE_MIGRATIONS): void {
  sql.exec(
    "CREATE TABLE IF NOT EXISTS storage_version (id INTEGER PRIMARY KEY CHECK (id = 0), version INTEGER NOT NULL)",
  );
  const [row] = sql.exec("SELECT version FROM storage_version").toArray();
  const version = Number(row?.version ?? 0);
  if (version > steps.length)
    throw new Error(`The shard's storage has version ${version}; this code knows ${steps.length}.`);
  if (version === steps.length) return;
  for (const step of steps.slice(version)) sql.exec(step);
  sql.exec("INSERT OR REPLACE INTO storage_version (id, version) VALUES (0, ?)", steps.length);
}
