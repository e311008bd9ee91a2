/**
 * Plausible's public schema (its migrations up to 2025: events_v2, sessions_v2) and the SQL that its query builder
 * makes, written down again for one server. Without imported data, sampling at factor 1. Their visitors are `uniq`,
 * an estimate; ours are counted. Sessions have the same two versions as ours: a first row, its cancellation, and the last.
 */
import { EVENT_WITH, EVENTS_OF_VISITS, VISIT_WITH } from "./ours.ts";

const TEXT = "String CODEC(ZSTD(3))";
const VISIT_COLUMNS = `referrer ${TEXT}, referrer_source ${TEXT}, country_code LowCardinality(FixedString(2)),
  screen_size LowCardinality(String), operating_system LowCardinality(String), browser LowCardinality(String),
  utm_medium ${TEXT}, utm_source ${TEXT}, utm_campaign ${TEXT}, browser_version LowCardinality(String),
  operating_system_version LowCardinality(String), subdivision1_code LowCardinality(String),
  subdivision2_code LowCardinality(String), city_geoname_id UInt32, utm_content ${TEXT}, utm_term ${TEXT},
  acquisition_channel LowCardinality(String), click_id_param LowCardinality(String)`;

export const PEER_DDL = [
  `CREATE TABLE events_v2 (timestamp DateTime('UTC') CODEC(Delta(4), LZ4), name LowCardinality(String), site_id UInt64, user_id UInt64,
    session_id UInt64, hostname ${TEXT}, pathname ${TEXT}, ${VISIT_COLUMNS}, \`meta.key\` Array(String) CODEC(ZSTD(3)), \`meta.value\` Array(String) CODEC(ZSTD(3)),
    revenue_source_amount Nullable(Decimal64(3)), revenue_source_currency FixedString(3), revenue_reporting_amount Nullable(Decimal64(3)),
    revenue_reporting_currency FixedString(3), scroll_depth UInt8, engagement_time UInt32)
  ENGINE = MergeTree PARTITION BY toYYYYMM(timestamp) PRIMARY KEY (site_id, toDate(timestamp), name, user_id)
  ORDER BY (site_id, toDate(timestamp), name, user_id, timestamp) SAMPLE BY user_id`,
  `CREATE TABLE sessions_v2 (session_id UInt64, sign Int8, site_id UInt64, user_id UInt64, hostname ${TEXT},
    timestamp DateTime('UTC') CODEC(Delta(4), LZ4), start DateTime('UTC') CODEC(Delta(4), LZ4), is_bounce UInt8, entry_page ${TEXT}, exit_page ${TEXT},
    pageviews Int32, events Int32, duration UInt32, ${VISIT_COLUMNS}, \`entry_meta.key\` Array(String) CODEC(ZSTD(3)), \`entry_meta.value\` Array(String) CODEC(ZSTD(3)),
    exit_page_hostname ${TEXT}, INDEX minmax_timestamp timestamp TYPE minmax GRANULARITY 1)
  ENGINE = VersionedCollapsingMergeTree(sign, events) PARTITION BY toYYYYMM(start)
  ORDER BY (site_id, toDate(start), user_id, session_id) SAMPLE BY user_id`,
];

const VISIT: Record<string, string> = {
  referrer: "referrer",
  referrer_source: "source",
  country_code: "country",
  screen_size: "device",
  operating_system: "os",
  browser: "browser",
  utm_medium: "utm_medium",
  utm_source: "utm_source",
  utm_campaign: "utm_campaign",
  browser_version: "browser_version",
  operating_system_version: "os_version",
  subdivision1_code: "region",
  city_geoname_id: "2000000 + cityHash64(city) % 4000000",
  utm_content: "utm_content",
  utm_term: "utm_term",
  acquisition_channel: "channel",
};

const EVENT: Record<string, string> = {
  timestamp: "toDateTime(intDiv(at_ms, 1000), 'UTC')",
  name: "name",
  site_id: "site_no",
  user_id: "event_visitor_id",
  session_id: "session_id",
  hostname: "hostname",
  pathname: "path",
  ...VISIT,
  "`meta.key`": "prop_keys",
  "`meta.value`": "prop_values",
  revenue_source_amount: "if(name = 'Purchase', toDecimal64(random % 30000 / 100, 3), NULL)",
  revenue_source_currency: "if(name = 'Purchase', 'EUR', '')",
  revenue_reporting_amount: "if(name = 'Purchase', toDecimal64(random % 30000 / 100, 3), NULL)",
  revenue_reporting_currency: "if(name = 'Purchase', 'EUR', '')",
  scroll_depth: "if(name = 'engagement', random % 101, 255)",
  engagement_time: "engagement",
};

export const insertPeerEvents = (day: number) => `
INSERT INTO events_v2 (${Object.keys(EVENT).join(", ")}) ${EVENT_WITH}
SELECT ${Object.values(EVENT).join(", ")} FROM ${EVENTS_OF_VISITS} WHERE day = ${day}`;

const SESSION: Record<string, string> = {
  session_id: "session_id",
  sign: "row.1",
  site_id: "site_no",
  user_id: "visitor_id",
  hostname: "hostname",
  timestamp: "toDateTime(intDiv(end_ms, 1000), 'UTC')",
  start: "toDateTime(intDiv(start_ms, 1000), 'UTC')",
  is_bounce: "counted < 2",
  entry_page: "paths[1]",
  exit_page: "paths[m]",
  pageviews: "views",
  events: "counted",
  duration: "intDiv(end_ms - start_ms, 1000)",
  ...VISIT,
  exit_page_hostname: "hostname",
};

/** The first row of a visit; with `isFinal` its last one too, and the cancellation of the first. */
export const insertPeerSessions = (day: number, isFinal: boolean) => {
  const half = "toUInt8(intDiv(n, 2))";
  const rows = isFinal ? `[(-1, ${half}), (1, n)]` : `[(1, ${half})]`;
  return `
INSERT INTO sessions_v2 (${Object.keys(SESSION).join(", ")}) ${VISIT_WITH("row.2")}
SELECT ${Object.values(SESSION).join(", ")} FROM visits ARRAY JOIN ${rows} AS row WHERE day = ${day} AND row.2 > 0`;
};
