/** Whether all is well: what came in and what became of it. */
import { useModel } from "@preact/signals";
import type { Dashboard } from "../../model.ts";
import { formatCount } from "../../numbers.ts";
import { problemText } from "../../view/problem-bar.tsx";
import { HealthModel } from "./model.ts";
import { OUTCOMES, type Outcomes } from "./outcomes.ts";
import { words } from "./words.ts";
import "./health.css";

export const catalogue = words;

export function View({ model }: { model: Dashboard }) {
  const { t } = words;
  const health = useModel(() => new HealthModel(model));
  const { value, problem, isWaiting } = health.outcomes;
  return (
    <section class="card health" aria-label={t.title} aria-busy={isWaiting.value}>
      <h2>{t.title}</h2>
      <p class="lead">{t.lead}</p>
      {problem.value !== null && <p role="alert">{problemText(problem.value)}</p>}
      {value.value !== null && <Totals outcomes={value.value} />}
    </section>
  );
}

function Totals({ outcomes }: { outcomes: Outcomes }) {
  const { t } = words;
  return (
    <dl class="outcomes answers">
      {OUTCOMES.map((name) => (
        <div key={name}>
          <dt>{t.outcomes[name]}</dt>
          <dd>{formatCount(outcomes.total[name])}</dd>
        </div>
      ))}
    </dl>
  );
}
