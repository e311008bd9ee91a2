/** Filters as SQL conditions, and the two relations that they are conditions of. */
import type { Filter, FilterDimension } from "../../schema/query.ts";
import { all, any, conditionOf, conditionOfNumber, conditionOfProp, conditionOfRules } from "./conditions.ts";
import { eventValue, isEventDimension, isProp, isTimeDimension, VISIT_DIMENSION_SQL } from "./dimensions.ts";
import { isAboutEntries, isAboutHosts, isAboutVisits, isOfGoals, isOfNumbers } from "./filters.ts";
import { goalsOf, reaches, reachesAny, scrollGoals } from "./goals.ts";
import type { Plan } from "./plan.ts";
import { and, param, type Sql, sql } from "./sql.ts";
import { DAY_MS, dateOf, dayNumber } from "./zone.ts";

/** What of a plan says which rows are read. */
export type Reading = Pick<Plan, "sites" | "read" | "traffic" | "filters" | "goals" | "base" | "dimensions">;

/** Visits that began up to this many days before the range are looked at; longer ones are cut off there. */
const VISIT_LOOKBACK_DAYS = 31;
/** How far around the range a share's segment is decided. */
export const BASE_REACH_DAYS = 7;

/** Rows of `events` that count: engagement reports only extend a visit, but for those that reach a goal that is asked for. */
export const eventsWhere = (plan: Reading, conditions: readonly Sql[]): Sql =>
  rowsWhere(plan, [any([sql`name != 'engagement'`, ...scrollGoals(plan).map(reaches)]), ...conditions]);

/** The others: how long and how deep. */
export const engagementWhere = (plan: Reading, conditions: readonly Sql[]): Sql =>
  rowsWhere(plan, [sql`name = 'engagement'`, ...conditions]);

/** Every read of `events` goes through here. */
function rowsWhere(plan: Reading, conditions: readonly Sql[]): Sql {
  const { from, to, firstDate, lastDate } = plan.read;
  return and([
    ofSites(plan),
    sql`date BETWEEN ${param("Date", firstDate)} AND ${param("Date", lastDate)}`,
    // On the edge of a UTC day the date says it already, and no time has to be read.
    ...(isMidnight(from) ? [] : [sql`ts >= ${time(from)}`]),
    ...(isMidnight(to) ? [] : [sql`ts < ${time(to)}`]),
    ...(from < to ? [] : [sql`0`]),
    ...ofTraffic(plan),
    ...baseOfEvents(plan),
    ...conditions,
  ]);
}

const isMidnight = (ms: number): boolean => ms % DAY_MS === 0;

/** Rows of `sessions FINAL` that overlap the range. */
export function visitsWhere(plan: Reading, conditions: readonly Sql[]): Sql {
  const { from, to, firstDate, lastDate } = plan.read;
  const earliest = dateOf(dayNumber(firstDate) - VISIT_LOOKBACK_DAYS);
  return visitRowsWhere(plan, [
    sql`start_date BETWEEN ${param("Date", earliest)} AND ${param("Date", lastDate)}`,
    // An index skips days before the range by it, but for where a visit runs into it.
    sql`end_date >= ${param("Date", firstDate)}`,
    ...(isMidnight(from) ? [] : [sql`end >= ${time(from)}`]),
    ...(isMidnight(to) ? [] : [sql`start < ${time(to)}`]),
    ...conditions,
  ]);
}

/** Rows of `sessions FINAL` that begin in the range. */
export function visitsBegunWhere(plan: Reading, conditions: readonly Sql[]): Sql {
  const { from, to, firstDate, lastDate } = plan.read;
  return visitRowsWhere(plan, [
    sql`start_date BETWEEN ${param("Date", firstDate)} AND ${param("Date", lastDate)}`,
    ...(isMidnight(from) ? [] : [sql`start >= ${time(from)}`]),
    ...(isMidnight(to) ? [] : [sql`start < ${time(to)}`]),
    ...conditions,
  ]);
}

type Read = Pick<Reading, "read">;

/** Of a visit that overlaps the range: where it stands to its edges. The days let the key and an index skip the others. */
export const beganBefore = ({ read: { from, firstDate } }: Read): Sql =>
  isMidnight(from)
    ? sql`start_date < ${param("Date", firstDate)}`
    : sql`start_date <= ${param("Date", firstDate)} AND start < ${time(from)}`;

export const begins = ({ read: { from, firstDate } }: Read): Sql =>
  isMidnight(from)
    ? sql`start_date >= ${param("Date", firstDate)}`
    : sql`start_date >= ${param("Date", firstDate)} AND start >= ${time(from)}`;

export const ends = ({ read: { to, lastDate } }: Read): Sql =>
  isMidnight(to)
    ? sql`end_date <= ${param("Date", lastDate)}`
    : sql`end_date <= ${param("Date", lastDate)} AND end < ${time(to)}`;

export const endsAfter = ({ read: { to, lastDate } }: Read): Sql =>
  isMidnight(to)
    ? sql`end_date > ${param("Date", lastDate)}`
    : sql`end_date >= ${param("Date", lastDate)} AND end >= ${time(to)}`;

/** Columns of the visits that overlap the range. */
export const overlapping = (plan: Reading, columns: Sql, conditions: readonly Sql[]): Sql =>
  sql`SELECT ${columns} FROM sessions FINAL WHERE ${visitsWhere(plan, conditions)}`;

/** Provisional visits count nowhere. Every read of `sessions` goes through here. */
function visitRowsWhere(plan: Reading, conditions: readonly Sql[]): Sql {
  return and([
    ofSites(plan),
    sql`events > 0`,
    // A range that `as_of` leaves empty holds no visit, not even one that runs over it.
    ...(plan.read.from < plan.read.to ? [] : [sql`0`]),
    ...ofTraffic(plan),
    ...baseOfVisits(plan),
    ...conditions,
  ]);
}

/**
 * Under a share only rows of its segment exist: events that pass it, of visits that pass it, and visits that hold such
 * an event. Both are decided without the question: by events of any traffic, and around the range as far as visits that
 * overlap it may reach.
 */
const baseOfEvents = (plan: Reading): Sql[] =>
  plan.base.length === 0 ? [] : conditionsOfBase(plan, (around) => eventConditions(around));

const baseOfVisits = (plan: Reading): Sql[] =>
  plan.base.length === 0 ? [] : [...visitConditions(asBase(plan)), ...containsConditions(asBase(plan))];

function conditionsOfBase(plan: Reading, ofEvents: (around: Reading) => Sql[]): Sql[] {
  const around = asBase(plan);
  const ofVisits = visitConditions(around);
  return [...ofEvents(around), ...(ofVisits.length === 0 ? [] : [isIn(visitIds(around, ofVisits))])];
}

function asBase(plan: Reading): Reading {
  const { firstDate, lastDate } = plan.read;
  const [first, last] = [dayNumber(firstDate) - BASE_REACH_DAYS, dayNumber(lastDate) + BASE_REACH_DAYS];
  return {
    ...{ ...plan, base: [], filters: [...plan.base], dimensions: [], traffic: null },
    read: {
      ...{ from: first * DAY_MS, to: (last + 1) * DAY_MS },
      ...{ firstDate: dateOf(first), lastDate: dateOf(last) },
    },
  };
}

/** Days that hold every event, with room for a visit's reach on both sides inside ClickHouse's `Date`. */
const ALL_TIME = { firstDate: "1970-01-20", lastDate: "2149-05-01" };

/** The rows among which a site's first and newest events are looked for. */
export const siteWhere = (asked: Pick<Reading, "sites" | "base" | "goals">): Sql =>
  and([
    ofSites(asked),
    ...baseOfEvents({
      ...{ ...asked, filters: [], dimensions: [], traffic: null },
      read: { ...{ from: 0, to: 0 }, ...ALL_TIME },
    }),
  ]);

/** The only place that says whose rows are read. */
export function ofSites({ sites }: Pick<Reading, "sites">): Sql {
  const [site, ...others] = sites;
  return site !== undefined && others.length === 0
    ? sql`site = ${param("String", site)}`
    : sql`site IN ${param("Array(String)", sites)}`;
}

const ofTraffic = ({ traffic }: Reading): Sql[] =>
  traffic === null ? [] : [sql`traffic IN ${param("Array(String)", traffic)}`];

export const time = (ms: number): Sql => sql`fromUnixTimestamp64Milli(${param("Int64", ms)}, 'UTC')`;

/** Conditions on events that say nothing of visits, or both at once; those of visits alone are `visitConditions`. */
export const eventConditions = (plan: Reading): Sql[] =>
  plan.filters
    .filter((filter) => !isAboutVisits(filter))
    .map((filter) =>
      test(plan, filter, eventColumn, (visits) => isIn(visitIds(plan, [test(plan, visits, visitColumn)]))),
    );

/** Conditions on visits that say nothing of their events. */
export const visitConditions = (plan: Reading): Sql[] => [
  ...plan.filters.filter(isAboutVisits).map((filter) => test(plan, filter, visitColumn)),
  ...creditConditions(plan),
];

/** A visit counts when it contains an event that passes; nothing to add when every event does. */
export function containsConditions(plan: Reading): Sql[] {
  const conditions = eventConditions(plan);
  return conditions.length === 0 ? [] : [isIn(eventVisitIds(plan, conditions))];
}

/** What is said of pages and hosts, said of the visit's entry; what is said of names and properties asks its events. */
export function entryConditions(plan: Reading): Sql[] {
  const ofEvents = plan.filters.filter((filter) => !isAboutVisits(filter));
  const mapped = ofEvents.filter(isAboutEntries);
  return [
    ...mapped.map((filter) => test(plan, filter, entryColumn)),
    ...(mapped.length === 0 ? [] : [sql`entry_page != ''`]),
    ...(mapped.length === ofEvents.length ? [] : containsConditions(plan)),
  ];
}

/** Under a filter of hosts, a visit's source is credited to the host where it entered and to no other. */
function creditConditions(plan: Reading): Sql[] {
  const ofHosts = plan.filters.filter(isAboutHosts);
  const hosts = plan.dimensions.flatMap((dimension) =>
    isTimeDimension(dimension) || isEventDimension(dimension)
      ? []
      : (VISIT_DIMENSION_SQL[dimension].credit ?? []),
  );
  return [...new Set(hosts)].flatMap((host) => ofHosts.map((filter) => test(plan, filter, () => host)));
}

/** Of visits' ids. `identity` keeps ClickHouse from sorting them for an index that no table has: 1 µs an id. */
export const isIn = (ids: Sql): Sql => sql`identity(session_id) IN (${ids})`;
const visitIds = (plan: Reading, conditions: Sql[]): Sql =>
  sql`SELECT session_id FROM sessions FINAL WHERE ${visitsWhere(plan, conditions)}`;
const eventVisitIds = (plan: Reading, conditions: Sql[]): Sql =>
  sql`SELECT session_id FROM events WHERE ${eventsWhere(plan, conditions)}`;

type ColumnOf = (dimension: FilterDimension) => Sql;

/** Sides of the join have columns of the same name, so each condition is written for one side only. */
const eventColumn: ColumnOf = (dimension) =>
  isEventDimension(dimension) ? eventValue(dimension).column : wrongSide(dimension);
const visitColumn: ColumnOf = (dimension) =>
  isEventDimension(dimension) ? wrongSide(dimension) : VISIT_DIMENSION_SQL[dimension].column;
const entryColumn: ColumnOf = (dimension) =>
  isEventDimension(dimension)
    ? (eventValue(dimension).entry ?? wrongSide(dimension))
    : VISIT_DIMENSION_SQL[dimension].column;

function wrongSide(dimension: FilterDimension): never {
  throw new Error(`${dimension} has no column on this side of the query.`);
}

/** A filter over columns. `ofVisits`, when given, takes over the parts that are about visits alone. */
function test(plan: Reading, filter: Filter, columnOf: ColumnOf, ofVisits?: (filter: Filter) => Sql): Sql {
  if (ofVisits !== undefined && isAboutVisits(filter)) return ofVisits(filter);
  switch (filter[0]) {
    case "and":
      return all(filter[1].map((part) => test(plan, part, columnOf, ofVisits)));
    case "or":
      return any(filter[1].map((part) => test(plan, part, columnOf, ofVisits)));
    case "not":
      return sql`NOT ${test(plan, filter[1], columnOf, ofVisits)}`;
    case "has_done":
      return hasDone(plan, filter[1]);
    case "has_not_done":
      return sql`NOT ${hasDone(plan, filter[1])}`;
    default:
      if (isOfGoals(filter)) return reachesAny(goalsOf(plan.goals, filter));
      if (isOfNumbers(filter)) return conditionOfNumber(filter);
      if (filter[1] === "event:rule") return conditionOfRules(filter);
      return isProp(filter[1])
        ? conditionOfProp(filter, columnOf(filter[1]))
        : conditionOf(filter, columnOf(filter[1]));
  }
}

/** The visit holds such an event, in the range. */
const hasDone = (plan: Reading, done: Filter): Sql =>
  sql`(${isIn(eventVisitIds(plan, [test(plan, done, eventColumn)]))})`;
