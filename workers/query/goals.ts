/** Goals as conditions on events, judged when the question is asked: a goal made today knows the past. Pure. */
import type { SiteId } from "../../schema/ids.ts";
import type { Filter } from "../../schema/query.ts";
import { GOAL_DIMENSION, MONEY_METRICS } from "../../schema/words.ts";
import { type GoalPredicate, goalPredicatesOf, isOfGoals } from "./filters.ts";
import type { Plan } from "./plan.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { nearestWord } from "./spelling.ts";
import { and, commas, join, param, type Sql, sql } from "./sql.ts";

/** One kind: `event`, or `page`, or `scroll` (of `page`, or of any). */
export interface Goal {
  /** Whose it is, in a question about several sites; absent: of the only one. */
  site?: SiteId;
  name: string;
  event: string | null;
  /** `*` is anything but `/`, `**` anything at all. */
  page: string | null;
  /** Percent. */
  scroll: number | null;
  props: Readonly<Record<string, string>>;
  /** ISO 4217; null: it earns nothing. */
  currency: string | null;
}

type Asked = Pick<Plan, "dimensions" | "filters" | "goals">;

/** The goals that have to be looked up before this can be answered. */
export const asksForGoals = (filters: readonly Filter[], dimensions: readonly string[] = []): boolean =>
  dimensions.includes(GOAL_DIMENSION) || filters.some((filter) => goalPredicatesOf(filter).length > 0);

/** Names that no goal has are refused; parts of names may find none. */
export function refuseUnknownGoals(filters: readonly Filter[], goals: readonly Goal[]): Refusal | null {
  for (const [at, filter] of filters.entries())
    for (const [operator, dimension, values, modifiers] of goalPredicatesOf(filter)) {
      const unknown = values.find(
        (value) => goalsOf(goals, [operator, dimension, [value], modifiers ?? {}]).length === 0,
      );
      if (operator !== "is" || unknown === undefined) continue;
      const allowed = [...new Set(goals.map(({ name }) => name))];
      const meant = nearestWord(unknown, allowed);
      const message = `The site has no goal ${JSON.stringify(unknown).slice(0, 100)}.`;
      const details = {
        path: `filters[${at}]`,
        allowed,
        ...(meant !== undefined && { did_you_mean: meant }),
      };
      return refuse(422, "unknown_goal", message, details);
    }
  return null;
}

/** The goals that a condition names. */
export function goalsOf(goals: readonly Goal[], [operator, , values, modifiers]: GoalPredicate): Goal[] {
  const fold = (text: string) => (modifiers?.case_sensitive === false ? text.toLowerCase() : text);
  const named = (name: string) =>
    values.some((value) =>
      operator === "is" ? fold(name) === fold(value) : fold(name).includes(fold(value)),
    );
  return goals.filter(({ name }) => named(name));
}

/** The goals of the query's rows: those that its filters name, else all of the site. */
export function rowGoals({ filters, goals }: Asked): readonly Goal[] {
  const predicates = filters.filter(isOfGoals);
  return predicates.length === 0
    ? goals
    : goals.filter((goal) => predicates.some((predicate) => goalsOf([goal], predicate).length > 0));
}

const byGoal = ({ dimensions }: Pick<Plan, "dimensions">): boolean => dimensions.includes("event:goal");

/** Those goals of depths of scrolling that the query speaks of: their rows are engagement reports. */
export function scrollGoals(asked: Asked): readonly Goal[] {
  const predicates = asked.filters.flatMap(goalPredicatesOf);
  const named = asked.goals.filter((goal) =>
    predicates.some((predicate) => goalsOf([goal], predicate).length > 0),
  );
  const all = new Set([...named, ...(byGoal(asked) ? rowGoals(asked) : [])]);
  return [...all].filter(({ scroll }) => scroll !== null);
}

/** The condition on a row of `events`, engagement included, that it reaches the goal. */
export function reaches({ site, event, page, scroll, props }: Goal): Sql {
  const kind =
    event !== null
      ? [sql`name = ${param("String", event)}`]
      : scroll === null
        ? [sql`is_pageview`]
        : [sql`name = 'engagement'`, sql`scroll BETWEEN ${param("UInt32", scroll)} AND 100`];
  const having = Object.entries(props).map(
    ([key, value]) => sql`props[${param("String", key)}] = ${param("String", value)}`,
  );
  const own = site === undefined ? [] : [sql`site = ${param("String", site)}`];
  return sql`(${and([...own, ...kind, ...(page === null ? [] : [isPage(page)]), ...having])})`;
}

/** Any of the goals; nothing when there are none. */
export const reachesAny = (goals: readonly Goal[]): Sql =>
  goals.length === 0 ? sql`0` : sql`(${join(goals.map(reaches), sql` OR `)})`;

const isPage = (glob: string): Sql =>
  glob.includes("*")
    ? sql`match(path, ${param("String", patternOf(glob))})`
    : sql`path = ${param("String", glob)}`;

/** The glob as a regular expression of the whole path. */
export const patternOf = (glob: string): string =>
  `^(?s:${glob
    .split(/(\*+)/)
    .map((part) => (part === "*" ? "[^/]*" : part.startsWith("*") ? ".*" : escaped(part)))
    .join("")})$`;

const escaped = (text: string): string => text.replaceAll(/[\\^$.|?+()[\]{}]/g, "\\$&");

/** The names of the goals that the row reaches, one row for each. */
export const reachedGoals = (goals: readonly Goal[]): Sql =>
  goals.length === 0
    ? sql`arrayJoin(emptyArrayString())`
    : sql`arrayJoin(arrayFilter(reached -> reached != '', [${commas(
        goals.map((goal) => sql`if(${reaches(goal)}, ${param("String", goal.name)}, '')`),
      )}]))`;

/** In which currency the query's money is told. */
export type Currency =
  | { of: "all"; currency: string }
  | { of: "goal"; byGoal: ReadonlyMap<string, string> }
  | { of: "none"; code: "no_revenue_goals_matching" | "no_single_revenue_currency" };

export function currencyOf(asked: Asked): Currency {
  const named = asked.filters.some(isOfGoals) || byGoal(asked) ? rowGoals(asked) : [];
  const earning = named.flatMap(({ name, currency }) =>
    currency === null ? [] : [[name, currency] as const],
  );
  const [first, ...others] = new Set(earning.map(([, currency]) => currency));
  if (first === undefined) return { of: "none", code: "no_revenue_goals_matching" };
  if (byGoal(asked)) return { of: "goal", byGoal: currenciesOf(earning) };
  return others.length === 0
    ? { of: "all", currency: first }
    : { of: "none", code: "no_single_revenue_currency" };
}

/** Of each name; a name that earns in different currencies on different sites has none. */
function currenciesOf(earning: readonly (readonly [name: string, currency: string])[]): Map<string, string> {
  const byName = Map.groupBy(earning, ([name]) => name);
  return new Map(
    [...byName].flatMap(([name, own]) => {
      const [currency, ...others] = new Set(own.map(([, one]) => one));
      return currency !== undefined && others.length === 0 ? [[name, currency] as const] : [];
    }),
  );
}

/** The currency of a row, as text; empty where it has none. */
export function currencySql(currency: Currency): Sql {
  switch (currency.of) {
    case "all":
      return sql`${param("String", currency.currency)}`;
    case "none":
      return sql`''`;
    case "goal": {
      const names = param("Array(String)", [...currency.byGoal.keys()]);
      const currencies = param("Array(String)", [...currency.byGoal.values()]);
      return sql`transform(toString(goal), ${names}, ${currencies}, '')`;
    }
  }
}

type Warnings = Record<string, { code: string; warning: string }>;
const NO_CURRENCY = {
  no_revenue_goals_matching: "None of the goals that are asked for has a currency.",
  no_single_revenue_currency:
    "The goals that are asked for earn in different currencies. Ask by `event:goal`.",
};

/** What the query's money does not say. `leftOut`: currencies that were not counted. */
export function moneyWarnings(plan: Plan, leftOut: readonly string[]): Warnings {
  const currency = currencyOf(plan);
  const said =
    currency.of === "none"
      ? { code: currency.code, warning: NO_CURRENCY[currency.code] }
      : leftOut.length === 0
        ? null
        : {
            code: "revenue_in_other_currencies",
            warning: `Amounts are not converted: what was earned in ${leftOut.join(", ")} is left out.`,
          };
  const asked = plan.metrics.filter((metric) => (MONEY_METRICS as readonly string[]).includes(metric));
  return said === null ? {} : Object.fromEntries(asked.map((metric) => [metric, said]));
}

export const asksForMoney = ({ metrics }: Pick<Plan, "metrics">): boolean =>
  metrics.some((metric) => (MONEY_METRICS as readonly string[]).includes(metric));
