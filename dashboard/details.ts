/** The details of one breakdown: a searched, sorted page of its rows. */
import { action, createModel, signal } from "@preact/signals";
import type { QueryAnswer, QueryInput } from "../schema/query.ts";
import type { Api, Problem } from "./api.ts";
import { DETAILS_HOME, type DetailsView } from "./questions.ts";

export const DetailsModel = createModel((api: Api) => {
  const view = signal<DetailsView>(DETAILS_HOME);
  const answer = signal<QueryAnswer | null>(null);
  const isWaiting = signal(false);
  const isSaving = signal(false);
  const problem = signal<Problem | null>(null);
  let abort: AbortController | null = null;

  const load = async (question: QueryInput): Promise<void> => {
    abort?.abort();
    const mine = new AbortController();
    abort = mine;
    isWaiting.value = true;
    const outcome = await api.ask([question], mine.signal);
    if (abort !== mine) return;
    abort = null;
    isWaiting.value = false;
    problem.value = outcome.ok ? null : outcome.problem;
    if (outcome.ok) answer.value = outcome.value[0] ?? null;
  };

  /** A long breakdown takes a while to write. */
  const file = async (question: QueryInput & { format: "csv" }): Promise<Blob | null> => {
    isSaving.value = true;
    const outcome = await api.file(question);
    isSaving.value = false;
    problem.value = outcome.ok ? null : outcome.problem;
    return outcome.ok ? outcome.value : null;
  };

  const reset = (): void => {
    abort?.abort();
    abort = null;
    view.value = DETAILS_HOME;
    answer.value = null;
    isWaiting.value = false;
    problem.value = null;
  };

  return {
    view,
    answer,
    isWaiting,
    isSaving,
    problem,
    load: action(load),
    file: action(file),
    reset: action(reset),
  };
});
