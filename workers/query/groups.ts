/** Rates within a row's group: of all who are in it, how many reached the goal. Pure. */
import { everybody, type Plan } from "./plan.ts";
import { ratio } from "./ratio.ts";
import { commas, join, numbered, type Sql, sql } from "./sql.ts";

/**
 * The rows with `group_conversion_rate` divided by everybody in the group: the row's dimensions but for the goal.
 * `rowsOf` makes the rows of another plan.
 */
export function withGroups(plan: Plan, rows: Sql, rowsOf: (plan: Plan) => Sql): Sql {
  const at = plan.metrics.indexOf("group_conversion_rate");
  if (at === -1) return rows;
  const columns = [
    ...plan.dimensions.map((_, index) => sql`r.${numbered("d", index)} AS ${numbered("d", index)}`),
    ...plan.metrics.map((_, index) =>
      index === at
        ? sql`${ratio(sql`(100 * toUInt64(ifNull(r.${numbered("m", index)}, 0)))`, sql`toUInt64(g.m0)`, 2)} AS ${numbered("m", index)}`
        : sql`r.${numbered("m", index)} AS ${numbered("m", index)}`,
    ),
  ];
  const shared = plan.dimensions.flatMap((dimension, index) => (dimension === "event:goal" ? [] : [index]));
  const groups = rowsOf(
    everybody(
      plan,
      plan.dimensions.filter((dimension) => dimension !== "event:goal"),
    ),
  );
  const same = shared.map((index, place) => sql`r.${numbered("d", index)} = g.${numbered("d", place)}`);
  return shared.length === 0
    ? sql`SELECT ${commas(columns)} FROM (${rows}) AS r CROSS JOIN (${groups}) AS g`
    : sql`SELECT ${commas(columns)} FROM (${rows}) AS r LEFT JOIN (${groups}) AS g ON ${join(same, sql` AND `)}`;
}
