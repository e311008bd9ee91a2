-- Filters that somebody saved: for themselves (`owner`, the id of who asked), or for all who may read the site.
-- `filters` is JSON as `POST /v1/query` takes it; times are ms.
CREATE TABLE segments (
  id TEXT PRIMARY KEY,
  site TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  owner TEXT NOT NULL,
  filters TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) WITHOUT ROWID;
