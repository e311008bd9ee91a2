-- What happened at a time that a site's numbers do not tell. Times are ms.
CREATE TABLE annotations (
  id TEXT PRIMARY KEY,
  site TEXT NOT NULL,
  at INTEGER NOT NULL,
  text TEXT NOT NULL,
  created_at INTEGER NOT NULL
) WITHOUT ROWID;
