/** The migrations as a Worker bundle carries them (`.sql` is imported as text); a test holds this list to the folder. */
import createEvents from "./0001_create_events.sql";
import createSessions from "./0002_create_sessions.sql";
import createOutcomes from "./0003_create_outcomes.sql";
import createQuarantine from "./0004_create_quarantine.sql";
import createDirtyDays from "./0005_create_dirty_days.sql";
import createRollupRuns from "./0006_create_rollup_runs.sql";
import createRollups from "./0007_create_rollups.sql";
import type { Migration } from "./migrate.ts";

export const CLICKHOUSE_MIGRATIONS: Migration[] = [
  { name: "0001_create_events", sql: createEvents },
  { name: "0002_create_sessions", sql: createSessions },
  { name: "0003_create_outcomes", sql: createOutcomes },
  { name: "0004_create_quarantine", sql: createQuarantine },
  { name: "0005_create_dirty_days", sql: createDirtyDays },
  { name: "0006_create_rollup_runs", sql: createRollupRuns },
  { name: "0007_create_rollups", sql: createRollups },
];
