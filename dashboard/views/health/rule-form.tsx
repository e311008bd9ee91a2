import { useSignal } from "@preact/signals";
import { RULE_ACTIONS } from "../../../schema/rule.ts";
import type { RuleAnswer } from "../../../schema/rule-input.ts";
import type { Kept } from "../../kept.ts";
import { words as shared } from "../../messages/views/index.ts";
import type { Dashboard } from "../../model.ts";
import { ChoiceField, TextField } from "../../view/fields.tsx";
import { FormDialog, problemOf } from "../../view/form-dialog.tsx";
import { DryRun } from "./dry-run.tsx";
import {
  conditionOf,
  DRAFT_FIELDS,
  draftOf,
  NEW_RULE,
  opsFor,
  type RuleDraft,
  ruleBody,
  withField,
} from "./rule-draft.ts";
import { words } from "./words.ts";

interface RuleFormProps {
  model: Dashboard;
  kept: Kept<RuleAnswer>;
  siteId: string;
  /** Null: a new one. */
  rule: RuleAnswer | null;
  close(): void;
}

/** Made or changed, and before it is saved: what it would have done. */
export function RuleForm({ model, kept, siteId, rule, close }: RuleFormProps) {
  const draft = useSignal<RuleDraft>(rule === null ? NEW_RULE : draftOf(rule));
  const w = words.t.rules;
  const body = ruleBody(draft.value);
  const run = async () => {
    const outcome =
      rule === null ? await kept.create({ site_id: siteId, ...body }) : await kept.change(rule.id, body);
    return outcome.ok ? null : outcome.problem;
  };
  return (
    <FormDialog
      title={rule === null ? w.new : w.edit}
      act={rule === null ? w.create : shared.t.form.save}
      isReady={body !== null}
      run={run}
      close={close}
      fields={["field", "op", "value", "action", "name"]}
    >
      {(problem) => (
        <>
          <Condition
            draft={draft.value}
            set={(next) => {
              draft.value = next;
            }}
            valueProblem={problemOf(problem, "value")}
            opProblem={problemOf(problem, "op")}
          />
          <DryRun
            model={model}
            siteId={siteId}
            condition={conditionOf(draft.value)}
            action={draft.value.action}
          />
          <TextField
            label={`${w.name} (${shared.t.form.optional})`}
            value={draft.value.name}
            set={(name) => {
              draft.value = { ...draft.value, name };
            }}
            problem={problemOf(problem, "name")}
          />
        </>
      )}
    </FormDialog>
  );
}

interface ConditionProps {
  draft: RuleDraft;
  set(draft: RuleDraft): void;
  valueProblem: string;
  opProblem: string;
}

/** Which events, and what becomes of them. */
function Condition({ draft, set, valueProblem, opProblem }: ConditionProps) {
  const w = words.t.rules;
  const hints: Partial<Record<string, string>> = w.hints;
  return (
    <div class="field-grid">
      <ChoiceField
        label={w.field}
        value={draft.field}
        set={(field) => set(withField(draft, field))}
        options={DRAFT_FIELDS.map((field) => [field, w.fields[field]] as const)}
      />
      {draft.field === "query" && (
        <TextField
          label={w.parameter}
          value={draft.parameter}
          set={(parameter) => set({ ...draft, parameter })}
        />
      )}
      <ChoiceField
        label={w.op}
        value={draft.op}
        set={(op) => set({ ...draft, op })}
        options={opsFor(draft).map((op) => [op, w.ops[op]] as const)}
        problem={opProblem}
      />
      <TextField
        label={w.value}
        value={draft.value}
        set={(value) => set({ ...draft, value })}
        hint={hints[draft.field] ?? (draft.op === "glob" ? w.hints.glob : undefined)}
        problem={valueProblem}
        autofocus
      />
      <ChoiceField
        label={w.action}
        value={draft.action}
        set={(action) => set({ ...draft, action })}
        hint={w.actionHints[draft.action]}
        options={RULE_ACTIONS.map((action) => [action, w.actions[action]] as const)}
      />
    </div>
  );
}
