-- Dirty marks: something of this UTC day changed at this moment, by ClickHouse's own clock. Only the newest of a day
-- matters, so older ones may be merged away; readers take max(at).
CREATE TABLE dirty_days
(
    site LowCardinality(String),
    date Date,
    at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(at)
ORDER BY (site, date)
