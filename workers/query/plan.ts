/**
 * Query → Plan: everything is decided here, before a character of SQL exists. Pure, as a list of named rewrites.
 */
import type { SiteId } from "../../schema/ids.ts";
import type { Filter, Query } from "../../schema/query.ts";
import type { Dimension, Metric, Traffic, WeekStart } from "../../schema/words.ts";
import { isInside } from "./activity.ts";
import { isAggregate } from "./aggregates.ts";
import type { Interval } from "./buckets.ts";
import { comparedRange } from "./compare.ts";
import { isEventDimension, isOfPages, isTimeDimension } from "./dimensions.ts";
import { conjuncts, dimensionsOf, isAboutConversions } from "./filters.ts";
import type { Goal } from "./goals.ts";
import type { Relation } from "./metrics.ts";
import { type Range, resolveRange, suitableInterval } from "./range.ts";
import type { Rolled } from "./rollups.ts";
import { isSpannable } from "./spans.ts";
import { DAY_MS, dateOf, localDay } from "./zone.ts";

export type PlannedDimension = Exclude<Dimension, "time">;

/** What the planner must know beside the query. */
export interface Facts {
  site: SiteId;
  /** More than one: the question is of all of them together; `site` is the first, whose clocks count. */
  sites?: readonly SiteId[];
  /** IANA name of the zone whose wall clock cuts the days. */
  zone: string;
  /** The site's; absent: Monday. */
  weekStart?: WeekStart;
  /** ms. */
  now: number;
  /** Of the site, ms; null while it is empty. */
  firstEvent: number | null;
  /** The site's, when the query speaks of any. */
  goals?: readonly Goal[];
  /** Of the share under which is asked: no row that fails them exists. */
  base?: readonly Filter[];
}

export interface Plan {
  /** Whose rows are read; at least one. Ids of visitors and visits are made with their site's: nobody is of two. */
  sites: readonly SiteId[];
  zone: string;
  weekStart: WeekStart;
  /** What was asked for: buckets and labels. */
  range: Range;
  /** What is read: the same, but for events after `as_of`. */
  read: Range & { firstDate: string; lastDate: string };
  /** When the answer holds, ms: `as_of`, or now. */
  asOf: number;
  /** First local day of the range, days since 1970: the name of its first week. */
  firstDay: number;
  metrics: Metric[];
  dimensions: PlannedDimension[];
  interval: Interval | null;
  /** All of them must hold. */
  filters: Filter[];
  /** The site's goals. */
  goals: readonly Goal[];
  /** What every read of a row must hold beside its own conditions; empty but under a share. */
  base: readonly Filter[];
  /** null: everybody. */
  traffic: Traffic[] | null;
  /** What is computed from which relation; the first one decides which rows there are. */
  parts: { relation: Relation; metrics: Metric[] }[];
  order: { by: Metric | PlannedDimension; direction: "asc" | "desc" }[];
  limit: number;
  offset: number;
  /** What of the range comes from rollups; absent: nothing. */
  rolled?: Rolled;
}

/** The plan of the same question about the range that the query compares with; null when it compares with none. */
export function comparedPlan(query: Query, main: Plan): Plan | null {
  if (query.compare === undefined) return null;
  const range = comparedRange(main.range, query.compare, main.zone, main.asOf);
  return {
    ...main,
    range,
    read: readRange(range, query.as_of === undefined ? null : main.asOf),
    firstDay: localDay(main.zone, range.from),
  };
}

/** Decides how `query` is answered. */
export function plan(query: Query, facts: Facts): Plan {
  const asOf = query.as_of === undefined ? facts.now : instant(query.as_of);
  const range = resolveRange(query.date_range, facts.zone, asOf, facts.firstEvent);
  const dimensions = query.dimensions.map((dimension) =>
    dimension === "time" ? suitableInterval(range) : dimension,
  );
  const filters = query.filters.flatMap(conjuncts);
  return {
    ...{
      sites: facts.sites ?? [facts.site],
      zone: facts.zone,
      range,
      asOf,
      dimensions,
      filters,
      metrics: query.metrics,
    },
    weekStart: facts.weekStart ?? "monday",
    ...{ goals: facts.goals ?? [], base: (facts.base ?? []).flatMap(conjuncts) },
    read: readRange(range, query.as_of === undefined ? null : asOf),
    firstDay: localDay(facts.zone, range.from),
    interval: dimensions.find(isInterval) ?? null,
    traffic: query.traffic === "all" ? null : query.traffic,
    parts: divide(query.metrics, dimensions, filters, isShort(range), facts.base ?? []),
    order: fullOrder(query, dimensions),
    limit: query.pagination.limit,
    offset: query.pagination.offset,
  };
}

/** The visitors of all those who might have reached the query's goals, by these of its dimensions. */
export function everybody(plan: Plan, dimensions: PlannedDimension[]): Plan {
  const filters = plan.filters.filter((filter) => !isAboutConversions(filter));
  const metrics: Metric[] = ["visitors"];
  return {
    ...{ ...plan, dimensions, filters, metrics },
    interval: dimensions.find(isInterval) ?? null,
    parts: divide(metrics, dimensions, filters, isShort(plan.range), plan.base),
  };
}

const isInterval = (dimension: PlannedDimension): dimension is Interval => isTimeDimension(dimension);

const instant = (asOf: number | string): number => (typeof asOf === "number" ? asOf : Date.parse(asOf));

/** `as_of` leaves out what happened after it. The UTC days let the primary key skip the others. */
function readRange(range: Range, asOf: number | null): Plan["read"] {
  const [from, to] = [withEvents(range.from), withEvents(range.to)];
  const end = asOf === null ? to : Math.max(from, Math.min(to, asOf + 1));
  return { from, to: end, firstDate: utcDate(from), lastDate: utcDate(Math.max(from, end - 1)) };
}

/** Before and after there is no event, and not far from there no day that ClickHouse could write down. */
const FIRST_READ_MS = Date.UTC(1990, 0, 1);
const LAST_READ_MS = Date.UTC(2149, 0, 1);
const withEvents = (ms: number): number => Math.min(Math.max(ms, FIRST_READ_MS), LAST_READ_MS);

const utcDate = (ms: number): string => dateOf(Math.floor(ms / DAY_MS));

/** Which relation each metric is computed from. Relations are in the order of `RELATIONS`. */
function divide(
  metrics: readonly Metric[],
  dimensions: readonly PlannedDimension[],
  filters: readonly Filter[],
  isOfMoment: boolean,
  base: readonly Filter[],
): Plan["parts"] {
  const filtered = filters.flatMap(dimensionsOf);
  const asks: Asks = {
    isOfMoment,
    isOfShare: base.length > 0,
    counts: metrics.some(isInside),
    byEvent: dimensions.some(isEventDimension),
    byTime: dimensions.some(isTimeDimension),
    byVisit: dimensions.some(isVisitDimension),
    ofEvents: filtered.some(isEventDimension),
    ofVisits: filtered.some(isVisitDimension),
    ofPages: filtered.some(isOfPages),
    areSpans: dimensions.some(isSpannable) && !metrics.some(isEngagedMetric),
  };
  return RELATIONS.flatMap((relation) => {
    const mine = metrics.filter((metric) => relationOf(metric, asks) === relation);
    return mine.length === 0 ? [] : [{ relation, metrics: mine }];
  });
}

const RELATIONS = [
  "events",
  "activity",
  "visits",
  "spans",
  "entries",
  "engagement",
  "exits",
] as const satisfies readonly Relation[];
const isVisitDimension = (dimension: string): boolean => dimension.startsWith("visit:");

interface Asks {
  isOfMoment: boolean;
  /** Only the events of a segment exist. */
  isOfShare: boolean;
  /** Something is counted inside the range. */
  counts: boolean;
  byEvent: boolean;
  byTime: boolean;
  byVisit: boolean;
  ofEvents: boolean;
  ofVisits: boolean;
  ofPages: boolean;
  /** By days or more, and nothing of visits is asked for that cannot be added up before they are spread over them. */
  areSpans: boolean;
}

/** So short that most visits in it run over its edges. */
const isShort = ({ from, to }: Range): boolean => to - from < 2 * HOUR_MS;
const HOUR_MS = 3_600_000;

/** Visits can tell it all themselves. */
function isOfActivity(asks: Asks): boolean {
  const isOfWholes = !asks.byEvent && !asks.ofEvents && !asks.byTime && !asks.isOfShare;
  return isOfWholes && asks.counts && (asks.byVisit || asks.ofVisits || !asks.isOfMoment);
}

function relationOf(metric: Metric, asks: Asks): Relation {
  if (isAggregate(metric)) return "events";
  switch (metric) {
    case "pageviews":
    case "events":
    case "visitors":
    case "percentage":
      return isOfActivity(asks) ? "activity" : "events";
    case "conversion_rate":
    case "group_conversion_rate":
    case "total_revenue":
    case "average_revenue":
    case "vital_good":
    case "vital_needs_improvement":
    case "vital_poor":
      return "events";
    case "visits":
      return asks.byEvent ? "events" : visitsOf(asks);
    case "bounce_rate":
      return asks.byEvent || asks.ofPages ? "entries" : visitsOf(asks);
    case "engaged_visits":
    case "engagement_rate":
    case "engagement_time":
      return asks.byEvent ? "entries" : "visits";
    case "exit_rate":
      return "exits";
    case "views_per_visit":
    case "visit_duration":
      return asks.byEvent ? "entries" : visitsOf(asks);
    case "scroll_depth":
    case "time_on_page":
      return "engagement";
  }
}

function visitsOf(asks: Asks): Relation {
  if (isOfActivity(asks)) return "activity";
  return asks.areSpans ? "spans" : "visits";
}

const isEngagedMetric = (metric: Metric): boolean =>
  metric === "engaged_visits" || metric === "engagement_rate" || metric === "engagement_time";

/** The asked order, else time, else the first metric from the top; ties by name, so that pages never overlap. */
function fullOrder(query: Query, dimensions: readonly PlannedDimension[]): Plan["order"] {
  const asked = query.order_by?.map(([by, direction]) => ({ by: resolveTime(by, dimensions), direction }));
  const order = asked ?? defaultOrder(query.metrics, dimensions);
  const ties = dimensions.filter((dimension) => !order.some(({ by }) => by === dimension));
  return [...order, ...ties.map((by) => ({ by, direction: "asc" as const }))];
}

function defaultOrder(metrics: readonly Metric[], dimensions: readonly PlannedDimension[]): Plan["order"] {
  const time = dimensions.find(isTimeDimension);
  if (time !== undefined) return [{ by: time, direction: "asc" }];
  return metrics.slice(0, 1).map((by) => ({ by, direction: "desc" }));
}

function resolveTime(
  by: Metric | Dimension,
  dimensions: readonly PlannedDimension[],
): Metric | PlannedDimension {
  if (by !== "time") return by;
  const time = dimensions.find(isTimeDimension);
  if (time === undefined) throw new Error("parse.ts lets a query be ordered only by what it asks for.");
  return time;
}
