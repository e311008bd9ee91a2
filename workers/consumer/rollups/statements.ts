/**
 * The statements that find days worth rolling up and roll them up. Their text is this repository's alone; sites, zones,
 * days and times are parameters. What a number means is what the query worker means by it (docs/metrics.md).
 */
import {
  MARK_SLACK_MS,
  MIN_ROLLED_EVENTS,
  ROLLED_VISIT_DIMENSIONS,
  ROLLED_WEEK_DAYS,
} from "../../../schema/rollups.ts";

/** A day is closed this long after its end: late events then come as corrections. */
const CLOSED_AFTER_S = 2 * 3_600;

/** Sites that have enough events for sums to be worth it. */
export const BUSY_SITES = `
SELECT site FROM events WHERE date >= today() - 30 GROUP BY site HAVING count() >= ${MIN_ROLLED_EVENTS} ORDER BY site
FORMAT TabSeparatedRaw`;

/** Days of UTC that a day of the zone overlaps. */
const FIRST_DATE = "toDate(toTimeZone(toDateTime(day, {zone:String}), 'UTC'))";
const LAST_DATE = "toDate(toTimeZone(toDateTime(day + 1, {zone:String}) - 1, 'UTC'))";

/**
 * Closed days of a site that have no run which holds, newest first. A day that changed a moment ago waits: a run that
 * began now would not hold.
 */
export const DUE_DAYS = `
SELECT day, toString(${FIRST_DATE}), toString(${LAST_DATE}) FROM
(
  SELECT arrayJoin([date - 1, date, date + 1]) AS day, max(at) AS marked FROM
  (SELECT date, max(at) AS at FROM dirty_days WHERE site = {site:String} GROUP BY date)
  WHERE date BETWEEN ${FIRST_DATE} AND ${LAST_DATE}
  GROUP BY day
) AS m
LEFT JOIN
(
  SELECT day, max(computed_from) AS computed FROM rollup_runs
  WHERE site = {site:String} AND zone = {zone:String} AND days = 1 GROUP BY day
) AS r USING (day)
WHERE day < toDate(toTimeZone(now() - ${CLOSED_AFTER_S}, {zone:String}))
  AND computed <= marked + toIntervalMillisecond(${MARK_SLACK_MS})
  AND marked + toIntervalMillisecond(${MARK_SLACK_MS}) < now64(3)
ORDER BY day DESC
LIMIT {limit:UInt8}
FORMAT TabSeparatedRaw`;

/** Events of the day, and visits that overlap it, by the zone's own calendar. */
const EVENTS = `events WHERE site = {site:String} AND date BETWEEN {first:Date} AND {last:Date}
  AND name != 'engagement' AND toDate(toTimeZone(ts, {zone:String})) = {day:Date}`;
/** Visits that began up to this many days before are looked at, as by the query worker. */
const LOOKBACK_DAYS = 31;
const VISITS = `sessions FINAL WHERE site = {site:String}
  AND start_date BETWEEN {first:Date} - ${LOOKBACK_DAYS} AND {last:Date} AND events > 0
  AND toDate(toTimeZone(start, {zone:String})) <= {day:Date} AND toDate(toTimeZone(end, {zone:String})) >= {day:Date}`;

const columnOf = (dimension: string) => dimension.slice("visit:".length);
/** Dimension and value of each that a visit has; visits without a page have no entry and no exit. */
const PAIRS = `arrayFilter(pair -> NOT has({left_out:Array(String)}, pair.1) AND NOT (pair.1 LIKE 'visit:e%_page' AND pair.2 = ''),
  [('', ''), ${ROLLED_VISIT_DIMENSIONS.map((dimension) => `('${dimension}', ${columnOf(dimension)}::String)`).join(", ")}])`;
const ENTRY_PAIRS = `arrayFilter(pair -> NOT has({left_out:Array(String)}, pair.1), [('event:page', entry_page::String), ('event:hostname', entry_hostname::String)])`;
const EVENT_PAIRS = `arrayFilter(pair -> NOT has({left_out:Array(String)}, pair.1), [('event', ''), ('event:page', path::String), ('event:hostname', hostname::String)])`;

/** Of those that overlap the day, and of those that began in it. */
const VISIT_SUMS = [
  ...["count()", "sum(t.pageviews)", "countIf(interactions <= 1)", "sum(t.duration_ms)"],
  ...[
    "countIf(began)",
    "sumIf(t.pageviews, began)",
    "countIf(interactions <= 1 AND began)",
    "sumIf(t.duration_ms, began)",
  ],
];
const BEGAN = "toDate(toTimeZone(start, {zone:String})) = {day:Date} AS began";

/** Pages where visits entered and left are pages of events; the rest of what a visit is stands on its events too. */
const columnOfEvents = (dimension: string) => (dimension.endsWith("_page") ? "path" : columnOf(dimension));

/** How many values the day has of each dimension, in the order of `COUNTED_DIMENSIONS`; first the number of events. */
export const COUNT_VALUES = `
SELECT count(), uniq(path), uniq(hostname), ${ROLLED_VISIT_DIMENSIONS.map((dimension) => `uniq(${columnOfEvents(dimension)})`).join(", ")}
FROM ${EVENTS}
FORMAT TabSeparatedRaw`;
export const COUNTED_DIMENSIONS = ["event:page", "event:hostname", ...ROLLED_VISIT_DIMENSIONS] as const;

const KEY =
  "{site:String}, {zone:String}, pair.1, {days:UInt8}, {day:Date}, {computed_from:DateTime64(3, 'UTC')}";
const NUMBERS = [
  ...["pageviews", "events", "visits", "views", "bounces", "duration_ms"],
  ...["begun_visits", "begun_views", "begun_bounces", "begun_duration_ms"],
];
const named = (sums: readonly string[]) =>
  NUMBERS.map((name, at) => `${sums[at] ?? 0} AS ${name}`).join(", ");
/** Of events inside the day, and of whole visits. */
const INSIDE = `uniqCombined64State(14)(visitor_id) AS sketch, ${named(["sum(is_pageview)", "count()"])}`;
const WHOLE = `arrayReduce('uniqCombined64State(14)', emptyArrayUInt64()) AS sketch, ${named(["0", "0", ...VISIT_SUMS])}`;

/** Rows of a dimension and value, each once: what is summed of events beside what is summed of visits. */
const sumsOf = (inside: string, whole: string) => `
INSERT INTO rollups (site, zone, dimension, days, day, computed_from, traffic, value, visitors, ${NUMBERS.join(", ")})
SELECT ${KEY}, traffic, pair.2, uniqCombined64MergeState(14)(sketch), ${NUMBERS.map((name) => `sum(p.${name})`).join(", ")}
FROM
(
  SELECT pair, traffic, ${INSIDE} FROM (${inside}) GROUP BY pair, traffic
  UNION ALL
  SELECT pair, traffic, ${WHOLE} FROM (${whole}) AS t GROUP BY pair, traffic
) AS p
GROUP BY pair, traffic`;

/** Each is one insert of its own; the run is written when all of them are in. */
export const ROLL_UP: readonly string[] = [
  // What visits did in the day, with the traffic and the attributes of their visits.
  sumsOf(
    `SELECT s.traffic AS traffic, visitor_id, is_pageview, arrayJoin(pairs) AS pair
  FROM (SELECT session_id, visitor_id, is_pageview FROM ${EVENTS}) AS e
  INNER JOIN (SELECT session_id, traffic, ${PAIRS} AS pairs FROM ${VISITS}) AS s USING (session_id)`,
    `SELECT traffic, pageviews, interactions, duration_ms, ${BEGAN}, arrayJoin(${PAIRS}) AS pair FROM ${VISITS}`,
  ),
  // All events, and by page and host: the events there, and the visits that entered there.
  sumsOf(
    `SELECT traffic, visitor_id, is_pageview, arrayJoin(${EVENT_PAIRS}) AS pair FROM ${EVENTS}`,
    `SELECT traffic, pageviews, interactions, duration_ms, ${BEGAN}, arrayJoin(${ENTRY_PAIRS}) AS pair FROM ${VISITS} AND entry_page != ''`,
  ),
];

export const WRITE_RUN = `
INSERT INTO rollup_runs (site, zone, days, day, computed_from, first_date, last_date, events, left_out)
SELECT {site:String}, {zone:String}, {days:UInt8}, {day:Date}, {computed_from:DateTime64(3, 'UTC')}, {first:Date}, {last:Date}, {events:UInt64}, {left_out:Array(String)}`;

/** A row of a run that a newer one of its day or week has replaced, if there is any: to delete nothing takes a second too. */
export const OLD_RUN = `
SELECT 1 FROM rollups WHERE site = {site:String} AND zone = {zone:String} AND dimension = '' AND days = {days:UInt8}
  AND day = {day:Date} AND computed_from < {computed_from:DateTime64(3, 'UTC')}
LIMIT 1
FORMAT TabSeparatedRaw`;
/** Readers that know of an older run asked more than the slack ago, longer than any question may take. */
export const FORGET_OLD_RUNS = `
DELETE FROM rollups WHERE site = {site:String} AND zone = {zone:String} AND days = {days:UInt8} AND day = {day:Date}
  AND computed_from < {computed_from:DateTime64(3, 'UTC')}`;

/** Newest runs of days, and since when each holds or not. */
const DAY_RUNS = `
  SELECT day, max(computed_from) AS computed, argMax((first_date, last_date, events, left_out), computed_from) AS run
  FROM rollup_runs WHERE site = {site:String} AND zone = {zone:String} AND days = 1 GROUP BY day`;

/**
 * Weeks of which all days hold and one was summed after the week was, newest first. What changes a day while its week is
 * summed leaves a mark that is newer than the week's beginning, so the week does not hold either.
 */
export const DUE_WEEKS = `
WITH (SELECT groupArray((date, at)) FROM (SELECT date, max(at) AS at FROM dirty_days WHERE site = {site:String} GROUP BY date)) AS marks
SELECT week, toString(first), toString(last), toString(events), toString(left_out) FROM
(
  SELECT toMonday(day) AS week, max(computed) AS newest, min(run.1) AS first, max(run.2) AS last, sum(run.3) AS events,
    arraySort(groupUniqArrayArray(run.4)) AS left_out
  FROM (${DAY_RUNS})
  WHERE NOT arrayExists(mark -> mark.1 BETWEEN run.1 AND run.2 AND mark.2 + toIntervalMillisecond(${MARK_SLACK_MS}) >= computed, marks)
  GROUP BY week
  HAVING count() = ${ROLLED_WEEK_DAYS}
) AS d
LEFT JOIN
(
  SELECT day AS week, max(computed_from) AS computed FROM rollup_runs
  WHERE site = {site:String} AND zone = {zone:String} AND days = ${ROLLED_WEEK_DAYS} GROUP BY day
) AS w USING (week)
WHERE newest >= computed
ORDER BY week DESC
LIMIT {limit:UInt8}
FORMAT TabSeparatedRaw`;

/** A week has the visits that overlap its first day, and those that began in the others. */
const OF_FIRST_DAY = (name: string) => `sum(if(day = {day:Date}, ${name}, begun_${name}))`;
const SUM_OF_WEEK: Readonly<Record<string, string>> = Object.fromEntries(
  ["visits", "views", "bounces", "duration_ms"].map((name) => [name, OF_FIRST_DAY(name)]),
);

export const ROLL_UP_WEEK = `
INSERT INTO rollups (site, zone, dimension, days, day, computed_from, traffic, value, visitors, ${NUMBERS.join(", ")})
SELECT site, zone, dimension, {days:UInt8}, {day:Date}, {computed_from:DateTime64(3, 'UTC')}, traffic, value,
  uniqCombined64MergeState(14)(visitors), ${NUMBERS.map((name) => SUM_OF_WEEK[name] ?? `sum(r.${name})`).join(", ")}
FROM rollups AS r
WHERE site = {site:String} AND zone = {zone:String} AND days = 1 AND NOT has({left_out:Array(String)}, dimension)
  AND day BETWEEN {day:Date} AND {day:Date} + ${ROLLED_WEEK_DAYS - 1}
  AND (day, computed_from) IN (SELECT day, computed FROM (${DAY_RUNS}))
GROUP BY site, zone, dimension, traffic, value`;
