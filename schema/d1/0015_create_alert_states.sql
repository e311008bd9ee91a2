-- What an alert's condition was like at the last look: since when it is wrong (null: it is well), when that was last told, and
-- whether this time was.
CREATE TABLE alert_states (
  alert TEXT NOT NULL,
  condition TEXT NOT NULL,
  since INTEGER,
  told_at INTEGER,
  is_told INTEGER NOT NULL,
  PRIMARY KEY (alert, condition)
) WITHOUT ROWID;
