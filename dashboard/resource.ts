/** A thing of the API that is read as it is, beside the queries: what is shown, what is on its way, what went wrong. */
import { action, batch, type Signal, signal } from "@preact/signals";
import type { Api, Outcome, Problem } from "./api.ts";

export interface Resource<Value> {
  /** Null: never answered. */
  value: Signal<Value | null>;
  /** Somebody waits for an answer; a silent reading does not count. */
  isWaiting: Signal<boolean>;
  problem: Signal<Problem | null>;
  /**
   * Reads `path`. What is shown stays until the answer is here; `isWaiting` says that it is of another path.
   * An answer that a newer reading has overtaken is dropped.
   */
  read(path: string): Promise<void>;
  /** Forgets everything, and what is on its way. */
  clear(): void;
}

export function createResource<Value>(api: Api): Resource<Value> {
  const value = signal<Value | null>(null);
  const isWaiting = signal(false);
  const problem = signal<Problem | null>(null);
  let shownPath = "";
  let pending: AbortController | null = null;

  const read = async (path: string): Promise<void> => {
    pending?.abort();
    const mine = new AbortController();
    pending = mine;
    isWaiting.value = path !== shownPath;
    const outcome = await api.call<Value>("GET", path, undefined, mine.signal);
    if (pending === mine) accept(path, outcome);
  };

  const accept = (path: string, outcome: Outcome<Value>): void =>
    batch(() => {
      pending = null;
      isWaiting.value = false;
      problem.value = outcome.ok ? null : outcome.problem;
      if (!outcome.ok) return;
      shownPath = path;
      value.value = outcome.value;
    });

  const clear = (): void =>
    batch(() => {
      pending?.abort();
      pending = null;
      shownPath = "";
      isWaiting.value = false;
      problem.value = null;
      value.value = null;
    });

  return { value, isWaiting, problem, read: action(read), clear };
}
