/**
 * A funnel of four steps in seven days, a day for all of them: by visitor, the visit's traffic left alone. Theirs as
 * `lib/plausible/stats/funnel.ex` writes it; ours is what `/v1/funnel` has to ask.
 */
import { param, type Sql, sql } from "../../workers/query/sql.ts";
import { BIG_SITE } from "../schema/data.ts";
import { siteId } from "../schema/ours.ts";
import { type Range, second } from "./range.ts";

const DAY_S = 86_400;

export function ourFunnel({ from, to }: Range): Sql {
  const day = (ms: number) => param("Date", new Date(ms).toISOString().slice(0, 10));
  const steps = sql`is_pageview = 1, name = 'click', name = 'Signup', name = 'Purchase'`;
  return sql`SELECT step, count() AS visitors FROM (SELECT visitor_id, windowFunnel(${param("UInt32", DAY_S * 1_000)})(toUInt64(toUnixTimestamp64Milli(ts)), ${steps}) AS step FROM events WHERE site = ${param("String", siteId(BIG_SITE))} AND date BETWEEN ${day(from)} AND ${day(to - 1)} AND name IN ('pageview', 'click', 'Signup', 'Purchase') AND traffic = 'human' GROUP BY visitor_id) WHERE step != 0 GROUP BY step ORDER BY step`;
}

export const peerFunnel = (range: Range) => `
  SELECT step, count(*) AS visitors FROM (
    SELECT windowFunnel(${DAY_S})(timestamp, name = 'pageview', name = 'click', name = 'Signup', name = 'Purchase') AS step
    FROM events_v2 WHERE site_id = ${BIG_SITE} AND timestamp >= ${second(range.from)} AND timestamp <= ${second(range.to - 1_000)}
      AND name IN ('pageview', 'click', 'Signup', 'Purchase') GROUP BY user_id)
  WHERE step != 0 GROUP BY step ORDER BY step`;
