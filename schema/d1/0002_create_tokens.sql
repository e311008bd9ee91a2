-- A token is stored as the SHA-256 of its 256 random bits and shown once. `scopes` and `sites` are JSON arrays;
-- an empty `sites` is legal only beside the scope `admin`, which is the whole deployment. Times are ms.
CREATE TABLE tokens (
  id TEXT PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  sites TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT,
  expires_at INTEGER,
  revoked_at INTEGER,
  last_used_at INTEGER
) WITHOUT ROWID;
