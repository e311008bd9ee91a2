import type { Problem } from "../api.ts";
import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";

export function problemText(problem: Problem): string {
  switch (problem.kind) {
    case "unreachable":
      return t.problem.unreachable;
    case "refused":
      return t.problem.refused(problem.message);
    case "signed_out":
      return t.signIn.refused;
  }
}

/** The numbers below stay what they were: a failed question takes nothing away. */
export function ProblemBar({ model }: { model: Dashboard }) {
  const problem = model.overview.problem.value;
  if (problem === null) return null;
  return (
    <div class="problem" role="alert">
      <span>{problemText(problem)}</span>
      <button type="button" onClick={() => void model.refresh()}>
        {t.problem.retry}
      </button>
    </div>
  );
}
