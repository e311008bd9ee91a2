-- Whose events before which moment (ms) were erased on request, and must not come back: by a re-send, a restore, a
-- dead letter or a replay of the archive. A visitor's id is a keyed hash: what is kept here names nobody.
CREATE TABLE erasures (
  site TEXT NOT NULL,
  visitor_id TEXT NOT NULL,
  before INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (site, visitor_id)
) WITHOUT ROWID;
