-- A closed day of a site's zone that was rolled up: `computed_from` is when that began, by ClickHouse's own clock. Written
-- after its rows. It holds as long as no mark of the UTC days that it overlaps is newer; the newest run of a day counts.
-- `left_out` names dimensions with too many values to be worth it. With seven `days` it is of the week that begins on
-- `day`, a Monday: its rows are made of those of its days, which all held when it began.
CREATE TABLE rollup_runs
(
    site LowCardinality(String),
    zone LowCardinality(String),
    days UInt8 DEFAULT 1,
    day Date,
    computed_from DateTime64(3, 'UTC'),
    first_date Date,
    last_date Date,
    events UInt64,
    left_out Array(LowCardinality(String))
)
ENGINE = ReplacingMergeTree(computed_from)
ORDER BY (site, zone, days, day)
