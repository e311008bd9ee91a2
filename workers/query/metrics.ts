/** What each metric is in SQL, and its definition's id: the same computation in the API, the dashboard and the export. */
import type { Metric, NamedMetric } from "../../schema/words.ts";
import { aggregateSql, isAggregate } from "./aggregates.ts";
import { ENGAGED_METRICS_SQL } from "./engaged.ts";
import { exitRate } from "./exits.ts";
import { ratio, toFourDecimals } from "./ratio.ts";
import { type Sql, sql } from "./sql.ts";

/**
 * What a metric may be computed from:
 * `events`: the events that pass the filters;
 * `visits`: the visits that contain such an event;
 * `activity`: the same where no filter is about events, with what they did inside the range;
 * `spans`: visits by the days, weeks or months that they span, added up;
 * `entries`: the visits that entered where the query's pages or hosts say;
 * `engagement`: what visits reported of their time and scrolling on the query's pages;
 * `exits`: the pageviews that pass the filters, with where and when their visits ended.
 */
export type Relation = "events" | "activity" | "visits" | "spans" | "entries" | "engagement" | "exits";

/** What the expressions need to know of the query. */
export interface Surroundings {
  /** How many visitors the row has, and the whole query, its dimensions left out; expressions. */
  visitors: Sql;
  total: () => Sql;
  /** The same, whether or not they reached the query's goals. */
  everybody: () => Sql;
  /** The condition on a visit that it is engaged. */
  isEngaged: () => Sql;
  /** Rows may be engagement reports: of goals of scrolling. */
  holdsReports: boolean;
  /** The currency that money is told in; empty text for rows that have none. */
  currency: Sql;
}

export interface MetricSql {
  /** Changes when the meaning changes, never otherwise. */
  definition: string;
  /** A count of nothing is 0, a rate of nothing is null. */
  isCount: boolean;
  of: Partial<Record<Relation, (surroundings: Surroundings) => Sql>>;
}

const visits = sql`count()`;
const activeVisits = sql`sum(is_visit)`;
const addedUp = (expression: () => Sql) => ({ activity: expression, spans: expression });

/** A visit may overlap the range without an event in it: then its row has no visitors, and no share of them. */
const share = ({ visitors, total }: Surroundings) =>
  sql`if(${visitors} = 0, NULL, ${ratio(sql`(100 * ${visitors})`, total(), 1)})`;

const viewsPerVisit = () => ratio(sql`sum(pageviews)`, visits, 2);
const bounceRate = () => ratio(sql`(100 * countIf(interactions <= 1))`, visits, 0);
const visitDuration = () => ratio(sql`sum(duration_ms)`, sql`(1000 * ${visits})`, 0);

/** Each visit's deepest scroll, as (visits, depths); 255 says that nothing was reported. */
const deepestScrolls = sql`maxMapIf([session_id], [scroll], scroll <= 100)`;
const scrollDepth = () => ratio(sql`arraySum(${deepestScrolls}.2)`, sql`length(${deepestScrolls}.2)`, 0);
const timeOnPage = () =>
  ratio(sql`sum(engagement_ms)`, sql`(1000 * uniqExactIf(session_id, engagement_ms > 0))`, 0);

/** Rows that earned something in the query's currency. Amounts in others are not converted, and left out. */
const earns = ({ currency }: Surroundings): Sql =>
  sql`(revenue_currency != '' AND revenue_currency = ${currency})`;
/** The same order with the same amount counts once, however often it was sent: as (order, amount). */
const orders = (around: Surroundings): Sql =>
  sql`groupUniqArrayIf((order_id, revenue_amount), order_id != '' AND ${earns(around)})`;
const withoutOrder = (around: Surroundings): Sql => sql`order_id = '' AND ${earns(around)}`;
const revenue = (around: Surroundings): Sql =>
  sql`toFloat64(sumIf(revenue_amount, ${withoutOrder(around)}) + arraySum(${orders(around)}.2))`;
const earnings = (around: Surroundings): Sql =>
  sql`(countIf(${withoutOrder(around)}) + length(${orders(around)}))`;

const ratedAs = (rating: Sql) => () =>
  ratio(
    sql`(100 * countIf(vital_rating = ${rating}))`,
    sql`countIf(vital_rating IN ('good', 'needs-improvement', 'poor'))`,
    1,
  );

const METRIC_SQL = {
  visitors: {
    definition: "visitors.v1",
    isCount: true,
    of: { events: ({ visitors }) => visitors, activity: ({ visitors }) => visitors },
  },
  visits: {
    definition: "visits.v1",
    isCount: true,
    of: {
      events: () => sql`uniqExact(session_id)`,
      visits: () => visits,
      activity: () => activeVisits,
      spans: () => activeVisits,
    },
  },
  pageviews: {
    definition: "pageviews.v1",
    isCount: true,
    of: { events: () => sql`sum(is_pageview)`, activity: () => sql`sum(views)` },
  },
  events: {
    definition: "events.v1",
    isCount: true,
    of: {
      events: ({ holdsReports }) => (holdsReports ? sql`countIf(name != 'engagement')` : sql`count()`),
      activity: () => sql`sum(actions)`,
    },
  },
  views_per_visit: {
    definition: "views_per_visit.v1",
    isCount: false,
    of: {
      ...{ visits: viewsPerVisit, entries: viewsPerVisit },
      ...addedUp(() => ratio(sql`sum(all_views)`, activeVisits, 2)),
    },
  },
  bounce_rate: {
    definition: "bounce_rate.v1",
    isCount: false,
    of: {
      ...{ visits: bounceRate, entries: bounceRate },
      ...addedUp(() => ratio(sql`(100 * sum(is_bounce))`, activeVisits, 0)),
    },
  },
  visit_duration: {
    definition: "visit_duration.v1",
    isCount: false,
    of: {
      ...{ visits: visitDuration, entries: visitDuration },
      ...addedUp(() => ratio(sql`sum(duration_ms)`, sql`(1000 * ${activeVisits})`, 0)),
    },
  },
  percentage: {
    definition: "percentage.v1",
    isCount: false,
    of: { events: share, activity: share },
  },
  scroll_depth: { definition: "scroll_depth.v1", isCount: false, of: { engagement: scrollDepth } },
  time_on_page: { definition: "time_on_page.v1", isCount: false, of: { engagement: timeOnPage } },
  conversion_rate: {
    definition: "conversion_rate.v1",
    isCount: false,
    of: { events: ({ visitors, everybody }) => ratio(sql`(100 * ${visitors})`, everybody(), 2) },
  },
  // Those who reached it; groups.ts divides them by everybody in the row's group.
  group_conversion_rate: {
    definition: "group_conversion_rate.v1",
    isCount: false,
    of: { events: ({ visitors }) => visitors },
  },
  total_revenue: { definition: "total_revenue.v1", isCount: false, of: { events: revenue } },
  average_revenue: {
    definition: "average_revenue.v1",
    isCount: false,
    of: {
      events: (around) =>
        sql`if(${earnings(around)} = 0, NULL, ${toFourDecimals(sql`${revenue(around)} / ${earnings(around)}`)})`,
    },
  },
  ...ENGAGED_METRICS_SQL,
  exit_rate: { definition: "exit_rate.v1", isCount: false, of: { exits: exitRate } },
  vital_good: { definition: "vital_good.v1", isCount: false, of: { events: ratedAs(sql`'good'`) } },
  vital_needs_improvement: {
    ...{ definition: "vital_needs_improvement.v1", isCount: false },
    of: { events: ratedAs(sql`'needs-improvement'`) },
  },
  vital_poor: { definition: "vital_poor.v1", isCount: false, of: { events: ratedAs(sql`'poor'`) } },
} satisfies Record<NamedMetric, MetricSql>;

/** Told of how many visitors a row has, and of nothing else in it. */
export const isOfVisitors = (metric: Metric): boolean => OF_VISITORS.includes(metric);
const OF_VISITORS: readonly Metric[] = ["visitors", "percentage", "conversion_rate", "group_conversion_rate"];

export const metricFacts = (metric: Metric): MetricSql =>
  isAggregate(metric) ? aggregateSql(metric) : METRIC_SQL[metric];

/** The metric's expression over a relation. Throws when the planner sent it to one that cannot tell. */
export function metricSql(metric: Metric, relation: Relation, around: Surroundings): Sql {
  const expression = metricFacts(metric).of[relation];
  if (expression === undefined) throw new Error(`${metric} is not computed from ${relation}.`);
  return expression(around);
}
