/** What each dimension is in SQL: its column, where the column lives, and the word for an empty value. */
import {
  type EventDimension,
  type GoalDimension,
  type NamedEventDimension,
  type NumericDimension,
  PROP_PREFIX,
  type PropDimension,
  type TimeDimension,
  VITAL_VALUE,
  type VisitDimension,
  type WeekStart,
} from "../../schema/words.ts";
import type { Calendar, DayInterval, Interval } from "./buckets.ts";
import { countryNameSql } from "./countries.ts";
import { pageGroupSql } from "./page-groups.ts";
import type { PlannedDimension } from "./plan.ts";
import { param, type Sql, sql } from "./sql.ts";

interface Value {
  column: Sql;
  /** What an empty column is called; filters take this word for it too. Null: rows without a value are left out. */
  empty: string | null;
}

export const DIRECT = "Direct / None";
export const NOT_SET = "(not set)";
export const NONE = "(none)";

interface EventValue extends Value {
  /** The column of `sessions` that says the same of the visit's entry. */
  entry: Sql | null;
  /** Of a dimension that is of some events alone: which. The others have no row. */
  only?: Sql;
}

const VITALS = sql`vital_metric != ''`;
const ERRORS = sql`name = 'error'`;
/** The rules that marked an event, as an array; one empty text where none did. */
export const RULES_OF_EVENT = sql`emptyArrayToSingle(rules)`;
/** To the digits that a 32-bit number surely has, so that 0.1 is 0.1. */
const VITAL_NUMBER = sql`round(toFloat64(vital_value), 4)`;

/** Columns of `events`. */
const EVENT_DIMENSION_SQL = {
  "event:page": { column: sql`path`, entry: sql`entry_page`, empty: NONE },
  "event:hostname": { column: sql`hostname`, entry: sql`entry_hostname`, empty: NONE },
  "event:page_group": { column: pageGroupSql(sql`path`), entry: pageGroupSql(sql`entry_page`), empty: NONE },
  "event:title": { column: sql`title`, entry: null, empty: NONE },
  "event:name": { column: sql`name`, entry: null, empty: NONE },
  // A row for each of an event's rules.
  "event:rule": { column: sql`arrayJoin(${RULES_OF_EVENT})`, entry: null, empty: NONE },
  "event:href": { column: sql`href`, entry: null, empty: NONE, only: sql`href != ''` },
  "event:file_extension": {
    ...{ column: sql`file_extension`, entry: null, empty: NONE },
    only: sql`file_extension != ''`,
  },
  "event:vital": { column: sql`vital_metric`, entry: null, empty: NONE, only: VITALS },
  "event:vital_rating": { column: sql`vital_rating`, entry: null, empty: NONE, only: VITALS },
  "event:vital_value": { column: sql`toString(${VITAL_NUMBER})`, entry: null, empty: NONE, only: VITALS },
  "event:vital_target": { column: sql`vital_target`, entry: null, empty: NONE, only: VITALS },
  "event:error_message": { column: sql`error_message`, entry: null, empty: NONE, only: ERRORS },
  "event:error_file": { column: sql`error_file`, entry: null, empty: NONE, only: ERRORS },
  "event:error_line": { column: sql`toString(error_line)`, entry: null, empty: NONE, only: ERRORS },
  // No column of the table: rows that reach goals are given one, once for each goal.
  "event:goal": { column: sql`goal`, entry: null, empty: NONE },
} satisfies Record<NamedEventDimension | GoalDimension, EventValue>;

/** An event that lacks the property has the empty text there. */
export const eventValue = (dimension: EventDimension): EventValue =>
  isProp(dimension)
    ? { column: sql`props[${param("String", keyOf(dimension))}]`, entry: null, empty: NONE }
    : EVENT_DIMENSION_SQL[dimension];

/** What an empty value of a dimension is called; null: it has none, or rows without a value are left out. */
export function emptyWord(dimension: PlannedDimension): string | null {
  if (isTimeDimension(dimension)) return null;
  return isEventDimension(dimension) ? eventValue(dimension).empty : VISIT_DIMENSION_SQL[dimension].empty;
}

/** The number in a column that may hold one, and the condition that it does: a text that reads as no decimal is none. */
export function numberIn(dimension: NumericDimension): { number: Sql; isNumber: Sql } {
  if (dimension === VITAL_VALUE) return { number: VITAL_NUMBER, isNumber: VITALS };
  const key = param("String", keyOf(dimension));
  return { number: sql`nums[${key}]`, isNumber: sql`mapContains(nums, ${key})` };
}

const keyOf = (dimension: PropDimension): string => dimension.slice(PROP_PREFIX.length);

/**
 * Columns of `sessions`. `credit` is the visit's host at the moment that decided the value: under a filter of hosts a
 * visit's source is credited to the host where it entered, and to no other.
 */
export const VISIT_DIMENSION_SQL = {
  "visit:entry_page": { column: sql`entry_page`, empty: null, credit: sql`entry_hostname` },
  "visit:entry_page_hostname": { column: sql`entry_hostname`, empty: null, credit: sql`entry_hostname` },
  "visit:exit_page": { column: sql`exit_page`, empty: null, credit: sql`exit_hostname` },
  "visit:exit_page_hostname": { column: sql`exit_hostname`, empty: null, credit: sql`exit_hostname` },
  "visit:source": { column: sql`source`, empty: DIRECT, credit: sql`hostname` },
  "visit:referrer": { column: sql`referrer`, empty: DIRECT, credit: sql`hostname` },
  "visit:channel": { column: sql`channel`, empty: "Direct", credit: sql`hostname` },
  "visit:utm_source": { column: sql`utm_source`, empty: NOT_SET, credit: sql`hostname` },
  "visit:utm_medium": { column: sql`utm_medium`, empty: NOT_SET, credit: sql`hostname` },
  "visit:utm_campaign": { column: sql`utm_campaign`, empty: NOT_SET, credit: sql`hostname` },
  "visit:utm_content": { column: sql`utm_content`, empty: NOT_SET, credit: sql`hostname` },
  "visit:utm_term": { column: sql`utm_term`, empty: NOT_SET, credit: sql`hostname` },
  "visit:country": { column: sql`country`, empty: NOT_SET, credit: null },
  "visit:region": { column: sql`region`, empty: NOT_SET, credit: null },
  "visit:city": { column: sql`city`, empty: NOT_SET, credit: null },
  "visit:browser": { column: sql`browser`, empty: NOT_SET, credit: null },
  "visit:browser_version": { column: sql`browser_version`, empty: NOT_SET, credit: null },
  "visit:os": { column: sql`os`, empty: NOT_SET, credit: null },
  "visit:os_version": { column: sql`os_version`, empty: NOT_SET, credit: null },
  "visit:device": { column: sql`device`, empty: NOT_SET, credit: null },
  "visit:screen": { column: sql`screen`, empty: NOT_SET, credit: null },
  "visit:country_name": {
    get column() {
      return countryNameSql();
    },
    ...{ empty: NOT_SET, credit: null },
  },
  "visit:region_name": { column: sql`region`, empty: NOT_SET, credit: null },
  "visit:city_name": { column: sql`city`, empty: NOT_SET, credit: null },
  "visit:site": { column: sql`site`, empty: NONE, credit: null },
  "visit:language": { column: sql`language`, empty: NOT_SET, credit: null },
} satisfies Record<VisitDimension, Value & { credit: Sql | null }>;

/** The bucket of an instant (`DateTime64`), the same number as `bucketOf` in `buckets.ts`. */
export function bucketSql(interval: Interval, { zone, weekStart }: Calendar, instant: Sql): Sql {
  const wall = sql`toTimeZone(${instant}, ${param("String", zone)})`;
  const day = sql`toDate(${wall})`;
  switch (interval) {
    case "time:minute":
      return sql`(toUInt32(${day}) * 1440 + toHour(${wall}) * 60 + toMinute(${wall}))`;
    case "time:hour":
      return sql`(toUInt32(${day}) * 24 + toHour(${wall}))`;
    default:
      return bucketOfDaySql(interval, weekStart, day);
  }
}

/** The same of a day (`Date`), of buckets that are made of days. */
export function bucketOfDaySql(interval: DayInterval, weekStart: WeekStart, day: Sql): Sql {
  switch (interval) {
    case "time:day":
      return sql`toUInt32(${day})`;
    case "time:week":
      return weekSql(day, weekStart);
    case "time:month":
      return sql`toUInt32(toStartOfMonth(${day}))`;
  }
}

/** The first day of a day's week. */
export const weekSql = (day: Sql, weekStart: WeekStart): Sql =>
  weekStart === "sunday" ? sql`toUInt32(toStartOfWeek(${day}, 0))` : sql`toUInt32(toMonday(${day}))`;

/**
 * Every bucket that a visit spans, from its first to its last event, as an array: a visit counts in each of them, so
 * that a bucket's number is the number of a range that is the bucket. Offsets of zones are multiples of 15 minutes.
 */
export function spannedBucketsSql(interval: Interval, calendar: Calendar, first: Sql, last: Sql): Sql {
  const [from, to] = [bucketSql(interval, calendar, first), bucketSql(interval, calendar, last)];
  if (interval === "time:day") return sql`range(${from}, ${to} + 1)`;
  if (interval === "time:week") return sql`range(${from}, ${to} + 1, 7)`;
  if (interval === "time:month") return sql`arrayDistinct([${from}, ${to}])`;
  const step = interval === "time:hour" ? sql`900` : sql`60`;
  const stepped = bucketSql(
    interval,
    calendar,
    sql`fromUnixTimestamp64Milli(toInt64(step) * ${step} * 1000)`,
  );
  const steps = sql`range(toUInt32(intDiv(toUnixTimestamp64Milli(${first}), ${step} * 1000)), toUInt32(intDiv(toUnixTimestamp64Milli(${last}), ${step} * 1000)) + 1)`;
  return sql`if(${from} = ${to}, [${from}], arrayDistinct(arrayMap(step -> ${stepped}, ${steps})))`;
}

export const isTimeDimension = (dimension: string): dimension is TimeDimension =>
  dimension.startsWith("time");
export const isProp = (dimension: string): dimension is PropDimension => dimension.startsWith(PROP_PREFIX);
/** By page, or by what pages have in common: what visits report of their pages can be told by it. */
export const isOfPages = (dimension: string): boolean =>
  dimension === "event:page" || dimension === "event:page_group";
export const isEventDimension = (dimension: string): dimension is EventDimension =>
  dimension.startsWith("event:");
