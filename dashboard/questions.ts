/** An address → the queries of the overview, each under the name of the part of the page that shows it. Pure. */
import type { QueryInput } from "../schema/query.ts";
import { TRAFFIC_CLASSES } from "../schema/words.ts";
import type { Questions } from "./answers.ts";
import {
  type BreakdownDimension,
  CARD_NAMES,
  CARD_ROWS,
  type CardName,
  type ChartMetric,
  detailMetrics,
  dimensionOf,
  HEADLINE_METRICS,
  isPropTab,
  MAP_ROWS,
  MAP_TAB,
  rowMetrics,
  type ShownMetric,
  TRAFFIC_TAB,
} from "./cards.ts";
import type { AskableDimension } from "./dimensions.ts";
import { type ResolvedPeriod, resolvePeriod, suitedInterval, timeDimension } from "./period.ts";
import type { Address } from "./url.ts";
import { isoInstant } from "./zone.ts";

/** Who is asked about: a site and the zone that cuts its days. */
export interface Subject {
  id: string;
  timezone: string;
}

const NOW_MS = 5 * 60_000;
/** Clocks of viewer and server differ a little; nothing lies in the future but by that. */
const CLOCK_SLACK_MS = 60_000;

/** People on the site in the last five minutes, whatever the filters. */
export const nowQuestion = (subject: Subject, nowMs: number): QueryInput => ({
  site_id: subject.id,
  metrics: ["visitors", "events"],
  date_range: [isoInstant(nowMs - NOW_MS), isoInstant(nowMs + CLOCK_SLACK_MS)],
});

export function overviewQuestions(address: Address, subject: Subject, nowMs: number): Questions {
  const period = resolvePeriod(address.period, subject.timezone, nowMs, address.compare);
  const cards = CARD_NAMES.map((card) => cardQuestions(address, subject, period, card));
  return {
    now: nowQuestion(subject, nowMs),
    ...headlineQuestions(address, subject, period),
    ...seriesQuestions(address, subject, period),
    ...Object.assign({}, ...cards),
  };
}

/** What every question about the page's own visitors says of them, whatever the view. */
export const whomOf = ({ filters, traffic }: Address): Pick<QueryInput, "filters" | "traffic"> => ({
  filters,
  ...(traffic !== "human" && { traffic: traffic === "all" ? "all" : [traffic] }),
});

function headlineQuestions(address: Address, subject: Subject, period: ResolvedPeriod): Questions {
  const ask = (date_range: ResolvedPeriod["range"]): QueryInput => ({
    site_id: subject.id,
    metrics: [...HEADLINE_METRICS],
    date_range,
    ...whomOf(address),
  });
  return {
    headline: ask(period.range),
    ...(period.previousSoFar !== null && { headlineBefore: ask(period.previousSoFar) }),
  };
}

/** What the series asks, in its order: all headline metrics, so that choosing another one needs no request. */
export const seriesMetrics = (metric: ChartMetric): readonly ChartMetric[] =>
  [...HEADLINE_METRICS].some((headline) => headline === metric)
    ? HEADLINE_METRICS
    : [...HEADLINE_METRICS, metric];

function seriesQuestions(address: Address, subject: Subject, period: ResolvedPeriod): Questions {
  const ask = (date_range: ResolvedPeriod["range"]): QueryInput => ({
    site_id: subject.id,
    metrics: [...seriesMetrics(chartMetric(address))],
    date_range,
    dimensions: [timeDimension(suitedInterval(address.interval, period))],
    ...whomOf(address),
    include: { time_labels: true },
  });
  return {
    series: ask(period.range),
    ...(period.previous !== null && { seriesBefore: ask(period.previous) }),
  };
}

/** The metric that is drawn: the chosen one, where the filters let it be asked. */
export function chartMetric({ metric, filters }: Pick<Address, "metric" | "filters">): ChartMetric {
  return chartMetricsUnder(filters).includes(metric) ? metric : "visitors";
}

/** Metrics of pages need a filter that says which; so does a rate of conversion, of goals. */
export function chartMetricsUnder(filters: Address["filters"]): ChartMetric[] {
  const names = filters.map(([, dimension]) => dimension);
  const isOfPages = names.includes("event:page") || names.includes("event:page_group");
  return [
    ...HEADLINE_METRICS,
    "events",
    ...(isOfPages && !isOfOneEvent(filters) ? (["scroll_depth", "time_on_page"] as const) : []),
    ...(names.includes("event:goal") ? (["conversion_rate"] as const) : []),
  ];
}

/** Filters that tell events apart; of the events on a page, no time or depth is known. */
const isOfOneEvent = (filters: Address["filters"]): boolean =>
  filters.some(([, name]) => name === "event:name" || name === "event:goal" || isPropTab(name));

/** What the details of a breakdown show, where the filters let it be asked. */
export const detailMetricsUnder = (
  dimension: BreakdownDimension,
  filters: Address["filters"],
): readonly ShownMetric[] =>
  detailMetrics(dimension).filter(
    (metric) => !(isOfOneEvent(filters) && (metric === "time_on_page" || metric === "scroll_depth")),
  );

/** Under the name of the card; of the traffic's classes one each. */
function cardQuestions(
  address: Address,
  subject: Subject,
  period: ResolvedPeriod,
  card: CardName,
): Questions {
  const tab = address.tabs[card];
  if (tab === TRAFFIC_TAB) return trafficQuestions(address, subject, period);
  const dimension = dimensionOf(tab);
  if (dimension === null) return {};
  return {
    [card]: {
      site_id: subject.id,
      metrics: [...rowMetrics(dimension)],
      date_range: period.range,
      dimensions: [dimension],
      ...whomOf({ ...address, filters: [...address.filters, ...leftOut(dimension)] }),
      include: { total_rows: true },
      pagination: { limit: tab === MAP_TAB ? MAP_ROWS : CARD_ROWS, offset: 0 },
    },
  };
}

const trafficQuestions = (address: Address, subject: Subject, period: ResolvedPeriod): Questions =>
  Object.fromEntries(
    TRAFFIC_CLASSES.map((traffic) => [
      trafficPart(traffic),
      {
        site_id: subject.id,
        metrics: ["visitors", "events"],
        date_range: period.range,
        filters: address.filters,
        traffic: [traffic],
      },
    ]),
  );
export const trafficPart = (traffic: string): string => `traffic:${traffic}`;

/** What is no answer to the question that a breakdown asks: every visit has pageviews, and not every event a property. */
function leftOut(dimension: BreakdownDimension): Address["filters"] {
  if (dimension === "event:name") return [["is_not", dimension, ["pageview", "engagement"]]];
  return isPropTab(dimension) ? [["is_not", dimension, ["(none)"]]] : [];
}

export interface DetailsView {
  search: string;
  page: number;
  sort: ShownMetric;
  direction: "asc" | "desc";
}

export const DETAILS_HOME: DetailsView = { search: "", page: 0, sort: "visitors", direction: "desc" };
export const DETAILS_PAGE_ROWS = 50;

/** All rows of the details as a file: the same question without pages. */
export function detailsFileQuestion(question: QueryInput): QueryInput & { format: "csv" } {
  const { pagination: _, include: __, ...rest } = question;
  return { ...rest, format: "csv" };
}

/** One page of a breakdown, searched and sorted by the server: it has no cap. */
export function detailsQuestion(
  address: Address,
  subject: Subject,
  dimension: BreakdownDimension,
  view: DetailsView,
  nowMs: number,
): QueryInput {
  const { range } = resolvePeriod(address.period, subject.timezone, nowMs);
  return {
    site_id: subject.id,
    metrics: [...detailMetricsUnder(dimension, address.filters)],
    date_range: range,
    dimensions: [dimension],
    ...whomOf(address),
    filters: [...address.filters, ...leftOut(dimension), ...containing(dimension, view.search)],
    order_by: [[view.sort, view.direction]],
    include: { total_rows: true },
    pagination: { limit: DETAILS_PAGE_ROWS, offset: view.page * DETAILS_PAGE_ROWS },
  };
}

const SUGGESTIONS = 20;

/** What somebody typed, wherever it stands in the value and however it is written. */
const containing = (dimension: AskableDimension, text: string): NonNullable<QueryInput["filters"]> =>
  text === "" ? [] : [["contains", dimension, [text], { case_sensitive: false }]];

/** Values of a dimension for the filter editor, in the period and under the filters of the page. */
export const suggestionQuestion = (
  address: Address,
  subject: Subject,
  dimension: AskableDimension,
  text: string,
  nowMs: number,
): QueryInput => ({
  site_id: subject.id,
  metrics: ["visitors"],
  date_range: resolvePeriod(address.period, subject.timezone, nowMs).range,
  dimensions: [dimension],
  ...whomOf(address),
  filters: [...address.filters, ...containing(dimension, text)],
  pagination: { limit: SUGGESTIONS, offset: 0 },
});
