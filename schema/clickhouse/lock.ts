/**
 * One migration at a time. ClickHouse has no locks, but of two who create a table only one succeeds, and of two who
 * rename one likewise: the lock is a table, its holder and end stand in its comment, and it ends by itself.
 */
import type { Database } from "./migrate.ts";

/** Longer than any one statement of ours takes; a holder that is silent for so long has died. */
const LEASE_MS = 30 * 60_000;

export class MigrationLocked extends Error {
  override name = "MigrationLocked";
}

/** Runs `work` while holding the lock. @throws MigrationLocked when somebody else does, with who and until when. */
export async function withMigrationLock<Value>(
  database: Database,
  holder: string,
  nowMs: number,
  work: () => Promise<Value>,
): Promise<Value> {
  await take(database, holder, nowMs);
  try {
    return await work();
  } finally {
    await database.command("DROP TABLE IF EXISTS migration_lock SYNC");
  }
}

async function take(database: Database, holder: string, nowMs: number): Promise<void> {
  if (await create(database, holder, nowMs)) return;
  const [held] = await database.rows<{ comment: string }>(
    "SELECT comment FROM system.tables WHERE database = currentDatabase() AND name = 'migration_lock'",
  );
  const [, other = "", until = ""] = /^(.*) until (.*)$/.exec(held?.comment ?? "") ?? [];
  if (held && Date.parse(until) > nowMs)
    throw new MigrationLocked(
      `${other} is migrating this database, until ${until} at most. Wait, then run it again.`,
    );
  // Of several who find it expired one may rename it; the others find nothing to rename.
  const grave = `migration_lock_expired_${nowMs}`;
  if (held) await database.command(`RENAME TABLE migration_lock TO ${grave}`).catch(unlessCode("60", "57"));
  await database.command(`DROP TABLE IF EXISTS ${grave} SYNC`);
  if (!(await create(database, holder, nowMs)))
    throw new MigrationLocked("Somebody else began to migrate this database a moment ago.");
}

/** Whether the table was not there yet: code 57 says that it was. */
async function create(database: Database, holder: string, nowMs: number): Promise<boolean> {
  const comment = `${holder.replaceAll(/[^\w .:@-]/g, "")} until ${new Date(nowMs + LEASE_MS).toISOString()}`;
  try {
    await database.command(`CREATE TABLE migration_lock (n UInt8) ENGINE = Memory COMMENT '${comment}'`);
    return true;
  } catch (error) {
    unlessCode("57")(error);
    return false;
  }
}

const unlessCode =
  (...codes: string[]) =>
  (error: unknown): void => {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!codes.includes(code)) throw error;
  };
