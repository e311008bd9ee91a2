import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { DeadLetterAnswer } from "../../../schema/administration.ts";
import type { Problem } from "../../api.ts";
import type { Dashboard } from "../../model.ts";
import { formatMoment } from "../../moments.ts";
import { formatCount } from "../../numbers.ts";
import { createResource } from "../../resource.ts";
import { DataTable } from "../../view/data-table.tsx";
import { ViewProblem } from "../../view/view-problem.tsx";
import { throughPages } from "./pages.ts";
import { words } from "./words.ts";

const PATH = "/v1/dead-letters";

/** Of POST /v1/dead-letters/replay. */
interface ReplayAnswer {
  sent: number;
  left: string[];
  next: string | null;
}

/** Messages that were put aside, and sending them again: a copy of what did count is no harm. */
export function DeadLetters({ model }: { model: Dashboard }) {
  const w = words.t.pipeline;
  const read = useMemo(() => createResource<DeadLetterAnswer>(model.api), [model]);
  const { says, problem, isBusy, run } = useReplay(model);
  useEffect(() => void read.read(PATH), [read, says.value]);
  return (
    <section class="health-part">
      <header class="view-head">
        <h3>{w.letters}</h3>
        <button type="button" class="pill" disabled={isBusy.value} onClick={() => void run()}>
          {w.replay}
        </button>
      </header>
      <p role="status">{says.value}</p>
      <ViewProblem problem={problem.value ?? read.problem.value} />
      <DataTable
        caption={w.letters}
        columns={[
          { name: "reason", title: w.letterReason, value: ({ reason }) => reason },
          {
            ...{ name: "at", title: w.letterAt, isShort: true },
            value: ({ at }) => at,
            cell: ({ at }) => formatMoment(at, model.zone.value, "minute"),
          },
          { name: "key", title: w.letterKey, isMinor: true, value: ({ key }) => key },
        ]}
        rows={read.value.value?.letters ?? null}
        keyOf={({ key }) => key}
        empty={w.noLetters}
      />
    </section>
  );
}

/** Page by page to the end. */
function useReplay(model: Dashboard) {
  const says = useSignal("");
  const problem = useSignal<Problem | null>(null);
  const isBusy = useSignal(false);
  const run = async (): Promise<void> => {
    let [sent, left] = [0, 0];
    isBusy.value = true;
    problem.value = await throughPages(
      (more) => model.api.call<ReplayAnswer>("POST", `${PATH}/replay`, more),
      (page) => {
        sent += page.sent;
        left += page.left.length;
      },
    );
    isBusy.value = false;
    says.value = words.t.pipeline.replayed(formatCount(sent), formatCount(left));
  };
  return { says, problem, isBusy, run };
}
