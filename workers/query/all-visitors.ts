/**
 * All visitors of a question, its dimensions left out: what shares are of. The queries of a page ask about the same range
 * under the same filters, and one of them for these visitors alone; then the others need not count them again.
 */
import type { Answered } from "./clickhouse.ts";
import type { Plan } from "./plan.ts";
import type { Refusal } from "./refusal.ts";
import type { Piece } from "./rollups.ts";
import type { PlanRow } from "./row.ts";

type Counted = { ok: true; visitors: number } | { ok: false; refusal: Refusal };

export interface AllVisitors {
  /** Of the plan's question, when another query of the request tells them. */
  of(plan: Plan): Promise<Counted> | undefined;
  /** The plan's own answer will tell them, if it is about all of them. */
  learn(plan: Plan, answered: Promise<Answered<PlanRow>>): void;
}

export function allVisitors(): AllVisitors {
  const known = new Map<string, Promise<Counted>>();
  const countedIn = async (answered: Promise<Answered<PlanRow>>, at: number): Promise<Counted> => {
    const told = await answered;
    return told.ok ? { ok: true, visitors: Number(told.table.rows[0]?.[`m${at}`] ?? 0) } : told;
  };
  return {
    of: (plan) => known.get(keyOf(plan)),
    learn: (plan, answered) => {
      const at = plan.metrics.indexOf("visitors");
      if (at !== -1 && plan.dimensions.length === 0) known.set(keyOf(plan), countedIn(answered, at));
    },
  };
}

/** Everything that decides who is counted, and which days of them are estimated. */
const keyOf = ({ sites, read, filters, goals, base, traffic, rolled }: Plan): string =>
  JSON.stringify([sites, read, filters, goals, base, traffic, rolled?.pieces.map(nameOf) ?? null]);

const nameOf = (piece: Piece): string =>
  "run" in piece
    ? `${piece.run.day} ${piece.run.days} ${piece.run.computed_from}`
    : `${piece.read.from} ${piece.read.to}`;

/** The plan of its rows alone when their shares can be told afterwards: `percentage` has the row's visitors then. */
export function withoutShares(plan: Plan): Plan | null {
  const isOrder = plan.order.some(({ by }) => by === "percentage");
  if (!plan.metrics.includes("percentage") || plan.dimensions.length === 0) return null;
  // Where a row of several parts has no visitors, it has no share; a count would say 0.
  if (isOrder || plan.parts.length > 1) return null;
  const metrics = (all: Plan["metrics"]): Plan["metrics"] =>
    all.map((metric) => (metric === "percentage" ? "visitors" : metric));
  return {
    ...plan,
    metrics: metrics(plan.metrics),
    parts: plan.parts.map((part) => ({ ...part, metrics: metrics(part.metrics) })),
  };
}

/** The rows of such a plan with the shares that `plan` asks for. */
export function withShares(plan: Plan, rows: readonly PlanRow[], visitors: number): PlanRow[] {
  const places = plan.metrics.flatMap((metric, at) => (metric === "percentage" ? [`m${at}`] : []));
  return rows.map((row) => ({
    ...row,
    ...Object.fromEntries(places.map((place) => [place, shareOf(Number(row[place]), visitors)])),
  }));
}

/** Percent with one decimal, halves up, as in metrics.ts; a row of nobody has none. */
function shareOf(part: number, whole: number): number | null {
  return part === 0 || whole === 0 ? null : Math.floor((2 * 10 * 100 * part + whole) / (2 * whole)) / 10;
}
