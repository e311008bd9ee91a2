/** The rows of one plan of which a part comes from rollups. Pure. */
import type { Metric } from "../../schema/words.ts";
import { emptyWord, isTimeDimension } from "./dimensions.ts";
import type { Plan } from "./plan.ts";
import { ratio } from "./ratio.ts";
import { type Asked, asked, presenceOf, sumsOf } from "./rolled-sums.ts";
import { commas, numbered, type Sql, sql } from "./sql.ts";

/** Rows `d0` and `m0`, `m1` … of a plan with pieces. */
export function rolledRows(plan: Plan): Sql {
  const question = asked(plan);
  const metrics = plan.metrics.map(
    (metric, at) => sql`${sumOf(metric) ?? shareOf(question)} AS ${numbered("m", at)}`,
  );
  const rows = sumsOf([question]);
  const [dimension] = plan.dimensions;
  if (dimension === undefined) return sql`SELECT ${commas(metrics)} FROM (${rows})`;
  const key = isTimeDimension(dimension) ? sql`bucket` : sql`value`;
  return sql`SELECT ${key} AS d0, ${commas(metrics)} FROM (${rows}) GROUP BY d0 HAVING ${presenceOf(question)}`;
}

const VISITORS = sql`uniqCombined64MergeIf(14)(sketch, is_inside)`;

/** A metric of the sums; null for shares, which need those of all rows. */
export function sumOf(metric: Metric): Sql | null {
  switch (metric) {
    case "visitors":
      return VISITORS;
    case "percentage":
      return null;
    case "pageviews":
      return sql`sum(shown)`;
    case "events":
      return sql`sum(acts)`;
    case "visits":
      return sql`sum(n)`;
    case "views_per_visit":
      return ratio(sql`sum(seen)`, sql`sum(n)`, 2);
    case "bounce_rate":
      return ratio(sql`(100 * sum(bounced))`, sql`sum(n)`, 0);
    case "visit_duration":
      return ratio(sql`sum(lasted)`, sql`(1000 * sum(n))`, 0);
    default:
      throw new Error(`${metric} is not kept in rollups.`);
  }
}

/** A visit may overlap the range without an event in it. */
const shareOf = (question: Asked): Sql =>
  sql`if(sum(acts) = 0, NULL, ${ratio(sql`(100 * ${VISITORS})`, allVisitors(question), 1)})`;

/** Every visit has one value of a dimension, so all rows together are all visitors; pages are too many for that. */
function allVisitors(question: Asked): Sql {
  const { plan, isOfEvents } = question;
  if (!isOfEvents && plan.dimensions.every(isOfEveryVisit))
    return sql`(uniqCombined64Merge(14)(uniqCombined64MergeStateIf(14)(sketch, is_inside)) OVER ())`;
  const whole: Plan = { ...plan, dimensions: [], interval: null };
  const rows = sumsOf([{ ...question, plan: whole, counts: true, wholes: false }]);
  return sql`ifNull((SELECT ${VISITORS} FROM (${rows})), 0)`;
}

const isOfEveryVisit = (dimension: Plan["dimensions"][number]): boolean =>
  dimension.startsWith("visit:") && emptyWord(dimension) !== null;
