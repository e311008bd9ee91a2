/** An address → the queries of the overview, each under the name of the part of the page that shows it. Pure. */
import type { QueryInput } from "../schema/query.ts";
import type { Questions } from "./answers.ts";
import {
  type BreakdownDimension,
  CARD_NAMES,
  CARD_ROWS,
  type CardName,
  DETAIL_METRICS,
  type DetailMetric,
  HEADLINE_METRICS,
} from "./cards.ts";
import type { AskableDimension } from "./dimensions.ts";
import { type ResolvedPeriod, resolvePeriod } from "./period.ts";
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
  const period = resolvePeriod(address.period, subject.timezone, nowMs);
  const before = address.compare ? period : { ...period, previous: null, previousSoFar: null };
  return {
    now: nowQuestion(subject, nowMs),
    ...headlineQuestions(address, subject, before),
    ...seriesQuestions(address, subject, before),
    ...Object.fromEntries(CARD_NAMES.map((card) => [card, cardQuestion(address, subject, period, card)])),
  };
}

function headlineQuestions(address: Address, subject: Subject, period: ResolvedPeriod): Questions {
  const ask = (date_range: ResolvedPeriod["range"]): QueryInput => ({
    site_id: subject.id,
    metrics: [...HEADLINE_METRICS],
    date_range,
    filters: address.filters,
  });
  return {
    headline: ask(period.range),
    ...(period.previousSoFar !== null && { headlineBefore: ask(period.previousSoFar) }),
  };
}

/** All headline metrics at once: choosing another one for the chart then needs no request. */
function seriesQuestions(address: Address, subject: Subject, period: ResolvedPeriod): Questions {
  const interval = address.interval ?? period.interval;
  const ask = (date_range: ResolvedPeriod["range"]): QueryInput => ({
    site_id: subject.id,
    metrics: [...HEADLINE_METRICS],
    date_range,
    dimensions: [interval === "auto" ? "time" : `time:${interval}`],
    filters: address.filters,
    include: { time_labels: true },
  });
  return {
    series: ask(period.range),
    ...(period.previous !== null && { seriesBefore: ask(period.previous) }),
  };
}

function cardQuestion(
  address: Address,
  subject: Subject,
  period: ResolvedPeriod,
  card: CardName,
): QueryInput {
  return {
    site_id: subject.id,
    metrics: ["visitors", "percentage"],
    date_range: period.range,
    dimensions: [address.tabs[card]],
    filters: address.filters,
    include: { total_rows: true },
    pagination: { limit: CARD_ROWS, offset: 0 },
  };
}

export interface DetailsView {
  search: string;
  page: number;
  sort: DetailMetric;
  direction: "asc" | "desc";
}

export const DETAILS_HOME: DetailsView = { search: "", page: 0, sort: "visitors", direction: "desc" };
export const DETAILS_PAGE_ROWS = 50;

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
    metrics: [...DETAIL_METRICS],
    date_range: range,
    dimensions: [dimension],
    filters:
      view.search === ""
        ? address.filters
        : [...address.filters, ["contains", dimension, [view.search], { case_sensitive: false }]],
    order_by: [[view.sort, view.direction]],
    include: { total_rows: true },
    pagination: { limit: DETAILS_PAGE_ROWS, offset: view.page * DETAILS_PAGE_ROWS },
  };
}

const SUGGESTIONS = 20;

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
  filters:
    text === ""
      ? address.filters
      : [...address.filters, ["contains", dimension, [text], { case_sensitive: false }]],
  pagination: { limit: SUGGESTIONS, offset: 0 },
});
