-- Each minute's event of the service's own: when it was sent, and when a query first saw it. Kept for a day.
CREATE TABLE canaries (
  event_id TEXT PRIMARY KEY,
  sent_at INTEGER NOT NULL,
  seen_at INTEGER
) WITHOUT ROWID;
