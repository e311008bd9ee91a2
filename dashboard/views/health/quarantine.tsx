import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { OutcomesAnswer } from "../../../schema/outcome-input.ts";
import { formatCount } from "../../numbers.ts";
import { createResource } from "../../resource.ts";
import { Confirm } from "../../view/confirm.tsx";
import { ChoiceField } from "../../view/fields.tsx";
import { ViewHead } from "../../view/view-head.tsx";
import { ViewProblem } from "../../view/view-problem.tsx";
import { choiceOf } from "./held.ts";
import { HeldTable } from "./held-table.tsx";
import { outcomesPath } from "./outcome-counts.ts";
import { useHeld } from "./use-held.ts";
import { type Restoring, useRestoring } from "./use-restoring.ts";
import { useRules } from "./use-rules.ts";
import type { SectionProps } from "./view.tsx";
import { words } from "./words.ts";

/** While somebody types. */
const PAUSE_MS = 300;

/** What rules have set aside: chosen by rule and by search, turned page by page, and brought back. */
export function Quarantine(props: SectionProps) {
  const { model, site, sections } = props;
  const w = words.t.quarantine;
  const choice = choiceOf(model.address.value.own);
  const restoring = useRestoring(model, site.id);
  const held = useHeld(model, site.id, choice, restoring.again.value);
  const mayRestore = sections.includes("rules");
  const rules = useRules(model, site.id, mayRestore);
  const isAsking = useSignal(false);
  const isBusy = restoring.progress.value !== null;
  return (
    <>
      <ViewHead title={words.t.sections.quarantine} lead={w.lead}>
        {mayRestore && held.total > 0 && (
          <button
            type="button"
            class="primary"
            disabled={isBusy}
            onClick={() => {
              isAsking.value = true;
            }}
          >
            {w.restoreAll(formatCount(held.total))}
          </button>
        )}
      </ViewHead>
      <Choice {...props} ruleName={rules.nameOf} />
      <Progress restoring={restoring} total={held.events === null ? null : held.total} />
      <ViewProblem problem={restoring.problem.value ?? held.problem} />
      <HeldTable
        model={model}
        held={held}
        ruleName={rules.nameOf}
        restore={mayRestore && !isBusy ? (id) => void restoring.run({ ids: [id] }, 1) : null}
      />
      {isAsking.value && (
        <Confirm
          title={w.confirm(formatCount(held.total))}
          consequence={w.consequence}
          act={w.restore}
          run={() => void restoring.run(choice, held.total)}
          close={() => {
            isAsking.value = false;
          }}
        />
      )}
    </>
  );
}

/** Which of them: those of a rule, those that hold a text. */
function Choice({ model, site, ruleName }: SectionProps & { ruleName(id: string): string }) {
  const w = words.t.quarantine;
  const { rule = "", search = "" } = model.address.value.own;
  const counted = useMemo(() => createResource<OutcomesAnswer>(model.api), [model]);
  const path = outcomesPath(site.id, "30d", model.zone.value, model.askedAt.value);
  useEffect(() => void counted.read(path), [counted, path]);
  const reasons = counted.value.value?.reasons ?? [];
  const ids = new Set([
    ...reasons.flatMap((each) => (each.reason === "rule_quarantine" ? (each.rule ?? []) : [])),
    ...(rule === "" ? [] : [rule]),
  ]);
  const typed = useSignal(search);
  useEffect(() => {
    const timer = setTimeout(() => model.setOwn({ search: typed.value.trim() }, "replace"), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed.value]);
  return (
    <div class="field-grid held-choice">
      <ChoiceField
        label={words.t.rule}
        value={rule}
        set={(id) => model.setOwn({ rule: id }, "replace")}
        options={[["", w.anyRule], ...[...ids].map((id) => [id, ruleName(id)] as const)]}
      />
      <div class="field">
        <label for="held-search">{w.search}</label>
        <input
          id="held-search"
          type="search"
          placeholder={w.searchHint}
          value={typed.value}
          onInput={(event) => {
            typed.value = event.currentTarget.value;
          }}
        />
      </div>
    </div>
  );
}

/** How many there are, how far a restore is, and what came of it. */
function Progress({ restoring, total }: { restoring: Restoring; total: number | null }) {
  const w = words.t.quarantine;
  const [progress, result] = [restoring.progress.value, restoring.result.value];
  return (
    <div class="held-says">
      {progress !== null && (
        <progress aria-label={w.restoring} value={progress.done} max={Math.max(progress.total, 1)} />
      )}
      <p role="status">
        {progress !== null
          ? w.progress(formatCount(progress.done), formatCount(progress.total))
          : result !== null && w.result(formatCount(result.restored), formatCount(result.left))}
      </p>
      <p class="faint">{total === null ? "\u00a0" : w.total(formatCount(total))}</p>
    </div>
  );
}
