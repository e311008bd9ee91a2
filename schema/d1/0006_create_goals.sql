-- What a site wants to happen: an event, a page, or a depth of scrolling. Judged when a question is asked, so a goal
-- made today knows the past. `props` is a JSON object of texts; times are ms.
CREATE TABLE goals (
  id TEXT PRIMARY KEY,
  site TEXT NOT NULL,
  name TEXT NOT NULL,
  event TEXT,
  page TEXT,
  scroll INTEGER,
  props TEXT NOT NULL DEFAULT '{}',
  currency TEXT,
  created_at INTEGER NOT NULL,
  UNIQUE (site, name)
) WITHOUT ROWID;
