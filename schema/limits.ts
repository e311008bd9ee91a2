/**
 * Numbers on which both ends must agree, unit in the name.
 * No imports: the tracker bundles this file.
 */
const KB = 1_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** POST /capture without a token. */
export const MAX_REQUEST_BYTES = 64 * KB;
export const MAX_EVENTS_PER_REQUEST = 100;
/** POST /capture with a token that has events:write. */
export const MAX_SERVER_REQUEST_BYTES = 1_000 * KB;
export const MAX_SERVER_EVENTS_PER_REQUEST = 1_000;

export const MAX_PROPS = 50;
export const MAX_KEY_BYTES = 300;
export const MAX_VALUE_BYTES = 2_000;
export const MAX_NAME_BYTES = 120;
export const MAX_URL_BYTES = 2_000;
export const MAX_ID_BYTES = 256;

/** Browsers may deliver late (the tracker's queue keeps 7 days); older events are refused. */
export const MAX_BROWSER_AGE_MS = 8 * DAY_MS;
export const TRACKER_QUEUE_AGE_MS = 7 * DAY_MS;
/** A corrected time further ahead than this becomes the time of receipt. */
export const MAX_FUTURE_MS = 5 * MINUTE_MS;

/** A message of Cloudflare Queues is 128 KB with about 100 B of metadata; the margin covers the envelope. */
export const MAX_MESSAGE_BYTES = 120 * KB;

/** Slots are the unit that moves between shards: six bits, never stored with a row. */
export const SLOT_COUNT = 64;

/** A session ends after this much inactivity; exactly the gap still continues it. */
export const SESSION_GAP_MS = 30 * MINUTE_MS;
export const MIN_SESSION_MINUTES = 5;
export const MAX_SESSION_MINUTES = 240;
/** An event is late when it is older than the shard's horizon by more than this. */
export const LATE_MS = 60 * MINUTE_MS;

/** W of the fast lane: how far receipt and delivery may lie from the id's own time. */
export const FAST_LANE_WINDOW_MS = 10 * MINUTE_MS;
/** Ids are remembered until the id's own time plus this, 2.5 W. */
export const ID_MEMORY_MS = 2.5 * FAST_LANE_WINDOW_MS;

/** SQLite in a Durable Object refuses rows over 2 MB, which the local runtime does not enforce. */
export const MAX_RING_ROW_BYTES = 1_800 * KB;
/** Rows of one insert into ClickHouse and of one archive object. */
export const MAX_BATCH_ROWS = 10_000;

/** One query of the API. */
export const MAX_QUERY_ROWS = 10_000;
export const MAX_QUERIED_SITES = 100;
