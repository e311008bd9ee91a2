/** What a query of the right shape may not ask: one rule, one refusal. Pure. */
import type { Filter, Query } from "../../schema/query.ts";
import {
  CONVERSION_METRICS,
  ENGAGED_METRICS,
  GOAL_DIMENSION,
  GOAL_OPERATORS,
  type Metric,
  VITAL_METRICS,
  VITAL_VALUE,
} from "../../schema/words.ts";
import { aggregateOf, isAggregate } from "./aggregates.ts";
import { countBuckets } from "./buckets.ts";
import { eventValue, isEventDimension, isOfPages, isTimeDimension } from "./dimensions.ts";
import {
  behavioursOf,
  conjuncts,
  countPredicates,
  dimensionsOf,
  goalPredicatesOf,
  isOfGoals,
} from "./filters.ts";
import { type Refusal, refuse } from "./refusal.ts";

/** What is wrong with a query of the right shape; null when nothing is. */
type Rule = (query: Query) => Refusal | null;

const isUnique: Rule = ({ metrics, dimensions }) => {
  for (const [key, words] of Object.entries<readonly string[]>({ metrics, dimensions })) {
    const twice = words.find((word, at) => words.indexOf(word) !== at);
    if (twice !== undefined)
      return refuse(422, "repeated", `\`${twice}\` is asked for twice.`, { path: key });
  }
  return null;
};

const hasOneTime: Rule = ({ dimensions }) =>
  dimensions.filter(isTimeDimension).length > 1
    ? refuse(422, "two_times", "A query can have one time dimension.", { path: "dimensions" })
    : null;

const isOrderedByItself: Rule = ({ order_by = [], metrics, dimensions }) => {
  const allowed: string[] = [...metrics, ...dimensions];
  const at = order_by.findIndex(([by]) => !allowed.includes(by));
  if (at === -1) return null;
  const message = "A query can be ordered only by the metrics and dimensions that it asks for.";
  return refuse(422, "order_not_asked", message, { path: `order_by[${at}][0]`, allowed });
};

/** Facts of whole visits; an event's name or property does not say whose they are. */
const VISIT_RATES: readonly Metric[] = [
  ...(["bounce_rate", "visit_duration", "views_per_visit", "exit_rate"] as const),
  ...[...ENGAGED_METRICS, "engagement_time" as const],
];

const hasNoVisitRateByEvent: Rule = ({ metrics, dimensions }) => {
  const at = metrics.findIndex((metric) => VISIT_RATES.includes(metric));
  const by = dimensions.find((name) => isEventDimension(name) && eventValue(name).entry === null);
  if (at === -1 || by === undefined) return null;
  const message = `\`${metrics[at]}\` belongs to visits and cannot be told by \`${by}\`.`;
  return refuse(422, "visit_metric_by_event", message, { path: `metrics[${at}]` });
};

/** Told by what visits report of their pages. */
const PAGE_METRICS: readonly Metric[] = ["scroll_depth", "time_on_page"];

const hasPageForPageMetric: Rule = ({ metrics, dimensions, filters }) => {
  const at = metrics.findIndex((metric) => PAGE_METRICS.includes(metric));
  if (at === -1) return null;
  const mentioned = [...dimensions, ...filters.flatMap(dimensionsOf)];
  const path = `metrics[${at}]`;
  if (!mentioned.some(isOfPages)) {
    const message = `\`${metrics[at]}\` is of pages: ask for it by \`event:page\`, or filter by it.`;
    return refuse(422, "page_metric_without_page", message, { path });
  }
  const other = mentioned.find((name) => isEventDimension(name) && eventValue(name).entry === null);
  if (other === undefined) return null;
  const message = `\`${metrics[at]}\` is of pages, and \`${other}\` of events on them.`;
  return refuse(422, "page_metric_by_event", message, { path });
};

const FIRST_MOMENT_MS = 0;
const LAST_MOMENT_MS = Date.UTC(2149, 0, 1);

const isAsOfATime: Rule = ({ as_of }) => {
  const ms = typeof as_of === "string" ? Date.parse(as_of) : as_of;
  if (ms === undefined || (ms >= FIRST_MOMENT_MS && ms < LAST_MOMENT_MS)) return null;
  return refuse(422, "invalid", "`as_of` must lie between 1970 and 2149.", { path: "as_of" });
};

const isReversed = ([first, last]: readonly [string, string]): boolean =>
  Date.parse(first) > Date.parse(last);

const hasOrderedRange: Rule = ({ date_range }) =>
  typeof date_range !== "string" && isReversed(date_range)
    ? refuse(422, "range_reversed", "The range ends before it begins.", { path: "date_range" })
    : null;

const comparesWithRange: Rule = ({ compare, date_range }) => {
  if (compare === undefined) return null;
  const isCustom = compare.mode === "custom";
  const at = "compare.date_range";
  if (isCustom !== (compare.date_range !== undefined)) {
    const message = isCustom
      ? "A custom comparison needs its `date_range`."
      : `Only a custom comparison has a \`date_range\`.`;
    return refuse(422, isCustom ? "missing" : "invalid", message, { path: at });
  }
  if (!isCustom && date_range === "all") {
    return refuse(422, "nothing_before", "Before `all` there is nothing to compare with.", {
      path: "compare",
    });
  }
  return compare.date_range !== undefined && isReversed(compare.date_range)
    ? refuse(422, "range_reversed", "The range ends before it begins.", { path: at })
    : null;
};

/** ClickHouse reads at most 256 KB of text and 1,000 levels of it. */
const MAX_PREDICATES = 200;

const hasFewPredicates: Rule = ({ filters }) =>
  filters.reduce((sum, filter) => sum + countPredicates(filter), 0) > MAX_PREDICATES
    ? refuse(422, "too_many_filters", `A query takes at most ${MAX_PREDICATES} conditions.`, {
        path: "filters",
      })
    : null;

/** What a visit has done is asked of events, and cannot be asked of that again. */
const asksEventsWhatWasDone: Rule = ({ filters }) => {
  const at = filters.findIndex((filter) => behavioursOf(filter).some((done) => !isOfEvents(done)));
  const message = "`has_done` and `has_not_done` take filters of event dimensions, and cannot be nested.";
  return at === -1 ? null : refuse(422, "not_an_event_filter", message, { path: `filters[${at}]` });
};

/** Every filter is of events, and none of visits or of what else was done. */
const isOfEvents = (filter: Filter): boolean =>
  behavioursOf(filter).length === 0 && dimensionsOf(filter).every(isEventDimension);

const namesGoals: Rule = ({ filters }) => {
  const words: readonly string[] = GOAL_OPERATORS;
  const at = filters.findIndex((filter) =>
    goalPredicatesOf(filter).some(([operator]) => !words.includes(operator)),
  );
  const message = "Goals are named: they take `is` and `contains`, and `not` around them.";
  return at === -1
    ? null
    : refuse(422, "goal_operator", message, { path: `filters[${at}]`, allowed: GOAL_OPERATORS });
};

const hasGoalForConversion: Rule = ({ metrics, dimensions, filters }) => {
  const ofGoals: readonly Metric[] = CONVERSION_METRICS;
  const at = metrics.findIndex((metric) => ofGoals.includes(metric));
  const isAboutGoals =
    dimensions.includes(GOAL_DIMENSION) || filters.some((filter) => conjuncts(filter).some(isOfGoals));
  if (at === -1 || isAboutGoals) return null;
  const message = `\`${metrics[at]}\` is of goals: ask for it by \`event:goal\`, or filter by it.`;
  return refuse(422, "conversion_without_goal", message, { path: `metrics[${at}]` });
};

const OF_RATINGS: readonly Metric[] = VITAL_METRICS;
const isOfVitals = (metric: Metric): boolean =>
  OF_RATINGS.includes(metric) || (isAggregate(metric) && aggregateOf(metric).of === VITAL_VALUE);

/** Milliseconds and scores have no common mean. */
const namesOneVital: Rule = ({ metrics, dimensions, filters }) => {
  const at = metrics.findIndex(isOfVitals);
  const isNamed =
    dimensions.includes("event:vital") ||
    filters
      .flatMap(conjuncts)
      .some(([operator, name, values]) => operator === "is" && name === "event:vital" && values.length === 1);
  if (at === -1 || isNamed) return null;
  const message = `\`${metrics[at]}\` is of one vital: ask for it by \`event:vital\`, or filter by one of them.`;
  return refuse(422, "vital_not_named", message, { path: `metrics[${at}]` });
};

export const RULES: readonly Rule[] = [
  namesGoals,
  hasGoalForConversion,
  hasFewPredicates,
  asksEventsWhatWasDone,
  comparesWithRange,
  isUnique,
  hasOneTime,
  isOrderedByItself,
  hasNoVisitRateByEvent,
  hasPageForPageMetric,
  hasOrderedRange,
  isAsOfATime,
  namesOneVital,
];

/** Labels are written out for every bucket, so there is a bound; about a week of minutes or a year of hours. */
const MAX_TIME_BUCKETS = 11_000;

/** Known only when the range is resolved. */
export function refuseTooManyBuckets(plan: {
  interval: Parameters<typeof countBuckets>[0] | null;
  range: Parameters<typeof countBuckets>[1];
}): Refusal | null {
  if (plan.interval === null || countBuckets(plan.interval, plan.range) <= MAX_TIME_BUCKETS) return null;
  const message = `\`${plan.interval}\` cuts this range into more than ${MAX_TIME_BUCKETS} buckets. Ask for a longer interval.`;
  return refuse(422, "too_many_buckets", message, { path: "dimensions" });
}
