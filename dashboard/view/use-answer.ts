import { useComputed } from "@preact/signals";
import type { QueryAnswer } from "../../schema/query.ts";
import type { Dashboard } from "../model.ts";

/**
 * The overview's answer to one part. Whoever reads it is not drawn again because another part has a newer one, as the
 * number of people now has every other second.
 */
export const useAnswer = (model: Dashboard, part: string): QueryAnswer | undefined =>
  useComputed(() => model.overview.shown.value[part]?.answer).value;
