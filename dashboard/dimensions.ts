/** What the page may be filtered by and broken down by, and what each is called. */
import {
  EVENT_DETAIL_DIMENSIONS,
  EVENT_DIMENSIONS,
  type FilterOperator,
  GOAL_DIMENSION,
  type GoalDimension,
  PROP_PREFIX,
  type PropDimension,
  SEGMENT_FILTER,
  VISIT_DIMENSIONS,
} from "../schema/words.ts";
import { t } from "./messages/index.ts";

/** Dimensions that every site has. */
export const NAMED_DIMENSIONS = [
  ...EVENT_DIMENSIONS,
  ...EVENT_DETAIL_DIMENSIONS,
  ...VISIT_DIMENSIONS,
] as const;
export type NamedDimension = (typeof NAMED_DIMENSIONS)[number];
/** Those, the site's own words, and what was saved for it. */
export type FilterDimension = NamedDimension | GoalDimension | PropDimension | typeof SEGMENT_FILTER;
/** What questions may be told by: a segment stands for filters, and has no values. */
export type AskableDimension = Exclude<FilterDimension, typeof SEGMENT_FILTER>;
/** `[operator, dimension, [value, …]]`: any of the values suffices. What the address holds of filters. */
export type PageFilter = [FilterOperator, FilterDimension, string[]];

export const isProp = (dimension: string): dimension is PropDimension =>
  dimension.startsWith(PROP_PREFIX) && dimension.length > PROP_PREFIX.length;
const isNamed = (text: string): text is NamedDimension => NAMED_DIMENSIONS.some((named) => named === text);

/** Null for a word that nothing can be filtered by. */
export function parseDimension(text: string): FilterDimension | null {
  if (isNamed(text) || isProp(text) || text === GOAL_DIMENSION || text === SEGMENT_FILTER) return text;
  return null;
}

/** As people read it; a property is called by its key. */
export function nameDimension(dimension: FilterDimension): string {
  if (isProp(dimension)) return dimension.slice(PROP_PREFIX.length);
  return t.dimensions[dimension];
}
