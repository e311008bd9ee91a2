-- What administrators did: who (the id of a token or person), what, to which thing, when (ms). Never what they sent.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  site TEXT,
  subject TEXT
);
