/** A saved filter, which may be a tree, as words in their order. Pure: names of words come from outside. */
import type { Filter, Predicate } from "../../../schema/query.ts";
import { EVENT_DIMENSIONS, VISIT_DIMENSIONS } from "../../../schema/words.ts";

/** `strong` are the site's own words, the others ours. */
export interface Word {
  text: string;
  isStrong: boolean;
}

export interface Naming {
  dimension(name: string): string;
  operator(name: string): string;
  value(dimension: string, value: string): string;
  and: string;
  or: string;
  not: string;
  has_done: string;
  has_not_done: string;
}

const ours = (text: string): Word => ({ text, isStrong: false });
const theirs = (text: string): Word => ({ text, isStrong: true });

export function sentence(filter: Filter, naming: Naming): Word[] {
  const [operator] = filter;
  if (operator === "and" || operator === "or") {
    // A tree's branches: the type says so once the operator is known.
    const [, branches] = filter as ["and" | "or", Filter[]];
    const inner = branches.flatMap((branch, at) => [
      ...(at === 0 ? [] : [ours(naming[operator])]),
      ...sentence(branch, naming),
    ]);
    return branches.length === 1 ? inner : [ours("("), ...inner, ours(")")];
  }
  if (operator === "not" || operator === "has_done" || operator === "has_not_done") {
    const [, inner] = filter as [string, Filter];
    return [ours(naming[operator]), ...sentence(inner, naming)];
  }
  const [, dimension, values] = filter as [string, string, string[]];
  return [
    ours(naming.dimension(dimension)),
    ours(naming.operator(operator)),
    ...values.flatMap((value, at) => [
      ...(at === 0 ? [] : [ours(naming.or)]),
      theirs(naming.value(dimension, value)),
    ]),
  ];
}

const CHIPS: readonly string[] = [...EVENT_DIMENSIONS, ...VISIT_DIMENSIONS];

/** The filters as the page's chips can say them; null where a tree or a goal needs more than chips. */
export function asPredicates(filters: Filter[]): Predicate[] | null {
  const isSimple = (filter: Filter): filter is Predicate =>
    typeof filter[1] === "string" && CHIPS.includes(filter[1]);
  return filters.every(isSimple) ? filters : null;
}
