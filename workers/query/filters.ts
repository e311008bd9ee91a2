/** Questions about a filter's shape. Pure; no SQL. */
import type { Filter, FilterDimension } from "../../schema/query.ts";
import { eventValue, isEventDimension } from "./dimensions.ts";

/** Every dimension that the filter mentions. */
export function dimensionsOf(filter: Filter): FilterDimension[] {
  switch (filter[0]) {
    case "and":
    case "or":
      return filter[1].flatMap(dimensionsOf);
    case "not":
      return dimensionsOf(filter[1]);
    default:
      return [filter[1]];
  }
}

/** Nothing in it is about single events. */
export const isAboutVisits = (filter: Filter): boolean => !dimensionsOf(filter).some(isEventDimension);

/** It can be said of the page and host where a visit entered, or of the visit itself. */
export const isAboutEntries = (filter: Filter): boolean =>
  dimensionsOf(filter).every(
    (dimension) => !isEventDimension(dimension) || eventValue(dimension).entry !== null,
  );
