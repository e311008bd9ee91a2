/** Questions about a filter's shape. Pure; no SQL. */
import type { Filter, FilterDimension, NumericPredicate, Predicate } from "../../schema/query.ts";
import {
  COMPARING_OPERATORS,
  GOAL_DIMENSION,
  type GoalDimension,
  type NumericOperator,
  RANGE_OPERATOR,
} from "../../schema/words.ts";
import { eventValue, isEventDimension, isProp } from "./dimensions.ts";

/** `["and", […]]` at the top is the same as its members. */
export const conjuncts = (filter: Filter): Filter[] =>
  filter[0] === "and" ? filter[1].flatMap(conjuncts) : [filter];

/** Every dimension that the filter mentions of its own row; what a visit has done is asked of other events. */
export function dimensionsOf(filter: Filter): FilterDimension[] {
  switch (filter[0]) {
    case "and":
    case "or":
      return filter[1].flatMap(dimensionsOf);
    case "not":
      return dimensionsOf(filter[1]);
    case "has_done":
    case "has_not_done":
      return [];
    default:
      return [filter[1]];
  }
}

/** The filters of what visits have done that are in it, each as what was done. */
export function behavioursOf(filter: Filter): Filter[] {
  switch (filter[0]) {
    case "and":
    case "or":
      return filter[1].flatMap(behavioursOf);
    case "not":
      return behavioursOf(filter[1]);
    case "has_done":
    case "has_not_done":
      return [filter[1]];
    default:
      return [];
  }
}

/** How many conditions it is made of. */
export const countPredicates = (filter: Filter): number =>
  dimensionsOf(filter).length + behavioursOf(filter).reduce((sum, done) => sum + countPredicates(done), 0);

/** Nothing in it is about single events. */
export const isAboutVisits = (filter: Filter): boolean => !dimensionsOf(filter).some(isEventDimension);

/** It can be said of the page and host where a visit entered, or of the visit itself. */
export const isAboutEntries = (filter: Filter): boolean =>
  dimensionsOf(filter).every(
    (dimension) => !isEventDimension(dimension) || eventValue(dimension).entry !== null,
  );

/** It says something of hosts, and of nothing else. */
export function isAboutHosts(filter: Filter): boolean {
  const dimensions = dimensionsOf(filter);
  return (
    dimensions.length > 0 &&
    behavioursOf(filter).length === 0 &&
    dimensions.every((dimension) => dimension === "event:hostname")
  );
}

/** It says something of goals and properties, and of nothing else: what those who are converted have done. */
export function isAboutConversions(filter: Filter): boolean {
  const dimensions = dimensionsOf(filter);
  return (
    dimensions.length > 0 &&
    behavioursOf(filter).length === 0 &&
    dimensions.every((dimension) => dimension === GOAL_DIMENSION || isProp(dimension))
  );
}

const NUMERIC: readonly string[] = [...COMPARING_OPERATORS, RANGE_OPERATOR] satisfies NumericOperator[];

/** One condition, on numbers. */
export const isOfNumbers = (filter: Filter): filter is NumericPredicate => NUMERIC.includes(filter[0]);

export type GoalPredicate = Predicate<GoalDimension>;

/** The conditions on goals that it is made of, those on what visits have done included. */
export function goalPredicatesOf(filter: Filter): GoalPredicate[] {
  switch (filter[0]) {
    case "and":
    case "or":
      return filter[1].flatMap(goalPredicatesOf);
    case "not":
    case "has_done":
    case "has_not_done":
      return goalPredicatesOf(filter[1]);
    default:
      return isOfGoals(filter) ? [filter] : [];
  }
}

/** One condition, on goals. */
export const isOfGoals = (filter: Filter): filter is GoalPredicate => filter[1] === GOAL_DIMENSION;
