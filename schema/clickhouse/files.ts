/** The migrations as a Worker bundle carries them (`.sql` is imported as text); a test holds this list to the folder. */
import createEvents from "./0001_create_events.sql";
import createSessions from "./0002_create_sessions.sql";
import type { Migration } from "./migrate.ts";

export const CLICKHOUSE_MIGRATIONS: Migration[] = [
  { name: "0001_create_events", sql: createEvents },
  { name: "0002_create_sessions", sql: createSessions },
];
