-- Who may sign in through Cloudflare Access, by the address that Access vouches for, and what they may then do.
-- `scopes` and `sites` as in `tokens`. Times are ms.
CREATE TABLE people (
  email TEXT PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  scopes TEXT NOT NULL,
  sites TEXT NOT NULL,
  created_at INTEGER NOT NULL
) WITHOUT ROWID;
