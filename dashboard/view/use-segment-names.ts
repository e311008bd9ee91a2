import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { SegmentAnswer } from "../../schema/definitions.ts";
import { SEGMENT_FILTER } from "../../schema/words.ts";
import type { PageFilter } from "../dimensions.ts";
import type { Dashboard } from "../model.ts";

/** What the segments of a filter are called: by id, as far as it is known. Nothing of any other filter. */
export function useSegmentNames(
  model: Dashboard,
  [, dimension, ids]: PageFilter,
): ReadonlyMap<string, string> {
  const names = useSignal<ReadonlyMap<string, string>>(new Map());
  const wanted = dimension === SEGMENT_FILTER ? ids.join() : "";
  useEffect(() => {
    if (wanted === "") return;
    for (const id of ids)
      void model.api.call<SegmentAnswer>("GET", `/v1/segments/${encodeURIComponent(id)}`).then((outcome) => {
        if (outcome.ok) names.value = new Map(names.value).set(id, outcome.value.name);
      });
  }, [wanted]);
  return names.value;
}
