/** Where the control plane writes down which migrations it has; before any of them. */
export const D1_LEDGER =
  "CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY, hash TEXT NOT NULL, applied_at INTEGER NOT NULL) WITHOUT ROWID";
