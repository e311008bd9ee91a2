/** A row of a plan, and what it is in an answer. Pure. */
import type { ResultRow } from "../../schema/query.ts";
import { bucketLabel } from "./buckets.ts";
import { isTimeDimension } from "./dimensions.ts";
import type { Plan } from "./plan.ts";

/** A row as `build.ts` names it: `v0 …` are dimensions, `m0 …` metrics. */
export type PlanRow = Record<string, string | number | null>;

export const toResult = (plan: Plan, row: PlanRow): ResultRow => ({
  dimensions: plan.dimensions.map((dimension, at) => {
    const value = row[`v${at}`];
    return isTimeDimension(dimension) ? bucketLabel(dimension, Number(value), plan.firstDay) : String(value);
  }),
  metrics: plan.metrics.map((_, at) => numberOf(row[`m${at}`])),
});

const numberOf = (value: string | number | null | undefined): number | null =>
  value === null || value === undefined ? null : Number(value);
