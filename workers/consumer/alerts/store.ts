/** Alerts and what they said, in the control plane. */
import type { Alert, Condition } from "../../../schema/alerts.ts";
import type { AlertState } from "./judge.ts";

interface AlertRow extends Omit<Alert, "conditions"> {
  conditions: string;
}

interface StateRow extends Omit<AlertState, "is_told"> {
  condition: Condition;
  is_told: number;
}

/** Those that are switched on; none before the table is there. */
export async function readAlerts(control: D1Database): Promise<Alert[]> {
  try {
    const { results } = await control
      .prepare(
        "SELECT id, name, channel, target, secret, conditions, cooldown_ms FROM alerts WHERE is_enabled = 1 ORDER BY id",
      )
      .all<AlertRow>();
    // Written by the query worker, which validates it.
    return results.map((row) => ({ ...row, conditions: JSON.parse(row.conditions) as Alert["conditions"] }));
  } catch (error) {
    if (error instanceof Error && error.message.includes("no such table")) return [];
    throw error;
  }
}

export async function readStates(control: D1Database): Promise<AlertState[]> {
  const { results } = await control.prepare("SELECT * FROM alert_states").all<StateRow>();
  return results.map((row) => ({ ...row, is_told: row.is_told === 1 }));
}

export interface Said {
  state: AlertState;
  /** Null: it was taken; undefined: nothing was said. */
  error?: string | null;
}

export async function writeStates(control: D1Database, said: readonly Said[]): Promise<void> {
  const keep = control.prepare(
    "INSERT OR REPLACE INTO alert_states (alert, condition, since, told_at, is_told) VALUES (?, ?, ?, ?, ?)",
  );
  const note = control.prepare("UPDATE alerts SET last_error = ? WHERE id = ?");
  const statements = said.flatMap(({ state, error }) => [
    keep.bind(state.alert, state.condition, state.since, state.told_at, state.is_told ? 1 : 0),
    ...(error === undefined ? [] : [note.bind(error, state.alert)]),
  ]);
  if (statements.length > 0) await control.batch(statements);
}
