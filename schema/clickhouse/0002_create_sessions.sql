-- One row per visit, replaced whole by a higher version: an upsert can be repeated without a token.
-- Read with FINAL. The key holds the day of the start; a visit whose start moves to another day is retracted
-- under the old key (is_deleted) and written under the new one.
-- FINAL costs what lies in more than one part: a part alone in its partition is read as if there were no FINAL, at a
-- third of the cost (docs/benchmarks.md). So partitions are weeks, and parts an hour old become one; only what came in
-- since then has to be merged while reading.
-- Narrow: what repeats another column is written as the difference from it, and read under its own name by an alias.
-- What nearly every question reads is written out by the server: day of the end and duration (docs/benchmarks.md).
-- Codecs as in `events`.
-- The visitor stands before the session, because late events load all visits of a visitor around a time.
CREATE TABLE sessions
(
    site LowCardinality(String),
    start_date Date,
    visitor_id UInt64 CODEC(LZ4),
    session_id UInt64 CODEC(LZ4),
    version UInt64 CODEC(T64, LZ4),
    is_deleted UInt8,
    start DateTime64(3, 'UTC') CODEC(T64, LZ4),
    end_after_ms UInt64 CODEC(T64, LZ4),
    active_before_ms UInt64 CODEC(T64, LZ4),
    active_after_end_ms UInt64 CODEC(T64, LZ4),
    tail_ms UInt64 CODEC(T64, LZ4),
    engaged_ms UInt64 CODEC(T64, ZSTD(1)),
    pageviews UInt32 CODEC(T64, LZ4),
    events UInt32 CODEC(T64, LZ4),
    interactions UInt32 CODEC(T64, LZ4),
    entry_page LowCardinality(String),
    entry_hostname LowCardinality(String),
    exit_page LowCardinality(String),
    exit_hostname LowCardinality(String),
    entry_after_ms UInt64 CODEC(T64, ZSTD(1)),
    exit_before_end_ms UInt64 CODEC(T64, ZSTD(1)),
    start_tie UInt32 CODEC(NONE),
    entry_tie_xor UInt32,
    exit_tie_xor UInt32,
    tail Array(UInt64),
    other_visitor_ids Array(UInt64),
    hostname LowCardinality(String),
    referrer String,
    source LowCardinality(String),
    channel LowCardinality(String),
    click_id LowCardinality(String),
    utm_source LowCardinality(String),
    utm_medium LowCardinality(String),
    utm_campaign LowCardinality(String),
    utm_content LowCardinality(String),
    utm_term LowCardinality(String),
    country LowCardinality(String),
    region LowCardinality(String),
    city LowCardinality(String),
    browser LowCardinality(String),
    browser_version LowCardinality(String),
    os LowCardinality(String),
    os_version LowCardinality(String),
    device LowCardinality(String),
    screen LowCardinality(String),
    language LowCardinality(String),
    traffic LowCardinality(String),

    end DateTime64(3, 'UTC') ALIAS start + toIntervalMillisecond(end_after_ms),
    active_from DateTime64(3, 'UTC') ALIAS start - toIntervalMillisecond(active_before_ms),
    active_until DateTime64(3, 'UTC') ALIAS start + toIntervalMillisecond(end_after_ms + active_after_end_ms),
    end_date Date MATERIALIZED toDate(start + toIntervalMillisecond(end_after_ms)) CODEC(T64, LZ4),
    duration_ms UInt64 MATERIALIZED end_after_ms + tail_ms CODEC(T64, LZ4),

    -- Few visits run into a range that they began before: this finds them without reading the days before it.
    INDEX end_date_minmax end_date TYPE minmax GRANULARITY 1
)
ENGINE = ReplacingMergeTree(version, is_deleted)
PARTITION BY toMonday(start_date)
ORDER BY (site, start_date, visitor_id, session_id)
SETTINGS default_compression_codec = 'ZSTD(1)', non_replicated_deduplication_window = 10000,
    min_age_to_force_merge_seconds = 3600
