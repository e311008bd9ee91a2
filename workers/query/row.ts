/** A row of a plan, and what it is in an answer. Pure. */
import type { MetricValue, Money, ResultRow } from "../../schema/query.ts";
import { MONEY_METRICS } from "../../schema/words.ts";
import { bucketLabel } from "./buckets.ts";
import { isTimeDimension } from "./dimensions.ts";
import { type Currency, currencyOf } from "./goals.ts";
import type { Plan } from "./plan.ts";

/** A row as `build.ts` names it: `v0 …` are dimensions, `m0 …` metrics. */
export type PlanRow = Record<string, string | number | null>;

export const toResult = (plan: Plan, row: PlanRow): ResultRow<MetricValue> => ({
  dimensions: plan.dimensions.map((dimension, at) => {
    const value = row[`v${at}`];
    return isTimeDimension(dimension) ? bucketLabel(dimension, Number(value), plan.firstDay) : String(value);
  }),
  metrics: plan.metrics.map((metric, at) => {
    const value = numberOf(row[`m${at}`]);
    return isMoney(metric) ? moneyOf(value, currencyOfRow(plan, row)) : value;
  }),
});

const numberOf = (value: string | number | null | undefined): number | null =>
  value === null || value === undefined ? null : Number(value);

const isMoney = (metric: string): boolean => (MONEY_METRICS as readonly string[]).includes(metric);

function currencyOfRow(plan: Plan, row: PlanRow): string | null {
  const currency: Currency = currencyOf(plan);
  if (currency.of === "all") return currency.currency;
  if (currency.of === "none") return null;
  return currency.byGoal.get(String(row[`v${plan.dimensions.indexOf("event:goal")}`])) ?? null;
}

/** A goal without a currency earns nothing that could be told. */
function moneyOf(value: number | null, currency: string | null): Money | null {
  if (value === null || currency === null) return null;
  const written = (options: Intl.NumberFormatOptions) =>
    new Intl.NumberFormat("en-US", { style: "currency", currency, ...options }).format(value);
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return { value, currency, short: written({ notation: "compact", ...digits }), long: written({}) };
}

/** The number in a value. */
export const amountOf = (value: MetricValue | undefined): number | null =>
  typeof value === "object" ? (value?.value ?? null) : (value ?? null);
