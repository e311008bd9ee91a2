import type { Problem } from "../api.ts";
import { problemText } from "./problem-bar.tsx";

/** What went wrong in one view; what it showed stays. */
export function ViewProblem({ problem }: { problem: Problem | null }) {
  if (problem === null) return null;
  return (
    <p class="door-problem" role="alert">
      {problemText(problem)}
    </p>
  );
}
