-- Events that a rule set aside, for 30 days. The key is the event's, so that copies of it are one row; read with FINAL.
-- What links an event to its visitor's other days and to a shard is gone after 48 h, as the salts are.
CREATE TABLE quarantine
(
    site LowCardinality(String),
    event_id UUID,
    received_at DateTime64(3, 'UTC'),
    ts DateTime64(3, 'UTC'),
    name LowCardinality(String),
    rule LowCardinality(String),
    visitor_id UInt64,
    hostname LowCardinality(String),
    path LowCardinality(String),
    source LowCardinality(String),
    country LowCardinality(String),
    browser LowCardinality(String),
    os LowCardinality(String),
    traffic LowCardinality(String),
    event String CODEC(ZSTD(3)),
    links String TTL toDateTime(received_at) + INTERVAL 48 HOUR
)
ENGINE = ReplacingMergeTree
ORDER BY (site, event_id)
TTL toDateTime(received_at) + INTERVAL 30 DAY
SETTINGS default_compression_codec = 'ZSTD(1)'
