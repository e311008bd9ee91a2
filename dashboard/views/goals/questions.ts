/** How often each goal was reached. Pure. */
import type { GoalAnswer } from "../../../schema/definitions.ts";
import type { Money, QueryAnswer, QueryInput } from "../../../schema/query.ts";
import { resolvePeriod } from "../../period.ts";
import { type Subject, whomOf } from "../../questions.ts";
import type { Address } from "../../url.ts";

export const GOAL_METRICS = [
  "visitors",
  "events",
  "conversion_rate",
  "total_revenue",
  "average_revenue",
] as const;
export type GoalMetric = (typeof GOAL_METRICS)[number];

/** All goals at once, compared as the page is; those of nobody have no row. */
export const goalsQuestion = (address: Address, subject: Subject, nowMs: number): QueryInput => {
  const { range, previousSoFar } = resolvePeriod(address.period, subject.timezone, nowMs, address.compare);
  const before = previousSoFar !== null && typeof previousSoFar !== "string" ? previousSoFar : null;
  return {
    site_id: subject.id,
    metrics: [...GOAL_METRICS],
    date_range: range,
    dimensions: ["event:goal"],
    ...whomOf(address),
    ...(before !== null && { compare: { mode: "custom", date_range: before } }),
  };
};

export interface GoalRow {
  goal: GoalAnswer;
  /** Null before there is an answer. */
  visitors: number | null;
  /** Null of scrolling, which is no event, and before there is an answer. */
  events: number | null;
  /** Percent of all visitors; null when there are none. */
  rate: number | null;
  /** Of the period before. */
  rateBefore: number | null;
  revenue: Money | null;
  average: Money | null;
}

type Value = number | Money | null;

/** A row for each goal, reached or not: the most reached first, then by name. */
export function goalRows(goals: readonly GoalAnswer[], answer: QueryAnswer<Value> | null): GoalRow[] {
  const byName = new Map(answer?.results.map((row) => [row.dimensions[0], row]));
  const rows = goals.map((goal): GoalRow => {
    const row = byName.get(goal.name);
    const [visitors, events, rate, revenue, average] = row?.metrics ?? [];
    return {
      goal,
      visitors: answer === null ? null : (numberIn(visitors) ?? 0),
      events: goal.scroll === null && answer !== null ? (numberIn(events) ?? 0) : null,
      rate: row === undefined ? (answer === null ? null : 0) : numberIn(rate),
      rateBefore: numberIn(row?.comparison?.metrics[2]),
      revenue: moneyIn(revenue),
      average: moneyIn(average),
    };
  });
  return rows.sort((a, b) => (b.visitors ?? 0) - (a.visitors ?? 0) || a.goal.name.localeCompare(b.goal.name));
}

const numberIn = (value: Value | undefined): number | null => (typeof value === "number" ? value : null);
const moneyIn = (value: Value | undefined): Money | null =>
  typeof value === "object" && value !== null ? value : null;
