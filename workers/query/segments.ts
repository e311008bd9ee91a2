/** Saved filters, put in where a question names them. Pure. */
import type { AskedFilter, AskedQuery, Filter, Query, SegmentFilter } from "../../schema/query.ts";
import { SEGMENT_FILTER } from "../../schema/words.ts";
import { type Refusal, refuse } from "./refusal.ts";

export interface SavedSegment {
  id: string;
  filters: readonly Filter[];
}

type Put<Value> = { ok: true; value: Value } | { ok: false; refusal: Refusal };

/** The query without words that only its site knows; refuses ids that are not among the asker's segments. */
export function withSegments(asked: AskedQuery, segments: readonly SavedSegment[]): Put<Query> {
  const at = asked.filters.findIndex((filter) =>
    idsIn(filter).some((id) => find(segments, id) === undefined),
  );
  if (at !== -1) {
    const message = "There is no segment of that id among those of this site that you may use.";
    return { ok: false, refusal: refuse(422, "unknown_segment", message, { path: `filters[${at}]` }) };
  }
  return { ok: true, value: { ...asked, filters: asked.filters.map((filter) => expand(filter, segments)) } };
}

/** Whether any of them has to be looked up. */
export const asksForSegments = ({ filters }: AskedQuery): boolean =>
  filters.some((filter) => idsIn(filter).length > 0);

const find = (segments: readonly SavedSegment[], id: string) => segments.find((segment) => segment.id === id);

const isSegment = (filter: AskedFilter): filter is SegmentFilter => filter[1] === SEGMENT_FILTER;

function idsIn(filter: AskedFilter): string[] {
  switch (filter[0]) {
    case "and":
    case "or":
      return filter[1].flatMap(idsIn);
    case "not":
    case "has_done":
    case "has_not_done":
      return idsIn(filter[1]);
    default:
      return isSegment(filter) ? filter[2].map(String) : [];
  }
}

/** Any of the ids; of each all its filters. */
function expand(filter: AskedFilter, segments: readonly SavedSegment[]): Filter {
  switch (filter[0]) {
    case "and":
    case "or":
      return [filter[0], filter[1].map((part) => expand(part, segments))];
    case "not":
    case "has_done":
    case "has_not_done":
      return [filter[0], expand(filter[1], segments)];
    default: {
      if (!isSegment(filter)) return filter;
      const meant = filter[2].map((id): Filter => ["and", [...(find(segments, String(id))?.filters ?? [])]]);
      const [only, ...others] = meant;
      return only !== undefined && others.length === 0 ? only : ["or", meant];
    }
  }
}
