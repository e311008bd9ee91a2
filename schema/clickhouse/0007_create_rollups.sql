-- A day of a site's zone, or a week (seven `days` from a Monday), in sums, by dimension and value (both empty: the whole day). Derived from the exact tables and
-- never the only place of anything: dropping it costs speed. Rows of an older run of the day are ignored, then deleted.
-- `visits` and the like are of visits that overlap it, `begun_visits` of those that began in it: a range has the visits
-- that overlap its first part, and those that began in the others. By page and host they are of visits that
-- entered there. Visitors are a sketch, since a sum of days would count returning people again. Of most dimensions a day
-- has a handful of rows beside thousands of another: small granules, for a sketch takes as long to read as a hundred numbers.
-- `uniques` is what the sketch says. Values with many visitors come first: who wants the greatest few reads a few granules.
CREATE TABLE rollups
(
    site LowCardinality(String),
    zone LowCardinality(String),
    dimension LowCardinality(String),
    days UInt8 DEFAULT 1,
    day Date,
    computed_from DateTime64(3, 'UTC'),
    traffic LowCardinality(String),
    value String,
    visitors AggregateFunction(uniqCombined64(14), UInt64),
    uniques UInt64 MATERIALIZED finalizeAggregation(visitors),
    pageviews UInt64,
    events UInt64,
    visits UInt64,
    views UInt64,
    bounces UInt64,
    duration_ms UInt64,
    begun_visits UInt64,
    begun_views UInt64,
    begun_bounces UInt64,
    begun_duration_ms UInt64
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (site, zone, dimension, days, day, computed_from, traffic, -toInt64(uniques), value)
SETTINGS default_compression_codec = 'ZSTD(1)', index_granularity = 64
