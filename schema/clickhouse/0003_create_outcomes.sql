-- Every event's fate, counted. A shard adds what it counted in half a minute as one batch, which it may have to write
-- again: the key holds the batch, so that a repeated row replaces itself, and is read with FINAL.
CREATE TABLE outcomes
(
    site LowCardinality(String),
    minute DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
    stage LowCardinality(String),
    reason LowCardinality(String),
    rule LowCardinality(String),
    batch_id LowCardinality(String),
    n UInt64 CODEC(T64, ZSTD(1))
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(minute)
ORDER BY (site, minute, stage, reason, rule, batch_id)
TTL toDateTime(minute) + INTERVAL 400 DAY
SETTINGS default_compression_codec = 'ZSTD(1)'
