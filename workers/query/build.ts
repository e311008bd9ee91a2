/** Plan → Sql. Pure. */
import type { SiteId } from "../../schema/ids.ts";
import type { Metric } from "../../schema/words.ts";
import { type Attribute, activity } from "./activity.ts";
import type { Interval } from "./buckets.ts";
import {
  bucketOfDaySql,
  bucketSql,
  emptyWord,
  eventValue,
  isEventDimension,
  isTimeDimension,
  spannedBucketsSql,
  VISIT_DIMENSION_SQL,
} from "./dimensions.ts";
import {
  ALL_VISITORS,
  countedTogether,
  OWN_VISITORS,
  VISITORS_OF_ACTIVITY,
  VISITORS_OF_EVENTS,
} from "./distinct.ts";
import { isEngaged } from "./engaged.ts";
import { hasExits, pageviewsWithExits } from "./exits.ts";
import { currencyOf, currencySql, reachedGoals, reachesAny, rowGoals, scrollGoals } from "./goals.ts";
import { withGroups } from "./groups.ts";
import { isOfVisitors, metricFacts, metricSql, type Relation, type Surroundings } from "./metrics.ts";
import { everybody, type Plan, type PlannedDimension } from "./plan.ts";
import { rolledRows } from "./rolled.ts";
import { bucketsBetween, isSpannable, spans } from "./spans.ts";
import { and, commas, join, numbered, param, render, type Sql, sql } from "./sql.ts";
import {
  containsConditions,
  engagementWhere,
  entryConditions,
  eventConditions,
  eventsWhere,
  isIn,
  overlapping,
  siteWhere,
  time,
  visitConditions,
  visitsWhere,
} from "./where.ts";

/**
 * One statement for the whole plan: each relation is aggregated by itself under the columns d0, d1 … (dimensions) and
 * m0, m1 … (metrics, in the order asked), the parts are laid over each other, then ordered, and cut to the page.
 */
export function build(plan: Plan): Sql {
  const rows = rowsOf(plan);
  const columns = commas([...plan.dimensions.map((name, at) => labelled(name, at)), ...metricNames(plan)]);
  const order = plan.order.map(
    ({ by, direction }) => sql`${orderColumn(plan, by)} ${direction === "asc" ? sql`ASC` : sql`DESC`}`,
  );
  const page = sql`LIMIT ${param("UInt32", plan.limit)} OFFSET ${param("UInt32", plan.offset)}`;
  return order.length === 0
    ? sql`SELECT ${columns} FROM (${rows}) ${page}`
    : sql`SELECT ${columns} FROM (${rows}) ORDER BY ${commas(order)} ${page}`;
}

/**
 * The rows of `compared` for the values on the page of `main`. They are found by asking for that page once more, so
 * that both answers come at the same time; the condition stands outside, because shares are of all rows.
 */
export function buildComparison(main: Plan, compared: Plan): Sql {
  const rows = rowsOf(compared);
  const columns = [...compared.dimensions.map((name, at) => labelled(name, at)), ...metricNames(compared)];
  const values = compared.dimensions.flatMap((name, at) =>
    isTimeDimension(name) ? [] : [numbered("v", at)],
  );
  const all = sql`SELECT ${commas(columns)} FROM (${rows})`;
  return values.length === 0
    ? all
    : sql`SELECT * FROM (${all}) WHERE (${commas(values)}) IN (SELECT ${commas(values)} FROM (${build(main)}))`;
}

const rowsOf = (plan: Plan): Sql => (plan.rolled === undefined ? exactRows(plan) : rolledRows(plan));

const exactRows = (plan: Plan): Sql =>
  withGroups(plan, plan.parts.length === 1 ? single(plan) : overlaid(plan), rowsOf);

const metricNames = ({ metrics }: Plan): Sql[] => metrics.map((_, at) => numbered("m", at));
const dimensionNames = ({ dimensions }: Plan): Sql[] => dimensions.map((_, at) => numbered("d", at));

/** Empty values get their word before they are ordered by name. */
function labelled(dimension: PlannedDimension, at: number): Sql {
  const [raw, label] = [numbered("d", at), numbered("v", at)];
  const word = emptyWord(dimension);
  return word === null
    ? sql`${raw} AS ${label}`
    : sql`if(${raw} = '', ${param("String", word)}, ${raw}) AS ${label}`;
}

function orderColumn({ metrics, dimensions }: Plan, by: Metric | PlannedDimension): Sql {
  // One list of words, two vocabularies: a word of one is never in the other.
  const metric = (metrics as string[]).indexOf(by);
  return metric === -1 ? numbered("v", (dimensions as string[]).indexOf(by)) : numbered("m", metric);
}

const single = (plan: Plan): Sql => select(plan, plan.parts[0]?.relation ?? "events", (_, told) => told());

/** Parts with different rows: a count that one part lacks is 0, a rate is null. */
function overlaid(plan: Plan): Sql {
  const parts = plan.parts.map(({ relation, metrics }, index) => {
    const tell: Tell = (metric, told) =>
      metrics.includes(metric) ? sql`toNullable(toFloat64(${told()}))` : sql`CAST(NULL, 'Nullable(Float64)')`;
    return select(plan, relation, tell, [sql`${index === 0 ? sql`1` : sql`0`} AS is_first`]);
  });
  const metrics = plan.metrics.map((metric, at) => {
    const name = numbered("m", at);
    return metricFacts(metric).isCount
      ? sql`ifNull(max(p.${name}), 0) AS ${name}`
      : sql`max(p.${name}) AS ${name}`;
  });
  const union = join(parts, sql` UNION ALL `);
  const columns = commas([...dimensionNames(plan), ...metrics]);
  return plan.dimensions.length === 0
    ? sql`SELECT ${columns} FROM (${union}) AS p`
    : sql`SELECT ${columns} FROM (${union}) AS p GROUP BY ${commas(dimensionNames(plan))} ${having(plan)}`;
}

/** By page or host there are the rows that events have: where nobody was in the range, nobody counts as having entered. */
const having = ({ parts, dimensions }: Plan): Sql =>
  parts[0]?.relation === "events" && dimensions.some(isEventDimension)
    ? sql`HAVING max(is_first) = 1`
    : sql``;

/** The column of a metric, of what a relation tells of it. */
type Tell = (metric: Metric, told: () => Sql) => Sql;

function select(plan: Plan, relation: Relation, tell: Tell, more: readonly Sql[] = []): Sql {
  const dimensions = plan.dimensions.map(
    (dimension, at) => sql`${dimensionSql(plan, relation, dimension, at)} AS ${numbered("d", at)}`,
  );
  if (isCountedTogether(plan, relation)) return selectTogether(plan, relation, dimensions, tell, more);
  const metrics = plan.metrics.map((metric, at) => {
    const told = () => metricSql(metric, relation, around(plan, relation));
    return sql`${tell(metric, told)} AS ${numbered("m", at)}`;
  });
  const rows = sql`SELECT ${commas([...dimensions, ...metrics, ...more])} FROM ${source(plan, relation)}`;
  const having = relation === "exits" && plan.dimensions.some(isOfExits) ? sql`HAVING ${hasExits}` : sql``;
  return dimensions.length === 0 ? rows : sql`${rows} GROUP BY ${commas(dimensionNames(plan))} ${having}`;
}

/** The same, where the visitors of all rows together are counted beside those of each. */
function selectTogether(
  plan: Plan,
  relation: Relation,
  dimensions: Sql[],
  tell: Tell,
  more: readonly Sql[],
): Sql {
  const mine = plan.parts.find((part) => part.relation === relation)?.metrics ?? [];
  const isCounted = (metric: Metric) => !mine.includes(metric) || isOfVisitors(metric);
  const own = around(plan, relation);
  const told = plan.metrics.flatMap((metric, at) =>
    isCounted(metric) ? [] : [{ metric, name: numbered("m", at) }],
  );
  const columns = [
    ...dimensions,
    ...told.map(({ metric, name }) => sql`${metricSql(metric, relation, own)} AS ${name}`),
    sql`${visitorsIn(relation)} AS visitors`,
  ];
  const groups = sql`SELECT ${commas(columns)} FROM ${source(plan, relation)} GROUP BY ${commas(dimensionNames(plan))}`;
  const counted = { ...own, visitors: OWN_VISITORS, total: () => ALL_VISITORS };
  const metrics = plan.metrics.map((metric, at) => {
    const name = numbered("m", at);
    const value = () => (isCounted(metric) ? metricSql(metric, relation, counted) : sql`c.${name}`);
    return sql`${tell(metric, value)} AS ${name}`;
  });
  const rows = countedTogether(
    groups,
    dimensionNames(plan),
    told.map(({ name }) => name),
  );
  return sql`SELECT ${commas([...dimensionNames(plan), ...metrics, ...more])} FROM (${rows}) AS c`;
}

const visitorsIn = (relation: Relation): Sql =>
  relation === "activity" ? VISITORS_OF_ACTIVITY : VISITORS_OF_EVENTS;

/** Shares are of all rows together where these are the rows of the question without its dimensions. */
function isCountedTogether(plan: Plan, relation: Relation): boolean {
  const asksShares = plan.parts.some(
    (part) => part.relation === relation && part.metrics.includes("percentage"),
  );
  if (!asksShares || plan.dimensions.length === 0) return false;
  // What rows are grouped by does not change which they are.
  const own = relation === "activity" ? activity(plan, visitsOf(plan), []) : source(plan, relation);
  return isSame(source(undivided(plan), relation), own);
}

const undivided = (plan: Plan): Plan => ({ ...plan, dimensions: [], interval: null });

function dimensionSql(plan: Plan, relation: Relation, dimension: PlannedDimension, at: number): Sql {
  if (isTimeDimension(dimension)) {
    if (isOfRows(relation)) return bucketOfRow(dimension, plan);
    if (relation === "spans" && isSpannable(dimension)) return sql`arrayJoin(${bucketsBetween(dimension)})`;
    const [first, last] = [
      sql`greatest(start, ${time(plan.read.from)})`,
      sql`least(end, ${time(plan.read.to - 1)})`,
    ];
    return sql`arrayJoin(${spannedBucketsSql(dimension, plan, first, last)})`;
  }
  if (isEventDimension(dimension)) {
    const { column, entry } = eventValue(dimension);
    // As texts: a dictionary of a million pages is dearer to group by, and one of few is not cheaper.
    if (isOfRows(relation)) return dimension === "event:page" ? sql`toString(${column})` : column;
    if (entry === null) throw new Error(`${dimension} says nothing of visits.`);
    return entry;
  }
  if (relation === "exits" && isOfExits(dimension))
    return dimension === "visit:exit_page" ? sql`path` : sql`hostname`;
  return isOfRows(relation) || relation === "activity" || relation === "spans"
    ? numbered("v", at)
    : VISIT_DIMENSION_SQL[dimension].column;
}

/** A day of UTC is a column of the key: no time has to be read. */
const bucketOfRow = (interval: Interval, plan: Plan): Sql =>
  isSpannable(interval) && plan.zone === "UTC"
    ? bucketOfDaySql(interval, plan.weekStart, sql`date`)
    : bucketSql(interval, plan, sql`ts`);

/** Rows of `events`, each of one moment and one page; the others are of whole visits. */
const isOfRows = (relation: Relation): boolean =>
  relation === "events" || relation === "engagement" || relation === "exits";

/** Where visits ended: of a single pageview, where it was. */
const isOfExits = (dimension: PlannedDimension): boolean =>
  dimension === "visit:exit_page" || dimension === "visit:exit_page_hostname";

/** Table, joined attributes of visits, and conditions. */
function source(plan: Plan, relation: Relation): Sql {
  const visit = visitsOf(plan);
  switch (relation) {
    case "activity":
      return activity(plan, visit, attributesOf(plan));
    case "spans":
      if (plan.interval === null || !isSpannable(plan.interval))
        throw new Error("Visits are added up by days, weeks or months.");
      return spans(plan, plan.interval, [...visit, ...containsConditions(plan)], attributesOf(plan));
    case "visits":
      return sql`sessions FINAL WHERE ${visitsWhere(plan, [...visit, ...containsConditions(plan)])}`;
    case "entries":
      return sql`sessions FINAL WHERE ${visitsWhere(plan, [...visit, ...entryPresence(plan), ...entryConditions(plan)])}`;
    case "events":
      // Of engagement reports too, those without a visit around them belong to none.
      return eventsSource(plan, visit, eventsWhere, visit.length === 0 && scrollGoals(plan).length === 0);
    case "engagement":
      // Reports without a visit around them belong to none.
      return eventsSource(plan, visit, engagementWhere, false);
    case "exits":
      return pageviewsWithExits(plan, visit, attributesOf(plan));
  }
}

/** What is said of the visits themselves. */
const visitsOf = (plan: Plan): Sql[] => [...visitConditions(plan), ...presence(plan)];

const attributesOf = (plan: Plan): Attribute[] =>
  plan.dimensions.flatMap((dimension, at) =>
    isTimeDimension(dimension) || isEventDimension(dimension)
      ? []
      : [{ column: VISIT_DIMENSION_SQL[dimension].column, name: numbered("v", at) }],
  );

/** A visit's attributes come from its own row, whatever the copies on its events say. */
function eventsSource(plan: Plan, visit: Sql[], where: typeof eventsWhere, isAnyVisit: boolean): Sql {
  const attributes = attributesOf(plan).map(({ column, name }) => sql`${column} AS ${name}`);
  const byGoal = plan.dimensions.includes("event:goal");
  const reached = [...(byGoal ? [reachesAny(rowGoals(plan))] : []), ...onlyOf(plan)];
  const events = (conditions: Sql[]) => where(plan, [...conditions, ...reached, ...eventConditions(plan)]);
  // A row for each goal that an event reaches.
  const columns = byGoal ? sql`*, ${reachedGoals(rowGoals(plan))} AS goal` : sql`*`;
  if (attributes.length > 0) {
    return sql`(SELECT ${columns} FROM events WHERE ${events([])}) AS e INNER JOIN (${overlapping(plan, commas([sql`session_id`, ...attributes]), visit)}) AS s USING (session_id)`;
  }
  const rows = isAnyVisit
    ? sql`events WHERE ${events([])}`
    : sql`events WHERE ${events([isIn(overlapping(plan, sql`session_id`, visit))])}`;
  return byGoal ? sql`(SELECT ${columns} FROM ${rows})` : rows;
}

/** Of vitals, errors and the like: the events that are such. */
const onlyOf = ({ dimensions }: Plan): Sql[] =>
  dimensions.flatMap((dimension) => (isEventDimension(dimension) ? (eventValue(dimension).only ?? []) : []));

/** Rows without an entry or exit page are no rows of it. */
const presence = ({ dimensions }: Plan): Sql[] =>
  dimensions.flatMap((dimension) =>
    isTimeDimension(dimension) || isEventDimension(dimension) || VISIT_DIMENSION_SQL[dimension].empty !== null
      ? []
      : [sql`${VISIT_DIMENSION_SQL[dimension].column} != ''`],
  );

const entryPresence = ({ dimensions }: Plan): Sql[] =>
  dimensions.some(isEventDimension) ? [sql`entry_page != ''`] : [];

const around = (plan: Plan, relation: Relation): Surroundings => ({
  visitors: sql`length(${visitorsIn(relation)})`,
  total: () => totalVisitors(plan, relation),
  everybody: () => sql`ifNull((SELECT m0 FROM (${rowsOf(everybody(plan, []))})), 0)`,
  isEngaged: () => isEngaged(plan),
  holdsReports: scrollGoals(plan).length > 0,
  currency: currencySql(currencyOf(plan)),
});

/** The same question without its dimensions. */
const totalVisitors = (plan: Plan, relation: Relation): Sql =>
  sql`ifNull((SELECT length(${visitorsIn(relation)}) FROM ${source(undivided(plan), relation)}), 0)`;

const isSame = (a: Sql, b: Sql): boolean => JSON.stringify(render(a)) === JSON.stringify(render(b));

/** The currencies in which the query's events earned something that its money does not tell. */
export function buildLeftOutRevenue(plan: Plan): Sql {
  const ofGoals: Plan = {
    ...{ ...plan, interval: null },
    dimensions: plan.dimensions.filter((dimension) => dimension === "event:goal"),
  };
  const columns = ofGoals.dimensions.length === 0 ? sql`revenue_currency` : sql`revenue_currency, goal`;
  const told = currencySql(currencyOf(plan));
  return sql`SELECT DISTINCT toString(revenue_currency) AS currency FROM (SELECT ${columns} FROM ${source(ofGoals, "events")}) WHERE revenue_currency != '' AND revenue_currency != ${told} AND ${told} != '' ORDER BY currency LIMIT 20`;
}

/** When the site's first and newest events happened, in ms; no row of either means an empty site. */
export function buildSiteFacts({
  site,
  ...asked
}: { site: SiteId } & Partial<Pick<Plan, "base" | "goals">>): Sql {
  const rows = siteWhere({ base: [], goals: [], ...asked, sites: [site] });
  const day = (direction: Sql) =>
    sql`(SELECT date FROM events WHERE ${rows} ORDER BY site ${direction}, date ${direction} LIMIT 1)`;
  return sql`SELECT count() AS n, toUnixTimestamp64Milli(min(ts)) AS first, toUnixTimestamp64Milli(max(ts)) AS newest FROM events WHERE ${and([rows, sql`(date = ${day(sql`ASC`)} OR date = ${day(sql`DESC`)})`])}`;
}
