/** What clicks do to the filters. Pure: filters in, filters out; all of them must hold. */
import type { FilterOperator } from "../schema/words.ts";
import type { FilterDimension, PageFilter } from "./dimensions.ts";

/**
 * A click on a row: only this value. A second click on the same row takes the filter back, a click on another value
 * of the same dimension replaces it, so that one click always shows one value.
 */
export function filterBy(
  filters: readonly PageFilter[],
  dimension: FilterDimension,
  value: string,
): PageFilter[] {
  const others = filters.filter((filter) => !(filter[0] === "is" && filter[1] === dimension));
  const isSet = filters.some((filter) => isExactly(filter, "is", dimension, value));
  return isSet ? others : [...others, ["is", dimension, [value]]];
}

/** A shift-click on a row: all but this value. Exclusions of one dimension gather in one filter. */
export function exclude(
  filters: readonly PageFilter[],
  dimension: FilterDimension,
  value: string,
): PageFilter[] {
  const kept = filters.filter((filter) => !isExactly(filter, "is", dimension, value));
  const at = kept.findIndex((filter) => filter[0] === "is_not" && filter[1] === dimension);
  const found = kept[at];
  if (found === undefined) return [...kept, ["is_not", dimension, [value]]];
  if (found[2].includes(value)) return kept;
  return kept.with(at, ["is_not", dimension, [...found[2], value]]);
}

export const addFilter = (
  filters: readonly PageFilter[],
  operator: FilterOperator,
  dimension: FilterDimension,
  values: string[],
): PageFilter[] => [...filters, [operator, dimension, values]];

export const removeFilter = (filters: readonly PageFilter[], at: number): PageFilter[] =>
  filters.filter((_, index) => index !== at);

/** Whether rows of this value are what a filter asks for. */
export const isFilteredBy = (
  filters: readonly PageFilter[],
  dimension: FilterDimension,
  value: string,
): boolean => filters.some((filter) => isExactly(filter, "is", dimension, value));

const isExactly = (filter: PageFilter, operator: FilterOperator, dimension: string, value: string): boolean =>
  filter[0] === operator && filter[1] === dimension && filter[2].length === 1 && filter[2][0] === value;
