/** What a filter speaks of. */
import type { Filter } from "../../../schema/query.ts";

/** The names that a filter says of its own row. */
export function namesIn(filter: Filter): string[] {
  if (filter[0] === "and" || filter[0] === "or") return filter[1].flatMap(namesIn);
  if (filter[0] === "not") return namesIn(filter[1]);
  return typeof filter[1] === "string" ? [filter[1]] : [];
}

export function behaviours(filter: Filter): number {
  if (filter[0] === "and" || filter[0] === "or")
    return filter[1].reduce((all, part) => all + behaviours(part), 0);
  if (filter[0] === "not") return behaviours(filter[1]);
  return filter[0] === "has_done" || filter[0] === "has_not_done" ? 1 : 0;
}

export const isOfPages = (name: string): boolean => name === "event:page" || name === "event:page_group";
