import { type Signal, useSignal } from "@preact/signals";
import type { GoalAnswer } from "../../../schema/definitions.ts";
import type { Problem } from "../../api.ts";
import type { Kept } from "../../kept.ts";
import { words } from "../../messages/views/index.ts";
import { ChoiceField, TextField } from "../../view/fields.tsx";
import { FormDialog, problemOf } from "../../view/form-dialog.tsx";
import { GOAL_KINDS, type GoalDraft, goalBody, MAX_GOAL_PROPS, NEW_GOAL } from "./goal-form.ts";

interface GoalFormProps {
  goals: Kept<GoalAnswer>;
  siteId: string;
  /** Null: a new one. Of one that is there only name and currency change: another meaning is another goal. */
  goal: GoalAnswer | null;
  close(): void;
}

export function GoalForm({ goals, siteId, goal, close }: GoalFormProps) {
  const draft = useSignal<GoalDraft>({ ...NEW_GOAL, name: goal?.name ?? "", currency: goal?.currency ?? "" });
  const w = words.t.goals;
  const set = (change: Partial<GoalDraft>) => {
    draft.value = { ...draft.value, ...change };
  };
  const body = goalBody(draft.value, siteId);
  const run = async () => {
    const { name, currency } = draft.value;
    const outcome =
      goal === null
        ? await goals.create(body)
        : await goals.change(goal.id, { name: name.trim(), currency: currency || null });
    return outcome.ok ? null : outcome.problem;
  };
  return (
    <FormDialog
      title={goal === null ? w.new : w.edit(goal.name)}
      act={goal === null ? w.create : words.t.form.save}
      isReady={goal === null ? body !== null : draft.value.name.trim() !== ""}
      run={run}
      close={close}
      fields={["name", "event", "page", "scroll", "props", "currency"]}
    >
      {(problem) => (
        <>
          {goal === null && <Reached draft={draft} set={set} problem={problem} />}
          <TextField
            label={goal === null ? `${w.name} (${words.t.form.optional})` : w.name}
            value={draft.value.name}
            set={(name) => set({ name })}
            {...(goal === null && { hint: w.nameHint })}
            problem={problemOf(problem, "name")}
            autofocus={goal !== null}
          />
          <TextField
            label={`${w.currency} (${words.t.form.optional})`}
            value={draft.value.currency}
            set={(currency) => set({ currency: currency.trim().toUpperCase() })}
            hint={w.currencyHint}
            problem={problemOf(problem, "currency")}
          />
        </>
      )}
    </FormDialog>
  );
}

interface ReachedProps {
  draft: Signal<GoalDraft>;
  set(change: Partial<GoalDraft>): void;
  problem: Problem | null;
}

/** What reaches it: an event, a page or a depth of scrolling. */
function Reached({ draft, set, problem }: ReachedProps) {
  const w = words.t.goals;
  const { kind, event, page, scroll } = draft.value;
  return (
    <>
      <ChoiceField
        label={w.kind}
        value={kind}
        set={(value) => set({ kind: value })}
        options={GOAL_KINDS.map((word) => [word, w.kinds[word]] as const)}
      />
      {kind === "event" && (
        <TextField
          label={w.event}
          value={event}
          set={(value) => set({ event: value })}
          hint={w.eventHint}
          problem={problemOf(problem, "event")}
          autofocus
        />
      )}
      {kind === "scroll" && (
        <TextField
          type="number"
          min={1}
          max={100}
          label={w.depth}
          value={String(scroll)}
          set={(value) => set({ scroll: Number(value) })}
          problem={problemOf(problem, "scroll")}
        />
      )}
      {kind !== "event" && (
        <TextField
          label={kind === "page" ? w.page : `${w.page} (${words.t.form.optional})`}
          placeholder="/thanks/*"
          value={page}
          set={(value) => set({ page: value })}
          hint={w.pageHint}
          problem={problemOf(problem, "page")}
        />
      )}
      {kind !== "scroll" && <Props draft={draft} set={set} problem={problemOf(problem, "props")} />}
    </>
  );
}

function Props({
  draft,
  set,
  problem,
}: {
  draft: Signal<GoalDraft>;
  set: ReachedProps["set"];
  problem: string;
}) {
  const w = words.t.goals;
  const { props } = draft.value;
  const change = (at: number, pair: [string, string]) => set({ props: props.with(at, pair) });
  return (
    <fieldset class="checks goal-props">
      <legend>
        {w.props} ({words.t.form.optional})
      </legend>
      {props.map(([key, value], at) => (
        // Rows are told by their place: that is what they are while one types.
        <div key={at} class="goal-prop">
          <TextField label={w.propKey} value={key} set={(text) => change(at, [text, value])} />
          <TextField label={w.propValue} value={value} set={(text) => change(at, [key, text])} />
        </div>
      ))}
      {props.length < MAX_GOAL_PROPS && (
        <button type="button" class="quiet" onClick={() => set({ props: [...props, ["", ""]] })}>
          + {w.addProp}
        </button>
      )}
      {problem !== "" && (
        <p class="door-problem" role="alert">
          {problem}
        </p>
      )}
    </fieldset>
  );
}
