/**
 * Sums for questions of which a part comes from rollups: those of whole days, beside the same sums of what is read exactly.
 * Several questions about the same rows of one site are read together: each scan serves all that want it. Pure.
 */
import type { Metric } from "../../schema/words.ts";
import { isInside } from "./activity.ts";
import { isEventDimension, isTimeDimension } from "./dimensions.ts";
import type { Plan } from "./plan.ts";
import { sumsOfDays } from "./rolled-days.ts";
import { sumsOfReads } from "./rolled-reads.ts";
import { join, type Sql, sql } from "./sql.ts";

/** A question, and what must be summed for it. */
export interface Asked {
  plan: Plan;
  /** Something is counted inside the range. */
  counts: boolean;
  /** Something is told of whole visits. */
  wholes: boolean;
  /** Events are counted by themselves, not with their visits. */
  isOfEvents: boolean;
}

export const asked = (plan: Plan): Asked => ({
  plan,
  counts: plan.metrics.some(isInside),
  wholes: plan.metrics.some((metric: Metric) => !isInside(metric)),
  isOfEvents: plan.dimensions.some((name) => isEventDimension(name) || isTimeDimension(name)),
});

/** A question by its place among those that are asked together. */
export interface Placed extends Asked {
  place: number;
  /** How many pages are wanted, where sketches are told only of those that may be the greatest; else null. */
  greatest: number | null;
}

/**
 * Rows to be added up by `asks` (the question's place), `bucket` (of a question by time, else 0) and `value` (of any other
 * dimension, else empty). `sketch` of visitors where `is_inside`, `shown` pageviews and `acts` (events) inside the range;
 * `n` visits with all that they have: pages `seen`, `bounced`, ms `lasted`. The questions are of the same site, zone and
 * traffic.
 */
export function sumsOf(questions: readonly Asked[]): Sql {
  return sumsOfPlaced(questions.map((question, place) => ({ ...question, place, greatest: null })));
}

/** The same; of a question with `greatest` it has the rows of pages that may be among them, by what its `WITH` says. */
export const sumsOfPlaced = (questions: readonly Placed[]): Sql =>
  join([...sumsOfDays(questions), ...sumsOfReads(questions)], sql` UNION ALL `);

/** Rows there are of a question: as of exact rows, by page or host those that events have, else those of either. */
export function presenceOf({ plan, counts, wholes }: Asked): Sql {
  const isByPage = plan.dimensions.some(isEventDimension);
  if (counts && wholes && !isByPage) return sql`(sum(acts) > 0 OR sum(n) > 0)`;
  return counts ? sql`sum(acts) > 0` : sql`sum(n) > 0`;
}
