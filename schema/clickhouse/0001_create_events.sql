-- One flat, wide row per event, immutable but for session_id: a visit that is re-keyed or merged re-points its
-- events with a lightweight UPDATE, which needs the block number and offset columns and rules out projections.
-- Sorted by visitor within a day, because ids then compress and distinct visitors are counted in runs; `date`
-- is a key column of its own, because a range of days must not read timestamps.
-- Codecs are chosen by measurement (docs/benchmarks.md): what almost every question reads stays with LZ4, numbers go
-- through T64, which crops the bits that a block does not use, and all else is ZSTD(1).
-- An event's id is 9 bytes of chance and 6 of a time that is mostly the event's own: written as the difference from it,
-- the latter cost nothing, and an alias puts the id together again.
-- The deduplication window is explicit: the default of a plain MergeTree is 0, which never deduplicates. It counts
-- block ids over the whole table; a batch is one block of one partition, so 10,000 batches are remembered.
CREATE TABLE events
(
    site LowCardinality(String),
    date Date,
    visitor_id UInt64 CODEC(LZ4),
    ts DateTime64(3, 'UTC') CODEC(T64, LZ4),
    name LowCardinality(String),
    id_after_ms Int64 CODEC(T64, ZSTD(1)),
    id_version UInt16 CODEC(T64, LZ4),
    id_random UInt64 CODEC(NONE),
    session_id UInt64,
    batch_id LowCardinality(String),
    lag_ms Int32 CODEC(T64, ZSTD(1)),
    is_pageview UInt8 CODEC(T64, LZ4),
    is_interactive UInt8 DEFAULT 1 CODEC(T64, LZ4),
    hostname LowCardinality(String),
    path LowCardinality(String),
    query String,
    title LowCardinality(String),
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
    asn UInt32,
    browser LowCardinality(String),
    browser_version LowCardinality(String),
    os LowCardinality(String),
    os_version LowCardinality(String),
    device LowCardinality(String),
    screen LowCardinality(String),
    viewport LowCardinality(String),
    language LowCardinality(String),
    timezone LowCardinality(String),
    traffic LowCardinality(String),
    traffic_reasons Array(LowCardinality(String)),
    rules Array(LowCardinality(String)),
    consent LowCardinality(String),
    origin LowCardinality(String),
    sdk LowCardinality(String),
    user_id String,
    client_session_id String,
    engagement_ms UInt32 CODEC(T64, ZSTD(1)),
    scroll UInt8 DEFAULT 255,
    revenue_amount Decimal(18, 4),
    revenue_currency LowCardinality(String),
    order_id String,
    props Map(LowCardinality(String), String),
    nums Map(LowCardinality(String), Float64),
    element_selector String,
    element_text String,
    href String,
    file_extension LowCardinality(String),
    form_id LowCardinality(String),
    form_name LowCardinality(String),
    form_action String,
    vital_metric LowCardinality(String),
    vital_value Float32,
    vital_rating LowCardinality(String),
    vital_target String,
    error_message String,
    error_file String,
    error_line UInt32,
    error_column UInt32,
    error_stack String,
    previous_id String,

    event_id UUID ALIAS reinterpret(bitOr(bitShiftLeft(toUInt128(id_random), 64),
        toUInt128(toUInt64(toUnixTimestamp64Milli(ts) + id_after_ms) * 65536 + id_version)), 'UUID'),

    -- Admission asks for single ids, and reconciliation for single batches.
    INDEX id_random_bloom id_random TYPE bloom_filter(0.05) GRANULARITY 1,
    INDEX batch_id_bloom batch_id TYPE bloom_filter(0.01) GRANULARITY 4
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(date)
ORDER BY (site, date, visitor_id, ts)
SETTINGS default_compression_codec = 'ZSTD(1)', non_replicated_deduplication_window = 10000,
    enable_block_number_column = 1, enable_block_offset_column = 1
