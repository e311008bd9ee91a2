-- With which day the site's weeks begin: a word of WEEK_STARTS in schema/words.ts.
ALTER TABLE sites ADD COLUMN week_start TEXT NOT NULL DEFAULT 'monday' CHECK (week_start IN ('monday', 'sunday'));
