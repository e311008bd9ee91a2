/** Our tables, filled from `visits` as the consumer and its shards would fill them. The DDL is the migrations' own. */
import { FIRST_DAY } from "./data.ts";

export const siteId = (number: number) => `s${String(number).padStart(12, "0")}`;
const SITE = "concat('s', leftPad(toString(site_no), 12, '0'))";

/** 48 bits of ms, version, and random bits, as the tracker mints ids. */
const uuidV7 = (
  ms: string,
  random: string,
) => `toUUID(concat(substring(${hex(ms)}, 5, 8), '-', substring(${hex(ms)}, 13, 4), '-7',
    substring(${hex(`cityHash64(${random}, 1)`)}, 1, 3), '-a', substring(${hex(`cityHash64(${random}, 2)`)}, 1, 3), '-', substring(${hex(`cityHash64(${random}, 3)`)}, 1, 12)))`;
const hex = (number: string) => `leftPad(hex(toUInt64(${number})), 16, '0')`;

/** Column and expression. Later events of a visit have no source of their own. */
const EVENT: Record<string, string> = {
  site: SITE,
  date: "toDate(toDateTime(intDiv(at_ms, 1000), 'UTC'))",
  visitor_id: "event_visitor_id",
  ts: "fromUnixTimestamp64Milli(at_ms, 'UTC')",
  name: "name",
  // The id has the browser's time; the network and the browser's clock stand between it and ours.
  id_after_ms: "-toInt64(40 + random % 300 + agent % 2000)",
  id_version: "28672 + cityHash64(random, 1) % 4096",
  id_random: "bitOr(bitShiftRight(cityHash64(random, 2), 2), bitShiftLeft(toUInt64(2), 62))",
  session_id: "session_id",
  batch_id: "concat('1:0:', toString(intDiv(at_ms, 60000)))",
  lag_ms: "150 + random % 4000",
  is_pageview: "name = 'pageview'",
  is_interactive: "name != 'engagement'",
  hostname: "hostname",
  path: "path",
  query: "if(random % 50 = 0, concat('page=', toString(random % 9)), '')",
  title: "if(name = 'pageview', concat('All about ', path, ' | ', hostname), '')",
  referrer: "if(k = 0, referrer, '')",
  source: "if(k = 0, source, '')",
  channel: "if(k = 0, channel, 'Direct')",
  utm_source: "if(k = 0, utm_source, '')",
  utm_medium: "if(k = 0, utm_medium, '')",
  utm_campaign: "if(k = 0, utm_campaign, '')",
  utm_content: "if(k = 0, utm_content, '')",
  utm_term: "if(k = 0, utm_term, '')",
  ...Object.fromEntries(
    ["country", "region", "city", "asn", "browser", "browser_version", "os", "os_version", "device"].map(
      (name) => [name, name],
    ),
  ),
  ...Object.fromEntries(
    ["screen", "viewport", "language", "timezone", "traffic"].map((name) => [name, name]),
  ),
  traffic_reasons: "if(traffic = 'human', [], ['user_agent'])",
  consent: "if(consents, 'full', 'cookieless')",
  origin: "'browser'",
  sdk: "'web/0.1.0'",
  user_id: "if(consents AND person % 4 = 0, concat('user-', toString(person)), '')",
  client_session_id: `if(consents, toString(${uuidV7("start_ms", "session_id")}), '')`,
  engagement_ms: "engagement",
  scroll: "if(name = 'engagement', random % 101, 255)",
  revenue_amount: "if(name = 'Purchase', random % 30000, 0) / 100",
  revenue_currency: "if(name = 'Purchase', 'EUR', '')",
  props: "mapFromArrays(prop_keys, prop_values)",
  nums: "mapFromArrays(number_keys, arrayMap(key -> toFloat64(cityHash64(key, random) % 1000), number_keys))",
  element_selector: "if(name = 'click', concat('main > a.button-', toString(random % 40)), '')",
  href: "if(name = 'outbound_click', concat('https://site', toString(random % 300), '.example/'), '')",
};

/** The id that an event of that time carries: without consent it is another one each day. */
const visitorAt = (ms: string) =>
  `if(consents, visitor_id, cityHash64(site_no, person, toUInt16(dateDiff('day', toDate('${FIRST_DAY}'), toDate(toDateTime(intDiv(${ms}, 1000), 'UTC'))))))`;

/** Per event: what both schemas take from `visits`. */
export const EVENTS_OF_VISITS = `visits ARRAY JOIN range(n) AS k, offsets AS off, names AS name, paths AS path, engaged AS engagement, keys AS prop_keys`;
export const EVENT_WITH = `WITH start_ms + off AS at_ms, ${visitorAt("at_ms")} AS event_visitor_id, cityHash64(v, k, 'id') AS random,
  arrayFilter(key -> key LIKE 'size%', prop_keys) AS number_keys,
  arrayMap(key -> if(key LIKE 'size%', toString(cityHash64(key, random) % 1000), concat('value ', toString(toUInt32(pow(200, cityHash64(key, random) / 18446744073709551616))))), prop_keys) AS prop_values`;

export const insertEvents = (day: number) => `
INSERT INTO events (${Object.keys(EVENT).join(", ")}) ${EVENT_WITH}
SELECT ${Object.values(EVENT).join(", ")} FROM ${EVENTS_OF_VISITS} WHERE day = ${day}`;

/** What a visit looks like after its first `m` events. */
export const VISIT_WITH = (m: string) => `WITH ${m} AS m,
  arraySlice(names, 1, m) AS seen, arrayFilter((off, name) -> name != 'engagement', arraySlice(offsets, 1, m), seen) AS times,
  arraySum(arraySlice(engaged, 1, m)) AS engaged_sum, countEqual(seen, 'pageview') AS views, length(times) AS counted,
  start_ms + times[-1] AS end_ms, start_ms + offsets[m] AS until_ms,
  arraySum(arrayMap((off, ms) -> if(off > times[-1], ms, 0), arraySlice(offsets, 1, m), arraySlice(engaged, 1, m))) AS tail_ms,
  start_ms + arrayFilter((off, name) -> name = 'pageview', arraySlice(offsets, 1, m), seen)[-1] AS last_view_ms`;

const at = (ms: string) => `fromUnixTimestamp64Milli(toInt64(${ms}), 'UTC')`;

const SESSION: Record<string, string> = {
  site: SITE,
  start_date: "toDate(toDateTime(intDiv(start_ms, 1000), 'UTC'))",
  visitor_id: "visitor_id",
  session_id: "session_id",
  version: "m",
  start: at("start_ms"),
  end_after_ms: "end_ms - start_ms",
  active_after_end_ms: "until_ms - end_ms",
  tail_ms: "tail_ms",
  engaged_ms: "engaged_sum",
  pageviews: "views",
  events: "counted",
  interactions: "counted",
  entry_page: "paths[1]",
  entry_hostname: "hostname",
  exit_page: "paths[m]",
  exit_hostname: "hostname",
  exit_before_end_ms: "end_ms - last_view_ms",
  start_tie: "cityHash64(v, 'start')",
  exit_tie_xor: "if(views = 1, 0, cityHash64(v, m))",
  other_visitor_ids: `arrayFilter(id -> id != visitor_id, [${visitorAt("end_ms")}])`,
  tail: "if(tail_ms > 0, [toUInt64(until_ms), toUInt64(tail_ms)], [])",
  ...Object.fromEntries(
    ["hostname", "referrer", "source", "channel", "utm_source", "utm_medium", "utm_campaign"].map((name) => [
      name,
      name,
    ]),
  ),
  ...Object.fromEntries(
    ["utm_content", "utm_term", "country", "region", "city", "browser", "browser_version", "os"].map(
      (name) => [name, name],
    ),
  ),
  ...Object.fromEntries(
    ["os_version", "device", "screen", "language", "traffic"].map((name) => [name, name]),
  ),
};

/** Two versions of a visit of several events: half-way, and as it ended. */
export const insertSessions = (day: number, isFinal: boolean) => `
INSERT INTO sessions (${Object.keys(SESSION).join(", ")}) ${VISIT_WITH(isFinal ? "n" : "toUInt8(intDiv(n, 2))")}
SELECT ${Object.values(SESSION).join(", ")} FROM visits WHERE day = ${day} AND m > 0`;
