/** By what, and under which filters, each metric may be told. Pure. */
import {
  CONVERSION_METRICS,
  ENGAGED_METRICS,
  GOAL_DIMENSION,
  type Metric,
  VITAL_METRICS,
  VITAL_VALUE,
} from "../../schema/words.ts";
import { aggregateOf, isAggregate } from "./aggregates.ts";
import { eventValue, isEventDimension, isOfPages } from "./dimensions.ts";
import { conjuncts, dimensionsOf, isOfGoals } from "./filters.ts";
import { refuse } from "./refusal.ts";
import type { Rule } from "./rules.ts";

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

export const RULES_OF_METRICS: readonly Rule[] = [
  hasGoalForConversion,
  hasNoVisitRateByEvent,
  hasPageForPageMetric,
  namesOneVital,
];
