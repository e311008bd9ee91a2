/** Which of an answer's rows add up: what its reader may sum, and what must not be summed. Pure. */
import type { Metric } from "../../schema/words.ts";
import { aggregateOf, isAggregate } from "./aggregates.ts";
import { eventValue, isEventDimension, isTimeDimension, VISIT_DIMENSION_SQL } from "./dimensions.ts";
import { isAboutHosts } from "./filters.ts";
import type { Plan, PlannedDimension } from "./plan.ts";

/**
 * The metrics whose rows, all pages of them, add up to what the question says without its dimensions. The others need
 * not: a visitor sees several pages, and counts once in the total.
 */
export function addsUp(plan: Plan): Metric[] {
  if (!hasEveryEventOnce(plan)) return [];
  const isOfVisits = plan.dimensions.every((name) => !isTimeDimension(name) && !isEventDimension(name));
  const isOfSites = plan.dimensions.every((name) => name === "visit:site");
  return plan.metrics.filter((metric) => {
    if (isAggregate(metric)) return aggregateOf(metric).aggregate === "sum";
    switch (metric) {
      case "pageviews":
      case "events":
        return true;
      case "visits":
      case "engaged_visits":
        return isOfVisits;
      case "visitors":
        // A visitor may come back from another place, but is never of two sites.
        return isOfSites;
      default:
        return false;
    }
  });
}

/** Each event that is counted in the total stands in one row, and in no other. */
const hasEveryEventOnce = (plan: Plan): boolean =>
  plan.dimensions.every((name) => hasEveryEvent(name) && !isOfSeveral(name)) && !isCredited(plan);

/** An event may reach several goals, and several rules may have marked it. */
const isOfSeveral = (name: PlannedDimension): boolean => name === "event:goal" || name === "event:rule";

/** Vitals, errors and the like, and entry and exit pages, leave out what has none. */
function hasEveryEvent(name: PlannedDimension): boolean {
  if (isTimeDimension(name)) return true;
  return isEventDimension(name)
    ? eventValue(name).only === undefined
    : VISIT_DIMENSION_SQL[name].empty !== null;
}

/** Under a filter of hosts a visit's source is credited to the host where it entered, and not to another one. */
const isCredited = ({ dimensions, filters }: Plan): boolean =>
  filters.some(isAboutHosts) &&
  dimensions.some(
    (name) => !isTimeDimension(name) && !isEventDimension(name) && VISIT_DIMENSION_SQL[name].credit !== null,
  );
