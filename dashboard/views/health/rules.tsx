import { useSignal } from "@preact/signals";
import type { RuleAnswer } from "../../../schema/rule-input.ts";
import type { Kept } from "../../kept.ts";
import { words as shared } from "../../messages/views/index.ts";
import { type Column, DataTable } from "../../view/data-table.tsx";
import { NewButton } from "../../view/new-button.tsx";
import { Removal } from "../../view/removal.tsx";
import { ViewHead } from "../../view/view-head.tsx";
import { ViewProblem } from "../../view/view-problem.tsx";
import { RuleForm } from "./rule-form.tsx";
import { fieldText, ruleText } from "./rule-text.ts";
import { useRules } from "./use-rules.ts";
import type { SectionProps } from "./view.tsx";
import { words } from "./words.ts";

/** What is dropped, set aside or tagged before it reaches the report, in the order in which it is tried. */
export function Rules({ model, site, sections }: SectionProps) {
  const w = words.t.rules;
  const { kept } = useRules(model, site.id, sections.includes("rules"));
  const editing = useSignal<{ rule: RuleAnswer | null } | null>(null);
  const deleting = useSignal<RuleAnswer | null>(null);
  const rules = kept.things.value?.toSorted((a, b) => a.position - b.position) ?? null;
  return (
    <>
      <ViewHead title={words.t.sections.rules} lead={w.lead}>
        <NewButton
          says={w.new}
          press={() => {
            editing.value = { rule: null };
          }}
        />
      </ViewHead>
      <ViewProblem problem={kept.problem.value} />
      <DataTable
        caption={words.t.sections.rules}
        columns={columns()}
        rows={rules}
        keyOf={({ id }) => id}
        empty={<p>{w.empty}</p>}
        actions={(rule) => (
          <Acts
            rule={rule}
            kept={kept}
            edit={() => {
              editing.value = { rule };
            }}
            remove={() => {
              deleting.value = rule;
            }}
          />
        )}
      />
      {editing.value !== null && (
        <RuleForm
          model={model}
          kept={kept}
          siteId={site.id}
          rule={editing.value.rule}
          close={() => {
            editing.value = null;
          }}
        />
      )}
      <Removal
        removing={deleting}
        from={kept}
        title={(rule) => w.deleteTitle(nameOf(rule))}
        consequence={() => w.deleteLead}
        act={shared.t.form.delete}
      />
    </>
  );
}

/** As `ruleText`, with the value apart: a path runs from left to right in any language. */
const RuleSentence = ({ rule: { field, op, value } }: { rule: RuleAnswer }) => (
  <>
    {fieldText(field)} {words.t.rules.ops[op]} <bdi>{value}</bdi>
  </>
);

const nameOf = (rule: RuleAnswer): string => rule.name || ruleText(rule);

function columns(): Column<RuleAnswer>[] {
  const w = words.t.rules;
  return [
    { name: "position", title: w.position, isShort: true, value: ({ position }) => position },
    {
      ...{ name: "rule", title: words.t.rule, value: nameOf },
      cell: (rule) => (
        <span class="reason">
          <b dir="auto">{rule.name || <RuleSentence rule={rule} />}</b>
          {rule.name !== "" && (
            <span dir="auto">
              <RuleSentence rule={rule} />
            </span>
          )}
        </span>
      ),
    },
    { name: "action", title: w.action, isShort: true, value: ({ action }) => w.actions[action] },
  ];
}

interface ActsProps {
  rule: RuleAnswer;
  kept: Kept<RuleAnswer>;
  edit(): void;
  remove(): void;
}

function Acts({ rule, kept, edit, remove }: ActsProps) {
  const w = words.t.rules;
  // The places of the others follow from it.
  const up = async () => {
    const outcome = await kept.change(rule.id, { position: rule.position - 1 });
    if (outcome.ok) await kept.load();
  };
  const act = (name: string, press: () => void, more = "") => (
    <button type="button" class={`quiet ${more}`} aria-label={`${name}: ${nameOf(rule)}`} onClick={press}>
      {name}
    </button>
  );
  return (
    <>
      {rule.position > 1 && act(w.up, () => void up())}
      {act(shared.t.form.edit, edit)}
      {act(shared.t.form.delete, remove, "danger")}
    </>
  );
}
