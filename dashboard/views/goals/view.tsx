/** Goals: how often each was reached, by which share of the visitors, and what it earned. */

import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { GoalAnswer } from "../../../schema/definitions.ts";
import type { Money, QueryAnswer } from "../../../schema/query.ts";
import { createKept, keptCacheOf } from "../../kept.ts";
import { words } from "../../messages/views/index.ts";
import type { Dashboard } from "../../model.ts";
import { formatCount } from "../../numbers.ts";
import { formatShare, pointsText } from "../../rates.ts";
import { type Column, DataTable } from "../../view/data-table.tsx";
import { Removal } from "../../view/removal.tsx";
import { useAnswers } from "../../view/use-answers.ts";
import { useRights } from "../../view/use-rights.ts";
import { ViewHead } from "../../view/view-head.tsx";
import { ViewProblem } from "../../view/view-problem.tsx";
import { GoalForm } from "./form.tsx";
import { type GoalRow, goalRows, goalsQuestion } from "./questions.ts";
import "../forms.css";
import "../tables.css";
import "./goals.css";

export { words as catalogue };

export function View({ model }: { model: Dashboard }) {
  const site = model.site.value;
  const goals = useMemo(
    () =>
      createKept<GoalAnswer>(model.api, keptCacheOf(model.session), {
        path: "/v1/goals",
        search: `?site_id=${encodeURIComponent(site?.id ?? "")}`,
        key: "goals",
      }),
    [model, site?.id],
  );
  useEffect(() => void goals.load(), [goals]);
  const hasGoals = (goals.things.value?.length ?? 0) > 0;
  const questions =
    site === null || !hasGoals
      ? {}
      : { goals: goalsQuestion(model.address.value, site, model.askedAt.value) };
  const answers = useAnswers(model, questions);
  const rights = useRights(model);
  const editing = useSignal<{ goal: GoalAnswer | null } | null>(null);
  const deleting = useSignal<GoalAnswer | null>(null);
  // Asked for money, an answer has amounts beside numbers.
  const answer = (answers.shown.value.goals?.answer ?? null) as QueryAnswer<number | Money | null> | null;
  const rows = goals.things.value === null ? null : goalRows(goals.things.value, answer);
  const mayEdit = rights.mayAdminister(site?.id);
  const edit = (goal: GoalAnswer | null) => {
    editing.value = { goal };
  };
  return (
    <section class="card view-card" aria-busy={answers.isWaiting.value}>
      <ViewHead title={words.t.goals.title}>
        {mayEdit && (
          <button type="button" class="primary" onClick={() => edit(null)}>
            {words.t.goals.new}
          </button>
        )}
      </ViewHead>
      <ViewProblem problem={goals.problem.value ?? answers.problem.value} />
      <div class="answers">
        <DataTable
          caption={words.t.goals.title}
          columns={columns(model, rows ?? [])}
          rows={rows}
          keyOf={({ goal }) => goal.id}
          empty={<p>{words.t.goals.empty}</p>}
          file="goals.csv"
          {...(mayEdit && {
            actions: ({ goal }: GoalRow) => (
              <Actions goal={goal} edit={() => edit(goal)} remove={() => (deleting.value = goal)} />
            ),
          })}
        />
      </div>
      {editing.value !== null && site !== null && (
        <GoalForm
          goals={goals}
          siteId={site.id}
          goal={editing.value.goal}
          close={() => {
            editing.value = null;
          }}
        />
      )}
      <Removal
        removing={deleting}
        from={goals}
        title={({ name }) => words.t.goals.deleteTitle(name)}
        consequence={() => words.t.goals.deleteLead}
        act={words.t.form.delete}
      />
    </section>
  );
}

function columns(model: Dashboard, rows: readonly GoalRow[]): Column<GoalRow>[] {
  const w = words.t.goals;
  const earns = rows.some(({ goal }) => goal.currency !== null);
  return [
    {
      name: "goal",
      title: w.goal,
      value: ({ goal }) => goal.name,
      cell: ({ goal }) => (
        <button
          type="button"
          class="row-link goal-name"
          title={w.filter}
          onClick={(event) => model.choose("event:goal", goal.name, event.shiftKey)}
        >
          {goal.name}
          <small>{reachedText(goal)}</small>
        </button>
      ),
    },
    {
      ...{ name: "visitors", title: w.visitors, definition: w.definitions.visitors, isNumber: true },
      value: ({ visitors }) => visitors,
      cell: ({ visitors }) => <b>{visitors === null ? "–" : formatCount(visitors)}</b>,
    },
    {
      ...{ name: "events", title: w.events, definition: w.definitions.events, isNumber: true, isMinor: true },
      value: ({ events }) => events,
      cell: ({ events }) => (events === null ? "–" : formatCount(events)),
    },
    {
      ...{ name: "rate", title: w.rate, definition: w.definitions.rate, isNumber: true },
      value: ({ rate }) => rate,
      cell: ({ rate, rateBefore }) => <Rate rate={rate} before={rateBefore} />,
    },
    ...(earns ? moneyColumns() : []),
  ];
}

const moneyColumns = (): Column<GoalRow>[] => {
  const w = words.t.goals;
  return [
    {
      ...{ name: "revenue", title: w.revenue, definition: w.definitions.revenue, isNumber: true },
      value: ({ revenue }) => revenue?.value ?? null,
      cell: ({ revenue }) => <span title={revenue?.long}>{revenue?.short ?? "–"}</span>,
    },
    {
      ...{
        name: "average",
        title: w.average,
        definition: w.definitions.average,
        isNumber: true,
        isMinor: true,
      },
      value: ({ average }) => average?.value ?? null,
      cell: ({ average }) => <span title={average?.long}>{average?.short ?? "–"}</span>,
    },
  ];
};

/** The rate as a bar of its hundred, and how it changed. */
function Rate({ rate, before }: { rate: number | null; before: number | null }) {
  const points = rate === null || before === null ? null : pointsText(rate - before);
  return (
    <span class="rate">
      <b>{formatShare(rate)}</b>
      <i class="rate-bar" aria-hidden="true">
        <i style={{ width: `${Math.min(rate ?? 0, 100)}%` }} />
      </i>
      <small class={`change ${points?.meaning ?? "same"}`}>{points === null ? "\u00a0" : points.text}</small>
    </span>
  );
}

/** What reaches a goal, in the API's own words. */
export function reachedText({ event, page, scroll, props }: GoalAnswer): string {
  const w = words.t.goals;
  const base = event ?? (scroll === null ? (page ?? "") : w.scrolled(scroll, page ?? w.anyPage));
  const conditions = Object.entries(props).map(([key, value]) => `${key} = ${value}`);
  return [base, ...conditions].join(" · ");
}

function Actions({ goal, edit, remove }: { goal: GoalAnswer; edit(): void; remove(): void }) {
  return (
    <>
      <button type="button" class="quiet" aria-label={`${words.t.form.edit} ${goal.name}`} onClick={edit}>
        {words.t.form.edit}
      </button>
      <button
        type="button"
        class="quiet danger"
        aria-label={`${words.t.form.delete} ${goal.name}`}
        onClick={remove}
      >
        {words.t.form.delete}
      </button>
    </>
  );
}
