-- A site is a tenant: everything that is stored is bound to its id. `domains` and `allowed_*` are JSON arrays.
-- Of its rules the site's own row holds what the workers read with it: those over addresses, which the collector runs
-- (JSON, [{"id", "cidr"}]), and a revision, 0 for none, by which the consumer knows that it must read them again.
-- Until `watched_until` (ms) somebody may be watching the live debugger.
CREATE TABLE sites (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  domains TEXT NOT NULL DEFAULT '[]',
  timezone TEXT NOT NULL DEFAULT 'UTC',
  session_minutes INTEGER NOT NULL DEFAULT 30,
  allowed_origins TEXT NOT NULL DEFAULT '[]',
  require_origin INTEGER NOT NULL DEFAULT 0,
  honour_gpc INTEGER NOT NULL DEFAULT 1,
  allowed_query_params TEXT NOT NULL DEFAULT '[]',
  address_rules TEXT NOT NULL DEFAULT '[]',
  rules_revision INTEGER NOT NULL DEFAULT 0,
  watched_until INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) WITHOUT ROWID;
