import { useEffect, useMemo } from "preact/hooks";
import type { OutcomesAnswer } from "../../../schema/outcome-input.ts";
import type { Dashboard } from "../../model.ts";
import { createResource } from "../../resource.ts";
import { DataTable } from "../../view/data-table.tsx";
import { ViewProblem } from "../../view/view-problem.tsx";
import { outcomesPath } from "./outcome-counts.ts";
import { reasonColumns } from "./reasons.tsx";
import { words } from "./words.ts";

/** What the API counts under no site. */
const NO_SITE = "-";

/** Requests that named no site that exists: nobody's outcomes have a place for them. */
export function Nobodys({ model }: { model: Dashboard }) {
  const w = words.t.pipeline;
  const outcomes = useMemo(() => createResource<OutcomesAnswer>(model.api), [model]);
  useEffect(
    () => void outcomes.read(outcomesPath(NO_SITE, "24h", "UTC", model.askedAt.value)),
    [outcomes, model.askedAt.value],
  );
  const answer = outcomes.value.value;
  return (
    <section class="health-part">
      <h3>{w.nobodys}</h3>
      <p class="lead">{w.nobodysLead}</p>
      <ViewProblem problem={outcomes.problem.value} />
      <DataTable
        caption={w.nobodys}
        columns={reasonColumns(answer?.total.received ?? 0)}
        rows={answer?.reasons ?? null}
        keyOf={({ reason }) => reason}
        empty={<p>{w.nobodysNone}</p>}
      />
    </section>
  );
}
