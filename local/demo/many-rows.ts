/**
 * A large site's rows, made inside ClickHouse from numbers and hashes: two million events in seconds, where the real path
 * takes minutes. The same settings make the same rows. Every page is the entry of a visit at least once.
 */
export interface ManyRows {
  site: string;
  hostname: string;
  /** About so many. */
  events: number;
  pages: number;
  /** Paths of the first pages, the most visited ones; the others are `/page-<number>`. */
  names?: readonly string[];
  /** Of the last event at the latest, ms; the first is `DAYS` before. */
  endMs: number;
}

const DAYS = 30;
const DAY_MS = 86_400_000;
/** One to seven, each as often. */
const EVENTS_A_VISIT = 4;
const MAX_GAP_MS = 40_000;
const VISITS_A_PERSON = 1.6;
/** So many of ten visits begin on the next page in turn; the others where everybody goes. */
const VISITS_IN_TURN = 2;

/** The statements that insert the site's rows into `events` and `sessions`. */
export const manyRows = (rows: ManyRows): string[] => [
  insert(
    "events",
    EVENT,
    `${visits(rows)} ARRAY JOIN range(n) AS k, offsets AS off, names AS name, paths AS path, engaged AS ms`,
  ),
  insert("sessions", SESSION, visits(rows)),
];

const insert = (table: string, columns: Record<string, string>, from: string) =>
  `INSERT INTO ${table} (${Object.keys(columns).join(", ")}) SELECT ${Object.values(columns).join(", ")} FROM ${from}`;

/** A text in SQL. The settings are the caller's own, and a quote in a path is no end of it. */
const text = (value: string) => `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

const chance = (...keys: string[]) => `(cityHash64(v, ${keys.join(", ")}) / 18446744073709551616)`;
/** One of the words, the first ones more often. */
const word = (words: string, key: string) =>
  `splitByChar(' ', '${words}')[toUInt32(floor(pow(${words.split(" ").length + 1}, ${chance(`'${key}'`)})))]`;
/** The same for all visits of a person. */
const own = (expression: string) => expression.replaceAll("cityHash64(v,", "cityHash64(person,");

/** One row a visit, its events in arrays. */
function visits({ site, hostname, events, pages, names = [], endMs }: ManyRows): string {
  const count = Math.ceil(events / EVENTS_A_VISIT);
  const startMs = endMs - DAYS * DAY_MS;
  const spanMs = DAYS * DAY_MS - 7 * MAX_GAP_MS;
  const named = `[${names.map(text).join(", ")}]`;
  const path = (page: string) =>
    names.length === 0
      ? `concat('/page-', toString(${page}))`
      : `if(${page} < ${names.length}, ${named}[${page} + 1], concat('/page-', toString(${page})))`;
  const often = `toUInt32(floor(pow(${pages}, ${chance("page", "'page'")})) - 1)`;
  const inTurn = `v % 10 < ${VISITS_IN_TURN} AND page = 1`;
  return `(
WITH number AS v SELECT v, ${text(site)} AS site_id, ${text(hostname)} AS host,
  toUInt64(${count} / ${VISITS_A_PERSON} * ${chance("'person'")}) AS person,
  cityHash64(site_id, person, 'visitor') AS visitor, cityHash64(site_id, v, 'session') AS session,
  ${startMs} + toInt64(intDiv(v * ${spanMs}, ${count})) AS start_ms,
  toUInt8(1 + cityHash64(v, 'n') % 7) AS n,
  arrayCumSum(arrayMap(k -> if(k = 0, 0, 2000 + cityHash64(v, k, 'gap') % ${MAX_GAP_MS - 2_000}), range(n))) AS offsets,
  arrayMap(k -> multiIf(k = 0, 'pageview', cityHash64(v, k) % 10 < 6, 'pageview', cityHash64(v, k) % 10 < 8, 'engagement', 'Signup'), range(n)) AS names,
  arrayCumSum(arrayMap(name -> name = 'pageview', names)) AS places,
  arrayMap(page -> if(${inTurn}, toUInt32((intDiv(v, 10) * ${VISITS_IN_TURN} + v % 10) % ${pages}), ${often}), places) AS numbers,
  arrayMap(page -> ${path("page")}, numbers) AS paths,
  arrayMap((name, k) -> if(name = 'engagement', cityHash64(v, k, 'ms') % 20000, 0), names, range(n)) AS engaged,
  if(${chance("'direct'")} < 0.4, '', ${word("Google Bing DuckDuckGo Reddit YouTube", "source")}) AS source_name,
  ${own(word("DE US GB FR IN BR JP ES IT PL EG SA", "country"))} AS country_code,
  ${own(word("Chrome Safari Firefox Edge", "browser"))} AS browser_name,
  ${own(word("Windows iOS Android macOS Linux", "os"))} AS os_name,
  ${own(word("Desktop Mobile Tablet", "device"))} AS device_name
FROM numbers(${count}))`;
}

const at = (ms: string) => `fromUnixTimestamp64Milli(toInt64(${ms}), 'UTC')`;
const date = (ms: string) => `toDate(toDateTime(intDiv(${ms}, 1000), 'UTC'))`;

/** What rows of both tables have. */
const BOTH = {
  site: "site_id",
  visitor_id: "visitor",
  session_id: "session",
  hostname: "host",
  country: "country_code",
  browser: "browser_name",
  os: "os_name",
  device: "device_name",
  language: "'en'",
  screen: "'1920x1080'",
  traffic: "'human'",
};
const CHANNEL =
  "multiIf(source_name = '', 'Direct', source_name IN ('Reddit', 'YouTube'), 'Organic Social', 'Organic Search')";

const EVENT: Record<string, string> = {
  ...BOTH,
  date: date("(start_ms + off)"),
  ts: at("start_ms + off"),
  name: "name",
  id_after_ms: "0",
  id_version: "28672 + cityHash64(v, k) % 4096",
  id_random: "bitOr(bitShiftRight(cityHash64(site_id, v, k, 'id'), 2), bitShiftLeft(toUInt64(2), 62))",
  batch_id: "'1:0:1'",
  lag_ms: "200",
  is_pageview: "name = 'pageview'",
  is_interactive: "name != 'engagement'",
  path: "path",
  source: "if(k = 0, source_name, '')",
  channel: `if(k = 0, ${CHANNEL}, 'Direct')`,
  consent: "'full'",
  origin: "'browser'",
  engagement_ms: "ms",
  scroll: "if(name = 'engagement', cityHash64(v, k, 'scroll') % 101, 255)",
};

/** Places of the last event that is no report of engagement, and of the last pageview. */
const COUNTED = "arrayLastIndex(name -> name != 'engagement', names)";
const VIEWED = "arrayLastIndex(name -> name = 'pageview', names)";
/** What was reported after the last event counts as time of the visit. */
const TAIL_MS = `arraySum(arraySlice(engaged, ${COUNTED} + 1))`;

const SESSION: Record<string, string> = {
  ...BOTH,
  start_date: date("start_ms"),
  version: "n",
  start: at("start_ms"),
  end_after_ms: `offsets[${COUNTED}]`,
  active_after_end_ms: `offsets[n] - offsets[${COUNTED}]`,
  tail_ms: TAIL_MS,
  engaged_ms: "arraySum(engaged)",
  pageviews: "countEqual(names, 'pageview')",
  events: "arrayCount(name -> name != 'engagement', names)",
  interactions: "arrayCount(name -> name != 'engagement', names)",
  entry_page: "paths[1]",
  entry_hostname: "host",
  exit_page: `paths[${VIEWED}]`,
  exit_hostname: "host",
  exit_before_end_ms: `offsets[${COUNTED}] - offsets[${VIEWED}]`,
  start_tie: "cityHash64(v, 'start')",
  tail: `if(${TAIL_MS} > 0, [toUInt64(start_ms + offsets[n]), toUInt64(${TAIL_MS})], [])`,
  source: "source_name",
  channel: CHANNEL,
};

/** Runs them at the local stack's ClickHouse, which asks for no password. */
export async function insertManyRows(clickHouseUrl: string, rows: ManyRows): Promise<void> {
  for (const statement of manyRows(rows)) {
    const answer = await fetch(`${clickHouseUrl}/?database=footfall`, { method: "POST", body: statement });
    if (!answer.ok) throw new Error(`ClickHouse answered ${answer.status}: ${await answer.text()}`);
    await answer.body?.cancel();
  }
}
