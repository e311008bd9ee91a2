/** Which goals are reached, by whom, and what they earn. */
import type { Filter } from "../../../schema/query.ts";
import type { Goal } from "../goals.ts";
import { behaviours, namesIn } from "./reference-filters-for-tests.ts";
import { type Question, type ReferenceEvent, sum } from "./reference-types-for-tests.ts";

/** Of an event, or of a report of engagement. */
export function reaches({ event, page, scroll, props }: Goal, row: ReferenceEvent): boolean {
  const isReport = row.name === "engagement";
  const isKind =
    event !== null
      ? row.name === event
      : scroll !== null
        ? isReport && row.scroll >= scroll && row.scroll <= 100
        : row.name === "pageview";
  const isThere = page === null || fits(page, row.path);
  return isKind && isThere && Object.entries(props).every(([key, value]) => row.props[key] === value);
}

/** `*` is anything but `/`, `**` anything at all. */
function fits(glob: string, path: string): boolean {
  const pattern = glob.replaceAll("**", "\u0000").replaceAll("*", "[^/]*").replaceAll("\u0000", ".*");
  return new RegExp(`^${pattern}$`).test(path);
}

export function namedBy(filter: Filter, goals: readonly Goal[]): Goal[] {
  const [operator, , values, options] = filter as [
    "is" | "contains",
    string,
    string[],
    { case_sensitive?: boolean }?,
  ];
  const fold = (text: string) => (options?.case_sensitive === false ? text.toLowerCase() : text);
  return goals.filter(({ name }) =>
    values.some((value) =>
      operator === "is" ? fold(name) === fold(value) : fold(name).includes(fold(value)),
    ),
  );
}

/** Every condition on goals, those on what visits have done included. */
function conditionsOnGoals(filter: Filter): Filter[] {
  if (filter[0] === "and" || filter[0] === "or") return filter[1].flatMap(conditionsOnGoals);
  if (filter[0] === "not" || filter[0] === "has_done" || filter[0] === "has_not_done")
    return conditionsOnGoals(filter[1]);
  return filter[1] === "event:goal" ? [filter] : [];
}

/** The goals that have rows: those that the question names, else all. */
export function goalsOfRows({ filters, goals }: Question): readonly Goal[] {
  const named = filters.filter((filter) => filter[1] === "event:goal");
  return named.length === 0
    ? goals
    : goals.filter((goal) => named.some((filter) => namedBy(filter, [goal]).length > 0));
}

/** Reports are rows of a question where they reach a depth that it speaks of. */
export function isOfScrolling(question: Question, row: ReferenceEvent): boolean {
  const named = question.filters
    .flatMap(conditionsOnGoals)
    .flatMap((filter) => namedBy(filter, question.goals));
  const asked = question.dimensions.includes("event:goal") ? [...named, ...goalsOfRows(question)] : named;
  return asked.some((goal) => goal.scroll !== null && reaches(goal, row));
}

/** The same question of everybody who might have reached its goals. */
export const ofEverybody = (question: Question, dimensions: Question["dimensions"]): Question => ({
  ...question,
  dimensions,
  filters: question.filters.filter(
    (filter) =>
      behaviours(filter) > 0 ||
      namesIn(filter).length === 0 ||
      !namesIn(filter).every((name) => name === "event:goal" || name.startsWith("event:props:")),
  ),
});

/** In which currency a row's money is; null where it is in none. */
export function currencyOf(question: Question, goalOfRow: string | undefined): string | null {
  const isByGoal = question.dimensions.includes("event:goal");
  const isNamed = question.filters.some((filter) => filter[1] === "event:goal");
  const earning =
    isByGoal || isNamed ? goalsOfRows(question).filter(({ currency }) => currency !== null) : [];
  if (isByGoal) return earning.find(({ name }) => name === goalOfRow)?.currency ?? null;
  const currencies = new Set(earning.map(({ currency }) => currency));
  return currencies.size === 1 ? (earning[0]?.currency ?? null) : null;
}

/** The same order with the same amount counts once. */
export function earnedIn(
  currency: string | null,
  rows: readonly ReferenceEvent[],
): { amount: number; times: number } {
  const all = rows.flatMap(({ revenue }) =>
    revenue !== undefined && revenue.currency === currency ? [revenue] : [],
  );
  const single = all.filter(({ order_id }) => order_id === undefined);
  const orders = new Map(
    all
      .filter(({ order_id }) => order_id !== undefined)
      .map(({ order_id, amount }) => [`${order_id} ${amount}`, amount]),
  );
  const amounts = [...single.map(({ amount }) => amount), ...orders.values()];
  return { amount: sum(amounts, (amount) => amount), times: amounts.length };
}
