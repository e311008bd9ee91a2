/** Questions about a filter's shape. Pure; no SQL. */
import type { Filter, Predicate } from "../../schema/query.ts";
import { isEventDimension } from "./dimensions.ts";

export type FilterDimension = Predicate[1];

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
  dimensionsOf(filter).every((dimension) => dimension !== "event:name");
