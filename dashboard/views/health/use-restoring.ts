import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { RestoreAnswer } from "../../../schema/outcome-input.ts";
import type { Problem } from "../../api.ts";
import type { Dashboard } from "../../model.ts";
import type { HeldChoice } from "./held.ts";
import { throughPages } from "./pages.ts";

const PATH = "/v1/quarantine/restore";

/** What is brought back goes through the queue again; after this it is likely to be in the report. */
const VISIBLE_AFTER_MS = 4_000;

export interface Restoring {
  /** How far it is; null while nothing is on its way. */
  progress: Signal<{ done: number; total: number } | null>;
  /** Of the last time; null before. */
  result: Signal<{ restored: number; left: number } | null>;
  problem: Signal<Problem | null>;
  /** Moves when what is set aside is likely to be another. */
  again: Signal<number>;
  /** Brings `total` events back, a page at a time, until none is left. */
  run(choice: HeldChoice | { ids: string[] }, total: number): Promise<void>;
}

export function useRestoring(model: Dashboard, siteId: string): Restoring {
  const progress = useSignal<{ done: number; total: number } | null>(null);
  const result = useSignal<{ restored: number; left: number } | null>(null);
  const problem = useSignal<Problem | null>(null);
  const again = useSignal(0);
  useEffect(() => {
    if (result.value === null) return;
    const timer = setTimeout(() => {
      again.value += 1;
    }, VISIBLE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [result.value]);

  const run: Restoring["run"] = async (choice, total) => {
    let [restored, left] = [0, 0];
    result.value = null;
    progress.value = { done: 0, total };
    problem.value = await throughPages(
      (more) => model.api.call<RestoreAnswer>("POST", PATH, { site_id: siteId, ...choice, ...more }),
      (page) => {
        restored += page.restored;
        left += page.left;
        progress.value = { done: restored + left, total };
      },
    );
    progress.value = null;
    // Also when a later page failed: those of the pages before are brought back.
    result.value = problem.value !== null && restored === 0 ? null : { restored, left };
    again.value += 1;
  };
  return { progress, result, problem, again, run };
}
