-- Links that show a site, or the part of it that a segment holds, to whoever has them. The link's token is stored as the
-- SHA-256 of its 256 random bits. A share whose segment is gone shows nothing; with
-- the token that made it (`created_by`) a share is revoked too. Times are ms.
CREATE TABLE shares (
  id TEXT PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  site TEXT NOT NULL,
  name TEXT NOT NULL,
  segment TEXT,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  expires_at INTEGER,
  revoked_at INTEGER,
  last_used_at INTEGER
) WITHOUT ROWID;
