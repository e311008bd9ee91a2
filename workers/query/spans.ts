/**
 * Visits by the days, weeks or months that they span: each counts in every one of them. Nearly all lie within one, so they
 * are added up by their first and last bucket before they are spread over those between. Pure.
 */
import { type Attribute, isOver } from "./activity.ts";
import type { DayInterval } from "./buckets.ts";
import { bucketOfDaySql, bucketSql } from "./dimensions.ts";
import type { Plan } from "./plan.ts";
import { commas, param, type Sql, sql } from "./sql.ts";
import { time, visitsWhere } from "./where.ts";

/** Whether an interval's buckets between two of them are told by their numbers. */
export const isSpannable = (dimension: string): dimension is DayInterval =>
  dimension === "time:day" || dimension === "time:week" || dimension === "time:month";

/**
 * Rows with the attributes, with `first_bucket` and `last_bucket` in the range, and with sums over the visits between
 * them: `is_visit` how many there are, `all_views`, `is_bounce` and `duration_ms`.
 */
export function spans(
  plan: Plan,
  interval: DayInterval,
  visit: readonly Sql[],
  attributes: readonly Attribute[],
): Sql {
  const [first, last] = plan.zone === "UTC" ? bucketsOfDates(plan, interval) : bucketsOfTimes(plan, interval);
  const keys = [
    ...attributes.map(({ column, name }) => sql`${column} AS ${name}`),
    sql`${first} AS first_bucket, ${last} AS last_bucket`,
  ];
  const names = [...attributes.map(({ name }) => name), sql`first_bucket, last_bucket`];
  const sums = sql`count() AS is_visit, sum(pageviews) AS all_views, countIf(interactions <= 1) AS is_bounce, sum(sessions.duration_ms) AS duration_ms`;
  return sql`(SELECT ${commas([...keys, sums])} FROM sessions FINAL WHERE ${visitsWhere(plan, visit)} GROUP BY ${commas(names)})`;
}

/** In UTC days are columns: no time has to be read. */
function bucketsOfDates(plan: Plan, interval: DayInterval): [first: Sql, last: Sql] {
  const { firstDate, lastDate } = plan.read;
  const last = isOver(plan) ? sql`least(end_date, ${param("Date", lastDate)})` : sql`end_date`;
  return [
    bucketOfDaySql(interval, plan.weekStart, sql`greatest(start_date, ${param("Date", firstDate)})`),
    bucketOfDaySql(interval, plan.weekStart, last),
  ];
}

function bucketsOfTimes(plan: Plan, interval: DayInterval): [first: Sql, last: Sql] {
  const { from, to } = plan.read;
  const last = isOver(plan) ? sql`least(end, ${time(to - 1)})` : sql`end`;
  return [bucketSql(interval, plan, sql`greatest(start, ${time(from)})`), bucketSql(interval, plan, last)];
}

/** Every bucket between, as an array. */
export function bucketsBetween(interval: DayInterval): Sql {
  if (interval === "time:month") return sql`arrayDistinct([first_bucket, last_bucket])`;
  return interval === "time:week"
    ? sql`range(first_bucket, last_bucket + 1, 7)`
    : sql`range(first_bucket, last_bucket + 1)`;
}
