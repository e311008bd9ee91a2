-- A closed day of a site's zone that was rolled up: `computed_from` is when that began, by ClickHouse's own clock. Written
-- after its rows. It holds as long as no mark of the UTC days that it overlaps is newer; the newest run of a day counts.
-- `left_out` names dimensions with too many values to be worth it.
CREATE TABLE rollup_runs
(
    site LowCardinality(String),
    zone LowCardinality(String),
    day Date,
    computed_from DateTime64(3, 'UTC'),
    first_date Date,
    last_date Date,
    events UInt64,
    left_out Array(LowCardinality(String))
)
ENGINE = ReplacingMergeTree(computed_from)
ORDER BY (site, zone, day)
