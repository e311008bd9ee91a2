-- A site's rules, tried in the order of `position`, ties by id. What the workers read with the site itself (the
-- revision, and the rules over addresses) is written into its row in the same transaction. Times are ms.
CREATE TABLE rules (
  site TEXT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  position INTEGER NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  field TEXT NOT NULL,
  op TEXT NOT NULL,
  value TEXT NOT NULL,
  action TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (site, id)
) WITHOUT ROWID;
