/** One condition of a filter over one column, as SQL. Negatives are written as NOT of the positive. Pure. */
import type { FilterDimension, NumericPredicate, Predicate } from "../../schema/query.ts";
import type { FilterOperator } from "../../schema/words.ts";
import { emptyWord, numberIn, RULES_OF_EVENT } from "./dimensions.ts";
import { join, param, type Sql, sql } from "./sql.ts";

export const all = (conditions: Sql[]): Sql => sql`(${join(conditions, sql` AND `)})`;
export const any = (conditions: Sql[]): Sql => sql`(${join(conditions, sql` OR `)})`;

/** Of a column of texts; a value that is missing passes a negative. */
export const conditionOf = (condition: Predicate<FilterDimension>, column: Sql): Sql =>
  predicate(condition, column, emptyWord(condition[1]) ?? "");

/** What is said of a part of a property, positive or negative, is said of events that have it. */
export function conditionOfProp(condition: Predicate<FilterDimension>, column: Sql): Sql {
  const [operator] = condition;
  return operator === "is" || operator === "is_not"
    ? conditionOf(condition, column)
    : all([sql`${column} != ''`, predicate(condition, column, "")]);
}

/** An event has several rules: a positive condition holds when it holds of one of them. */
export function conditionOfRules([operator, name, values, modifiers]: Predicate<FilterDimension>): Sql {
  const positive = POSITIVE[operator];
  const holdsOfOne = conditionOf([positive, name, values, modifiers ?? {}], sql`rule`);
  const holds = sql`arrayExists(rule -> ${holdsOfOne}, ${RULES_OF_EVENT})`;
  return positive === operator ? holds : sql`NOT ${holds}`;
}

const POSITIVE = {
  ...{ is: "is", contains: "contains", matches: "matches" },
  ...{ is_not: "is", contains_not: "contains", matches_not: "matches" },
} as const satisfies Record<FilterOperator, FilterOperator>;

/** What holds no number passes no condition on numbers. */
export function conditionOfNumber([operator, dimension, [value = 0, end = 0]]: NumericPredicate): Sql {
  const { number, isNumber } = numberIn(dimension);
  const given = param("Float64", value);
  switch (operator) {
    case ">":
      return all([isNumber, sql`${number} > ${given}`]);
    case ">=":
      return all([isNumber, sql`${number} >= ${given}`]);
    case "<":
      return all([isNumber, sql`${number} < ${given}`]);
    case "<=":
      return all([isNumber, sql`${number} <= ${given}`]);
    case "between":
      return all([isNumber, sql`${number} BETWEEN ${given} AND ${param("Float64", end)}`]);
  }
}

function predicate(
  [operator, , values, modifiers]: Predicate<FilterDimension>,
  column: Sql,
  empty: string,
): Sql {
  const ignoreCase = modifiers?.case_sensitive === false;
  const words = empty === "" ? column : sql`if(${column} = '', ${param("String", empty)}, ${column})`;
  switch (operator) {
    case "is":
      return isAny(column, values, empty, ignoreCase);
    case "is_not":
      return sql`NOT ${isAny(column, values, empty, ignoreCase)}`;
    case "contains":
      return containsAny(words, values, ignoreCase);
    case "contains_not":
      return sql`NOT ${containsAny(words, values, ignoreCase)}`;
    case "matches":
      return matchesAny(words, values, ignoreCase);
    case "matches_not":
      return sql`NOT ${matchesAny(words, values, ignoreCase)}`;
  }
}

function isAny(column: Sql, words: string[], empty: string, ignoreCase: boolean): Sql {
  const same = (word: string) => (ignoreCase ? word.toLowerCase() === empty.toLowerCase() : word === empty);
  const values = param(
    "Array(String)",
    // A channel may be stored as the word that an empty one is called.
    words.flatMap((word) => (same(word) ? ["", word] : [word])),
  );
  return ignoreCase
    ? sql`has(arrayMap(word -> lowerUTF8(word), ${values}), lowerUTF8(${column}))`
    : sql`(${column} IN ${values})`;
}

/** ClickHouse searches for at most 255 needles at once. */
const MAX_NEEDLES = 255;

function containsAny(text: Sql, values: string[], ignoreCase: boolean): Sql {
  const chunks = Array.from({ length: Math.ceil(values.length / MAX_NEEDLES) }, (_, index) =>
    param("Array(String)", values.slice(index * MAX_NEEDLES, (index + 1) * MAX_NEEDLES)),
  );
  return any(
    chunks.map((needles) =>
      ignoreCase
        ? sql`multiSearchAnyCaseInsensitiveUTF8(${text}, ${needles})`
        : sql`multiSearchAny(${text}, ${needles})`,
    ),
  );
}

const matchesAny = (text: Sql, patterns: string[], ignoreCase: boolean): Sql =>
  any(
    patterns.map(
      (pattern) => sql`match(${text}, ${param("String", ignoreCase ? `(?i)${pattern}` : pattern)})`,
    ),
  );
