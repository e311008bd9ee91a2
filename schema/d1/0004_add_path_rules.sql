-- How a site's addresses become pages, as JSON: `PathRules` of schema/words.ts, whole.
ALTER TABLE sites ADD COLUMN paths TEXT NOT NULL DEFAULT '{"case":"keep","trailing_slash":"drop","hash":"routes"}';
