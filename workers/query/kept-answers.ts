/**
 * An answer is kept when its range is over and its rows have rested, and told again while no mark of its days is newer.
 * What else decides it is in its key, so a changed goal, segment, share or zone asks anew.
 */

import type { MetricValue, QueryAnswer } from "../../schema/query.ts";
import { hashOf } from "../control/hex.ts";
import { type AnswerCache, MAX_KEPT_MS } from "./answer-cache.ts";
import { holdsSince, type MarksReader } from "./marks.ts";
import type { Plan } from "./plan.ts";
import type { Refusal } from "./refusal.ts";
import type { Asking, Understood } from "./understand.ts";

export interface Keeping {
  cache: AnswerCache;
  marksOf: MarksReader;
  /** What keys are made with beside the question: whose data, under which share, told by which schema. */
  scope: readonly string[];
}

type Answer = QueryAnswer<MetricValue>;

/** The answer from `compute`, or an earlier one that still holds. With it goes the revision of the data. */
export async function keptAnswer(
  { cache, marksOf, scope }: Keeping,
  question: {
    asking: Asking;
    understood: Understood;
    plans: readonly Plan[];
    freshness: Promise<string | null>;
  },
  compute: () => Promise<Answer | Refusal>,
): Promise<Answer | Refusal> {
  const { plans, asking } = question;
  // Under a share nothing is said of rows outside its segment, not even when they changed.
  const revision = (newest: number | null) => ((asking.base ?? []).length === 0 ? newest : null);
  const isOver = plans.every(({ read }) => read.to <= asking.now);
  const reading = marksOf(plans);
  const key = isOver ? await keyOf(scope, question) : null;
  const kept = key === null ? null : await cache.find(key);
  if (kept !== null) {
    const marks = await reading;
    const isYoung = marks !== null && marks.asked - kept.readAt < MAX_KEPT_MS;
    if (isYoung && holdsSince(marks, kept.readAt))
      return told(kept.answer, revision(marks.newest), {
        cached: true,
        freshness: await question.freshness,
        rows_read: 0,
        bytes_read: 0,
      });
  }
  const [answer, marks] = await Promise.all([compute(), reading]);
  if ("status" in answer) return answer;
  if (key !== null && marks !== null && holdsSince(marks, marks.asked))
    cache.keep(key, { answer, readAt: marks.asked });
  return told(answer, revision(marks?.newest ?? null), { cached: false });
}

const told = (answer: Answer, newest: number | null, meta: Partial<Answer["meta"]>): Answer => ({
  ...answer,
  meta: {
    ...answer.meta,
    ...meta,
    data_revision: newest === null ? null : new Date(newest).toISOString(),
  },
});

/** Everything that decides an answer but the rows. The moment of asking decides nothing of a range that is over. */
async function keyOf(
  scope: readonly string[],
  { understood, plans }: { understood: Understood; plans: readonly Plan[] },
): Promise<string> {
  const { date_range: _, ...asked } = understood.asked;
  const decided = plans.map(({ asOf: _, ...plan }) => plan);
  return hashOf(JSON.stringify([scope, asked, decided]));
}
