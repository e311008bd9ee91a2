/** What each metric is in SQL, and its definition's id: the same computation in the API, the dashboard and the export. */
import type { Metric } from "../../schema/words.ts";
import { param, type Sql, sql } from "./sql.ts";

/**
 * What a metric may be computed from:
 * `events`: the events that pass the filters;
 * `visits`: the visits that contain such an event;
 * `entries`: the visits that entered where the query's pages or hosts say;
 * `engagement`: what visits reported of their time and scrolling on the query's pages.
 */
export type Relation = "events" | "visits" | "entries" | "engagement";

/** What the expressions need to know of the query. */
export interface Surroundings {
  /** First and last UTC day of the range. */
  firstDate: string;
  lastDate: string;
  /** All visitors of the query, its dimensions left out; an expression. Null: those of all its rows together. */
  total: () => Sql | null;
}

interface MetricSql {
  /** Changes when the meaning changes, never otherwise. */
  definition: string;
  /** A count of nothing is 0, a rate of nothing is null. */
  isCount: boolean;
  of: Partial<Record<Relation, (surroundings: Surroundings) => Sql>>;
}

/** numerator ÷ denominator with `digits` decimals, in whole numbers so that halves round up everywhere; null over 0. */
const ratio = (numerator: Sql, denominator: Sql, digits: 0 | 1 | 2): Sql => {
  const scale = { 0: sql`1`, 1: sql`10`, 2: sql`100` }[digits];
  return sql`if(${denominator} = 0, NULL, intDiv(2 * ${scale} * ${numerator} + ${denominator}, greatest(2 * ${denominator}, 1)) / ${scale})`;
};

const visits = sql`count()`;
const visitorsOfEvents = sql`uniqExact(visitor_id)`;
/** Of all rows together, from the sets that the rows have counted: reading everything twice takes twice as long. */
const allVisitorsOfEvents = sql`(uniqExactMerge(uniqExactState(visitor_id)) OVER ())`;

/**
 * The ids that a visit's events carry inside the range: a cookieless visit over UTC's midnight carries one of each
 * day. So visits and their events count the same visitors.
 */
const idsOfVisits = ({ firstDate, lastDate }: Surroundings): Sql =>
  sql`if(empty(other_visitor_ids), [visitor_id], arrayConcat(if(start_date >= ${param("Date", firstDate)}, [visitor_id], []), if(start_date < ${param("Date", lastDate)}, other_visitor_ids, [])))`;
const visitorsOfVisits = (around: Surroundings): Sql => sql`uniqExactArray(${idsOfVisits(around)})`;
const allVisitorsOfVisits = (around: Surroundings): Sql =>
  sql`(uniqExactArrayMerge(uniqExactArrayState(${idsOfVisits(around)})) OVER ())`;

const viewsPerVisit = () => ratio(sql`sum(pageviews)`, visits, 2);
const bounceRate = () => ratio(sql`(100 * countIf(interactions <= 1))`, visits, 0);
const visitDuration = () => ratio(sql`sum(duration_ms)`, sql`(1000 * ${visits})`, 0);

/** Each visit's deepest scroll, as (visits, depths); 255 says that nothing was reported. */
const deepestScrolls = sql`maxMapIf([session_id], [scroll], scroll <= 100)`;
const scrollDepth = () => ratio(sql`arraySum(${deepestScrolls}.2)`, sql`length(${deepestScrolls}.2)`, 0);
const timeOnPage = () =>
  ratio(sql`sum(engagement_ms)`, sql`(1000 * uniqExactIf(session_id, engagement_ms > 0))`, 0);

export const METRIC_SQL = {
  visitors: {
    definition: "visitors.v1",
    isCount: true,
    of: { events: () => visitorsOfEvents, visits: visitorsOfVisits },
  },
  visits: {
    definition: "visits.v1",
    isCount: true,
    of: { events: () => sql`uniqExact(session_id)`, visits: () => visits },
  },
  pageviews: { definition: "pageviews.v1", isCount: true, of: { events: () => sql`sum(is_pageview)` } },
  events: { definition: "events.v1", isCount: true, of: { events: () => sql`count()` } },
  views_per_visit: {
    definition: "views_per_visit.v1",
    isCount: false,
    of: { visits: viewsPerVisit, entries: viewsPerVisit },
  },
  bounce_rate: {
    definition: "bounce_rate.v1",
    isCount: false,
    of: { visits: bounceRate, entries: bounceRate },
  },
  visit_duration: {
    definition: "visit_duration.v1",
    isCount: false,
    of: { visits: visitDuration, entries: visitDuration },
  },
  percentage: {
    definition: "percentage.v1",
    isCount: false,
    of: {
      events: ({ total }) => ratio(sql`(100 * ${visitorsOfEvents})`, total() ?? allVisitorsOfEvents, 1),
      visits: (around) =>
        ratio(sql`(100 * ${visitorsOfVisits(around)})`, around.total() ?? allVisitorsOfVisits(around), 1),
    },
  },
  scroll_depth: { definition: "scroll_depth.v1", isCount: false, of: { engagement: scrollDepth } },
  time_on_page: { definition: "time_on_page.v1", isCount: false, of: { engagement: timeOnPage } },
} satisfies Record<Metric, MetricSql>;

/** The metric's expression over a relation. Throws when the planner sent it to one that cannot tell. */
export function metricSql(metric: Metric, relation: Relation, around: Surroundings): Sql {
  const of: MetricSql["of"] = METRIC_SQL[metric].of;
  const expression = of[relation];
  if (expression === undefined) throw new Error(`${metric} is not computed from ${relation}.`);
  return expression(around);
}
