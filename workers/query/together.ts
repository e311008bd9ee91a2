/**
 * The questions of one request that read rollups, brought together: each says what it asks, and when all have spoken those
 * that can share a statement do. A question that asks nothing of rollups, or ends early, is not waited for.
 */
import type { Answered } from "./clickhouse.ts";
import type { Plan } from "./plan.ts";
import { buildTogether, canBeTogether, keyTogether, tablesOf } from "./rolled-together.ts";
import type { PlanRow } from "./row.ts";
import type { Sql } from "./sql.ts";

type Answer = Promise<Answered<PlanRow>>;
type Select = (statement: Sql) => Answer;

/** A question's place among those of its request. */
export interface Place {
  /** Says once what the question asks; null stands for what it asks by itself. The same in the answers. */
  ask(plans: readonly (Plan | null)[]): (Answer | null)[];
  /** Nobody waits for it any longer. To be called when the question is answered, whatever the answer. */
  leave(): void;
}

interface Waiting {
  plan: Plan;
  answer(answered: Answer): void;
}

/** `enter` has to be called for all questions of a request before any of them asks. */
export function gathering(select: Select): { enter(): Place } {
  let silent = 0;
  let waiting: Waiting[] = [];
  const spoken = () => {
    silent -= 1;
    if (silent > 0) return;
    const all = waiting;
    waiting = [];
    askAll(select, all);
  };
  const enter = (): Place => {
    silent += 1;
    let isSilent = true;
    const speak = () => {
      if (isSilent) spoken();
      isSilent = false;
    };
    return {
      ask(plans) {
        const answers = plans.map((plan) => {
          if (plan === null || !canBeTogether(plan)) return null;
          return new Promise<Answered<PlanRow>>((answer) => waiting.push({ plan, answer }));
        });
        speak();
        return answers;
      },
      leave: speak,
    };
  };
  return { enter };
}

function askAll(select: Select, waiting: readonly Waiting[]): void {
  for (const group of Map.groupBy(waiting, ({ plan }) => keyTogether(plan)).values()) {
    const plans = group.map(({ plan }) => plan);
    const asking = select(buildTogether(plans));
    for (const [at, { answer }] of group.entries())
      answer(
        asking.then((answered): Answered<PlanRow> => {
          const table = answered.ok ? tablesOf(plans, answered.table)[at] : undefined;
          return table === undefined ? answered : { ok: true, table };
        }),
      );
  }
}
