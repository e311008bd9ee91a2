/**
 * Synthetic traffic, made inside the engine from numbers and hashes, so that every run has the same rows: 20 sites with
 * a heavy tail, 60 days, returning people, Zipf pages and sources. Site 2 is the difficult tenant: a page for nearly
 * every view (1 M paths at ten million events) and 10,000 keys of props. Times are UTC; a few visits of the
 * night's hours run over midnight.
 */

export const DAYS = 60;
/** 59 days later is the last one. */
export const FIRST_DAY = "2026-01-01";
/** 21:00 of the last day, ms: what would happen later has not happened yet. */
export const NOW_MS = Date.parse(FIRST_DAY) + (DAYS * 24 - 3) * 3_600_000;
/** Half of all traffic. */
export const BIG_SITE = 1;
/** The tenant with 1 M paths and 10,000 keys of props: three tenths of all traffic. */
export const WIDE_SITE = 2;
export const SITES = 20;
const EVENTS_PER_VISIT = 3.12;
const WIDE_PATHS_PER_EVENT = 0.2;
const WIDE_KEYS = 10_000;

/** Visits as they happened, one row each, with their events in arrays; both schemas are filled from it. */
export const CREATE_VISITS = "CREATE TABLE visits ENGINE = MergeTree ORDER BY tuple() AS";

/** The visits of day number `day` of a run of about `events` events. */
export function visitsOf(day: number, events: number): string {
  const count = Math.round(events / EVENTS_PER_VISIT / DAYS);
  return `
WITH ${day} * 1000000000 + number AS v
SELECT v, toUInt16(${day}) AS day, ${WHO(count)}, ${WHEN}, ${WHAT(events)}, ${FROM_WHERE}, ${WITH_WHAT}
FROM numbers(${count})
WHERE start_ms + offsets[n] < ${NOW_MS}`;
}

/** A number in [0, 1), the same for the same keys. */
const chance = (...keys: string[]) => `(cityHash64(${keys.join(", ")}) / 18446744073709551616)`;
/** 1 … n - 1, each i as likely as 1/i. */
const zipf = (n: number, ...keys: string[]) => `toUInt32(floor(pow(${n}, ${chance(...keys)})))`;
/** One of the words, the first ones more often. */
const word = (words: string, ...keys: string[]) =>
  `splitByChar(' ', '${words}')[${zipf(words.split(" ").length + 1, ...keys)}]`;
/** Exponentially distributed whole numbers. */
const about = (mean: number, ...keys: string[]) => `toUInt32(-${mean} * log(${chance(...keys)} + 1e-12))`;

/** A fifth of the people consented and keep their id; the others have one a day. */
const WHO = (visits: number) => `
  multiIf(v % 10 < 5, ${BIG_SITE}, v % 10 < 8, ${WIDE_SITE}, toUInt8(3 + floor(${SITES - 2} * pow(${chance("v", "'site'")}, 2)))) AS site_no,
  toUInt64(pow(${chance("v", "'person'")}, 2) * ${8 * visits}) AS person,
  cityHash64(site_no, person) % 5 = 0 AS consents,
  if(consents, cityHash64(site_no, person, 'id'), cityHash64(site_no, person, day)) AS visitor_id,
  cityHash64(v, 'session') AS session_id`;

/** Half of the visits about noon, the others at any time. */
const WHEN = `
  toInt64(toUnixTimestamp(toDateTime('${FIRST_DAY}', 'UTC'))) * 1000 + day * 86400000
    + toInt64(if(v % 2 = 0, 43200000 * (${chance("v", "'hour'")} + ${chance("v", "'hours'")}), 86400000 * ${chance("v", "'hour'")})) AS start_ms,
  toUInt8(least(30, 1 + ${about(2.6, "v", "'events'")})) AS n,
  arrayCumSum(arrayMap(k -> if(k = 0, 0, least(300000, ${about(25_000, "v", "k", "'gap'")})), range(n))) AS offsets`;

/** By event of the visit: its name, which page of the visit it is on, engaged ms, path. */
const WHAT = (events: number) => `
  arrayMap(k -> multiIf(k = 0, 'pageview', cityHash64(v, k) % 10 < 4, 'engagement', cityHash64(v, k) % 10 < 8, 'pageview',
    ${word("click outbound_click form_submit Signup Purchase Search Play Share", "v", "k", "'name'")}), range(n)) AS names,
  arrayCumSum(arrayMap(name -> name = 'pageview', names)) AS pages,
  arrayMap((name, k) -> if(name = 'engagement', ${about(9_000, "v", "k", "'engaged'")}, 0), names, range(n)) AS engaged,
  arrayMap(page -> if(site_no = ${WIDE_SITE}, ${widePath(Math.round(events * WIDE_PATHS_PER_EVENT))}, ${USUAL_PATH}), pages) AS paths,
  arrayMap(k -> if(cityHash64(v, k, 'props') % 10 < 3,
    arrayDistinct(arrayMap(i -> ${PROP_KEY}, range(1 + v % 4))), []), range(n)) AS keys`;

const PROP_KEY = `concat(if(cityHash64(v, k, i) % 5 = 0, 'size_', 'key_'),
    toString(if(site_no = ${WIDE_SITE}, ${zipf(WIDE_KEYS / 2 + 1, "v", "k", "i")}, ${zipf(30, "v", "k", "i")})))`;

const widePath = (paths: number) => `if(cityHash64(v, page) % 10 < 6,
    concat('/item/', lower(hex(toUInt32(cityHash64('item', toUInt32(${paths} * ${chance("v", "page", "'item'")})))))),
    concat('/topic/', toString(${zipf(10_000, "v", "page", "'topic'")})))`;

const USUAL_PATH = `concat('/', ${word("blog guides docs news pricing press", "site_no", zipf(5_000, "v", "page", "'page'"))},
    '/article-', toString(${zipf(5_000, "v", "page", "'page'")}))`;

const FROM_WHERE = `
  if(${chance("v", "'direct'")} < 0.45, 0, ${zipf(200, "v", "'source'")}) AS source_no,
  multiIf(source_no = 0, '', source_no <= 9,
    splitByChar(',', 'Google,Facebook,Bing,DuckDuckGo,Hacker News,Reddit,YouTube,LinkedIn,ChatGPT')[source_no], concat('site', toString(source_no), '.example')) AS source,
  multiIf(source_no = 0, 'Direct', source_no IN (1, 3, 4), 'Organic Search', source_no = 9, 'AI Assistants', source_no < 9, 'Organic Social', 'Referral') AS channel,
  multiIf(source_no = 0, '', source_no < 5, concat(lower(source), '.com'), concat('site', toString(source_no), '.example/p/', toString(${zipf(3_000, "v", "'referrer'")}))) AS referrer,
  v % 10 = 3 AS is_tagged,
  if(is_tagged, ${word("google newsletter facebook partner", "v", "'utm1'")}, '') AS utm_source,
  if(is_tagged, ${word("cpc email social", "v", "'utm2'")}, '') AS utm_medium,
  if(is_tagged, concat('campaign-', toString(${zipf(500, "v", "'utm3'")})), '') AS utm_campaign,
  if(is_tagged AND v % 3 = 0, concat('variant-', toString(${zipf(40, "v", "'utm4'")})), '') AS utm_content,
  if(is_tagged AND v % 7 = 0, concat('term ', toString(${zipf(900, "v", "'utm5'")})), '') AS utm_term`;

const COUNTRIES =
  "US DE GB FR IN BR CA NL JP ES IT PL AU SE CH AT BE MX TR UA KR ID AR DK FI NO CZ PT RO IE NZ ZA SG IL GR HU";
const BROWSERS = "Chrome Safari Firefox Edge Samsung_Internet Opera Brave Vivaldi";

/** What a person's place and device are, the same on all their visits. */
const WITH_WHAT = `
  cityHash64(site_no, person, 'agent') AS agent,
  ${word(COUNTRIES, "agent", "'country'")} AS country,
  concat(country, '-', toString(${zipf(20, "agent", "'region'")})) AS region,
  ${zipf(150, "agent", "'city'")} AS city_no,
  concat('City of ', region, toString(city_no)) AS city,
  toUInt32(1000 + ${zipf(3_000, "agent", "'asn'")}) AS asn,
  ${word(BROWSERS, "agent", "'browser'")} AS browser,
  toString(100 + ${zipf(45, "agent", "'version'")}) AS browser_version,
  ${word("Windows iOS Android macOS Linux ChromeOS", "agent", "'os'")} AS os,
  toString(${zipf(40, "agent", "'os_version'")}) AS os_version,
  ${word("Desktop Mobile Tablet", "agent", "'device'")} AS device,
  concat(toString(320 + 40 * ${zipf(60, "agent", "'w'")}), 'x', toString(480 + 60 * ${zipf(12, "agent", "'h'")})) AS screen,
  concat(toString(300 + 20 * ${zipf(90, "agent", "'w2'")}), 'x', toString(400 + 20 * ${zipf(30, "agent", "'h2'")})) AS viewport,
  concat('en-', country) AS language,
  concat('Zone/', country) AS timezone,
  multiIf(agent % 100 < 96, 'human', agent % 100 < 99, 'bot', 'ai') AS traffic,
  concat('site', toString(site_no), '.example') AS hostname`;
