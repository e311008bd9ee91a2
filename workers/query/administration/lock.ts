/** A lock among isolates: one row in D1 that expires by itself, in case its holder dies. */
import { now } from "../../clock.ts";

/** Longer than any migration of ours; a holder that is slower has died. */
const LEASE_MS = 60_000;
const RETRY_MS = 250;
const PATIENCE_MS = 15_000;

/**
 * Runs `work` while holding the lock `name`; waits for another holder up to 15 s.
 * @throws Error when the lock stays taken, and whatever `work` throws.
 */
export async function withLock<Value>(
  control: D1Database,
  name: string,
  work: () => Promise<Value>,
): Promise<Value> {
  const holder = crypto.randomUUID();
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await take(control, name, holder))) {
    if (Date.now() > deadline) throw new Error(`Another worker holds the lock "${name}" for too long.`);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
  try {
    return await work();
  } finally {
    await control.prepare("DELETE FROM locks WHERE name = ? AND holder = ?").bind(name, holder).run();
  }
}

async function take(control: D1Database, name: string, holder: string): Promise<boolean> {
  const nowMs = now();
  const row = await control
    .prepare(
      "INSERT INTO locks (name, holder, expires_at) VALUES (?1, ?2, ?3) " +
        "ON CONFLICT (name) DO UPDATE SET holder = ?2, expires_at = ?3 WHERE locks.expires_at < ?4 RETURNING holder",
    )
    .bind(name, holder, nowMs + LEASE_MS, nowMs)
    .first<{ holder: string }>();
  return row !== null;
}
