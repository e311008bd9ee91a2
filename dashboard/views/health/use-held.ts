import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { QuarantineAnswer, QuarantinedAnswer } from "../../../schema/outcome-input.ts";
import type { Problem } from "../../api.ts";
import type { Dashboard } from "../../model.ts";
import { type HeldChoice, heldPath } from "./held.ts";

export interface Held {
  /** The newest first; null until the first answer. */
  events: QuarantinedAnswer[] | null;
  /** All that were chosen. */
  total: number;
  hasMore: boolean;
  problem: Problem | null;
  /** A page behind those that are there. */
  more(): void;
}

/**
 * What rules have set aside; asked again when the choice is another, and when `again` or the page moves on. Whoever has
 * turned pages keeps them: what arrives meanwhile takes nothing away that is being read.
 */
export function useHeld(model: Dashboard, siteId: string, choice: HeldChoice, again: number): Held {
  const shown = useSignal<QuarantineAnswer | null>(null);
  const problem = useSignal<Problem | null>(null);
  const turned = useRef("");
  const read = async (after: string | null, abort?: AbortSignal): Promise<void> => {
    const path = heldPath(siteId, choice, after);
    const outcome = await model.api.call<QuarantineAnswer>("GET", path, undefined, abort);
    if (abort?.aborted) return;
    problem.value = outcome.ok ? null : outcome.problem;
    if (!outcome.ok) return;
    const before = after === null ? [] : (shown.value?.events ?? []);
    shown.value = { ...outcome.value, events: [...before, ...outcome.value.events] };
  };
  const asked = `${heldPath(siteId, choice, null)} ${again}`;
  useEffect(() => {
    if (turned.current === asked) return;
    const abort = new AbortController();
    void read(null, abort.signal);
    return () => abort.abort();
  }, [asked, model.askedAt.value]);
  const answer = shown.value;
  return {
    events: answer?.events ?? null,
    total: answer?.total ?? 0,
    hasMore: answer !== null && answer.next !== null,
    problem: problem.value,
    more() {
      turned.current = asked;
      void read(answer?.next ?? null);
    },
  };
}
