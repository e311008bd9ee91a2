-- A site is a tenant: everything that is stored is bound to its id. `domains` and `allowed_*` are JSON arrays.
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
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) WITHOUT ROWID;
