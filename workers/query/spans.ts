/**
 * Visits by the days, weeks or months that they span: each counts in every one of them. Nearly all lie within one, so they
 * are added up by their first and last bucket before they are spread over those between. Pure.
 */
import { type Attribute, isOver } from "./activity.ts";
import type { Interval } from "./buckets.ts";
import { bucketSql } from "./dimensions.ts";
import type { Plan } from "./plan.ts";
import { commas, type Sql, sql } from "./sql.ts";
import { beganBefore, time, visitsBegunWhere, visitsWhere } from "./where.ts";

/** Whether an interval's buckets between two of them are told by their numbers. */
export const isSpannable = (dimension: string): boolean =>
  dimension === "time:day" || dimension === "time:week" || dimension === "time:month";

/**
 * Rows with the attributes, with `first_bucket` and `last_bucket` in the range, and with sums over the visits between
 * them: `is_visit` how many there are, `all_views`, `is_bounce` and `duration_ms`.
 */
export function spans(
  plan: Plan,
  interval: Interval,
  visit: readonly Sql[],
  attributes: readonly Attribute[],
): Sql {
  const { from, to } = plan.read;
  const end = isOver(plan) ? sql`least(end, ${time(to - 1)})` : sql`end`;
  const bucket = (instant: Sql) => bucketSql(interval, plan, instant);
  const rows = (first: Sql, where: Sql) => {
    const keys = [
      ...attributes.map(({ column, name }) => sql`${column} AS ${name}`),
      sql`${bucket(first)} AS first_bucket, ${bucket(end)} AS last_bucket`,
    ];
    const names = [...attributes.map(({ name }) => name), sql`first_bucket, last_bucket`];
    const sums = sql`count() AS is_visit, sum(pageviews) AS all_views, countIf(interactions <= 1) AS is_bounce, sum(sessions.duration_ms) AS duration_ms`;
    return sql`SELECT ${commas([...keys, sums])} FROM sessions FINAL WHERE ${where} GROUP BY ${commas(names)}`;
  };
  const begun = rows(sql`start`, visitsBegunWhere(plan, visit));
  const before = rows(time(from), visitsWhere(plan, [...visit, beganBefore(plan)]));
  return sql`(${begun} UNION ALL ${before})`;
}

/** Every bucket between, as an array. */
export function bucketsBetween(interval: Interval): Sql {
  if (interval === "time:month") return sql`arrayDistinct([first_bucket, last_bucket])`;
  return interval === "time:week"
    ? sql`range(first_bucket, last_bucket + 1, 7)`
    : sql`range(first_bucket, last_bucket + 1)`;
}
