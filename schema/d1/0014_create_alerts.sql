-- Whom to tell when the way of the events is not well. `target` may hold a secret (a webhook's address): it is written, used,
-- and not shown again.
CREATE TABLE alerts (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  channel TEXT NOT NULL,
  target TEXT NOT NULL,
  secret TEXT NOT NULL,
  conditions TEXT NOT NULL,
  cooldown_ms INTEGER NOT NULL,
  is_enabled INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  last_error TEXT
) WITHOUT ROWID;
