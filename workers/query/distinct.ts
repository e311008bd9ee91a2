/**
 * Distinct visitors, counted exactly: their ids gathered, sorted, and each run of the same taken once. Rows lie in the
 * order of visitors already, so this takes half of what a hash table of them takes (docs/benchmarks.md). And what is
 * sorted costs little to lay over each other, so all rows together are counted in the same pass. Pure.
 */
import { commas, type Sql, sql } from "./sql.ts";

const once = (ids: Sql): Sql => sql`arrayCompact(arraySort(${ids}))`;

/** The visitors of rows of `events`, and of rows of `activity`: an aggregate, an array of each id once. */
export const VISITORS_OF_EVENTS = once(sql`groupArray(visitor_id)`);
export const VISITORS_OF_ACTIVITY = once(
  sql`arrayConcat(groupArrayIf(visitor_id, actions > 0), groupArrayArrayIf(others, has_others))`,
);

/** Names of what `countedTogether` adds to its rows. */
export const OWN_VISITORS = sql`own_visitors`;
export const ALL_VISITORS = sql`all_visitors`;

/**
 * The rows of `groups` with how many visitors each has, and how many all have together. `groups` has the columns
 * `dimensions` (never null), `metrics`, and in `visitors` each row's visitors as above.
 */
export function countedTogether(groups: Sql, dimensions: readonly Sql[], metrics: readonly Sql[]): Sql {
  const gathered = [
    ...dimensions.map((name) => sql`groupArray(${name}) AS all_${name}`),
    // A tuple keeps a null in its place.
    ...metrics.map((name) => sql`groupArray(tuple(${name})) AS all_${name}`),
    sql`groupArray(length(visitors)) AS all_own`,
    sql`length(${once(sql`groupArrayArray(visitors)`)}) AS ${ALL_VISITORS}`,
  ];
  const rows = [
    ...dimensions.map((name) => sql`all_${name} AS ${name}`),
    ...metrics.map((name) => sql`all_${name} AS told_${name}`),
    sql`all_own AS ${OWN_VISITORS}`,
  ];
  const columns = [
    ...dimensions,
    ...metrics.map((name) => sql`told_${name}.1 AS ${name}`),
    ...[OWN_VISITORS, ALL_VISITORS],
  ];
  return sql`SELECT ${commas(columns)} FROM (SELECT ${commas(gathered)} FROM (${groups})) ARRAY JOIN ${commas(rows)}`;
}
