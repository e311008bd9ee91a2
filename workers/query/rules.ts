/** What a query of the right shape may not ask: one rule, one refusal. Pure. */
import type { Filter, Query } from "../../schema/query.ts";
import { GOAL_OPERATORS } from "../../schema/words.ts";
import { countBuckets } from "./buckets.ts";
import { isEventDimension, isTimeDimension } from "./dimensions.ts";
import { behavioursOf, countPredicates, dimensionsOf, goalPredicatesOf } from "./filters.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { RULES_OF_METRICS } from "./rules-of-metrics.ts";
import { RULES_OF_RANGES } from "./rules-of-ranges.ts";

/** What is wrong with a query of the right shape; null when nothing is. */
export type Rule = (query: Query) => Refusal | null;

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

export const RULES: readonly Rule[] = [
  namesGoals,
  hasFewPredicates,
  asksEventsWhatWasDone,
  isUnique,
  hasOneTime,
  isOrderedByItself,
  ...RULES_OF_METRICS,
  ...RULES_OF_RANGES,
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
