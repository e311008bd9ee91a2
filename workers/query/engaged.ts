/**
 * Engaged visits: those that lasted with attention, looked at more than one page, or did what their site wants to
 * happen. A bounce is told by what a visit did, this by whether it meant anything. Pure.
 */
import type { Goal } from "./goals.ts";
import { reachesAny } from "./goals.ts";
import type { MetricSql, Surroundings } from "./metrics.ts";
import type { Plan } from "./plan.ts";
import { ratio } from "./ratio.ts";
import { type Sql, sql } from "./sql.ts";
import { eventsWhere } from "./where.ts";

const ENGAGED_MS = sql`10000`;

/** The condition on a row of `sessions`. Goals are judged when the question is asked, by what was done in the range. */
export function isEngaged(plan: Plan): Sql {
  const own = sql`engaged_ms >= ${ENGAGED_MS} OR pageviews >= 2`;
  return plan.goals.length === 0
    ? sql`(${own})`
    : sql`(${own} OR session_id IN (${visitsThatReached(plan, plan.goals)}))`;
}

/** As a question by goals reads them: depths of scrolling are reached by engagement reports. */
function visitsThatReached(plan: Plan, goals: readonly Goal[]): Sql {
  const anyOf: Plan = { ...plan, filters: [], dimensions: ["event:goal"], traffic: null };
  return sql`SELECT session_id FROM events WHERE ${eventsWhere(anyOf, [reachesAny(goals)])}`;
}

const engaged = ({ isEngaged: condition }: Surroundings): Sql => sql`countIf(${condition()})`;
const rate = (around: Surroundings): Sql => ratio(sql`(100 * ${engaged(around)})`, sql`count()`, 0);
const time = (): Sql => ratio(sql`sum(engaged_ms)`, sql`(1000 * count())`, 0);

export const ENGAGED_METRICS_SQL = {
  engaged_visits: {
    ...{ definition: "engaged_visits.v1", isCount: true },
    of: { visits: engaged, entries: engaged },
  },
  engagement_rate: {
    ...{ definition: "engagement_rate.v1", isCount: false },
    of: { visits: rate, entries: rate },
  },
  engagement_time: {
    ...{ definition: "engagement_time.v1", isCount: false },
    of: { visits: time, entries: time },
  },
} satisfies Record<string, MetricSql>;
