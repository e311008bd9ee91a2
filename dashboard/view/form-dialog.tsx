import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { Problem } from "../api.ts";
import { t } from "../messages/index.ts";
import { Dialog } from "./dialog.tsx";
import { problemText } from "./problem-bar.tsx";

interface FormDialogProps {
  title: string;
  act: string;
  isReady: boolean;
  /** Resolves with what the API had against it, or null when it is done: then the dialog closes by itself. */
  run(): Promise<Problem | null>;
  close(): void;
  /** Given the problem, to stand beside the field that it is about; `isShown` says that a field has taken it. */
  children(problem: Problem | null): ComponentChildren;
  /** Members of the request that have a field here. */
  fields: readonly string[];
}

/** A form in a dialog. What was typed stays when the API refuses it. */
export function FormDialog({ title, act, isReady, run, close, children, fields }: FormDialogProps) {
  const problem = useSignal<Problem | null>(null);
  const isSending = useSignal(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!isReady || isSending.value) return;
    isSending.value = true;
    problem.value = await run();
    isSending.value = false;
    if (problem.value === null) close();
  };
  const isOfField = fields.includes(fieldOfProblem(problem.value));
  return (
    <Dialog title={title} size="narrow" close={close}>
      <form class="dialog-form" onSubmit={(event) => void submit(event)} noValidate>
        {children(problem.value)}
        <p class="door-problem" role="alert">
          {problem.value !== null && !isOfField ? problemText(problem.value) : ""}
        </p>
        <div class="dialog-acts">
          <button type="button" class="pill" onClick={close}>
            {t.cancel}
          </button>
          <button type="submit" class="primary" disabled={!isReady} aria-busy={isSending.value}>
            {act}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** `domains[2]` → `domains`: the member of the request that a refusal is about; empty for any other problem. */
export function fieldOfProblem(problem: Problem | null): string {
  const path = problem?.kind === "refused" ? problem.path : undefined;
  return /^[a-z_]+/.exec(path ?? "")?.[0] ?? "";
}

/** What stands under a field. */
export const problemOf = (problem: Problem | null, field: string): string =>
  problem !== null && fieldOfProblem(problem) === field ? problemText(problem) : "";
