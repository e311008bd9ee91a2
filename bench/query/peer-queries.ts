/**
 * The statements that Plausible's query builder makes for the same questions, written down again from
 * `lib/plausible/stats/sql/{expression,query_builder,special_metrics,where_builder}.ex`.
 */
import { BIG_SITE } from "../schema/data.ts";
import { LAST_30, type Range, second } from "./range.ts";

const visitorsOf = (column: string) => `toUInt64(round(uniq(${column}) * any(_sample_factor)))`;

const ofEvents = (site: number, { from, to }: Range, filter: string) =>
  `site_id = ${site} AND timestamp >= ${second(from)} AND timestamp <= ${second(to - 1_000)} AND name != 'engagement' AND ${filter}`;

/** Every visit that was active in the range, begun at most a week before it. */
const ofSessions = (site: number, { from, to }: Range, filter: string) =>
  `site_id = ${site} AND start >= ${second(from - 7 * 86_400_000)} AND timestamp >= ${second(from)} AND start <= ${second(to - 1_000)} AND ${filter}`;

const eventMetrics = `${visitorsOf("user_id")} AS visitors, toUInt64(round(countIf(name = 'pageview') * any(_sample_factor))) AS pageviews`;

const sessionMetrics = (entry: string) => `toUInt64(round(sum(sign) * any(_sample_factor))) AS visits,
  ifNotFinite(round(sum(sign * pageviews) / sum(sign), 2), 0) AS views_per_visit,
  toUInt32(ifNotFinite(round(sumIf(is_bounce * sign, ${entry}) / sumIf(sign, ${entry}) * 100), 0)) AS bounce_rate,
  toUInt32(ifNotFinite(round(sum(duration * sign) / sum(sign)), 0)) AS visit_duration`;

/** Totals; a filter of visits holds in both tables, one of pages finds its visits by their events. */
export function peerTotals(range: Range, visitFilter = "1", pageFilter?: string): string {
  const events = ofEvents(BIG_SITE, range, `${visitFilter} AND ${pageFilter ?? "1"}`);
  const join =
    pageFilter === undefined
      ? ""
      : `INNER JOIN (SELECT DISTINCT session_id, _sample_factor FROM events_v2 WHERE ${events}) AS e ON s.session_id = e.session_id`;
  const entry = pageFilter?.replaceAll("pathname", "entry_page") ?? "1";
  return `SELECT * FROM (SELECT ${eventMetrics} FROM events_v2 WHERE ${events}) AS e
    LEFT JOIN (SELECT ${sessionMetrics(entry)} FROM sessions_v2 AS s ${join} WHERE ${ofSessions(BIG_SITE, range, visitFilter)}) AS s ON 1`;
}

/** All headline metrics by day, as our page asks for them; their own page asks for one of them at a time. */
export const peerGraph = (range: Range) => `
  SELECT * FROM (SELECT toDate(toTimeZone(timestamp, 'UTC')) AS day, ${eventMetrics} FROM events_v2 WHERE ${ofEvents(BIG_SITE, range, "1")} GROUP BY day) AS e
  LEFT JOIN (SELECT toDate(toTimeZone(start, 'UTC')) AS day, ${sessionMetrics("1")} FROM sessions_v2 WHERE ${ofSessions(BIG_SITE, range, "1")} GROUP BY day) AS s ON e.day = s.day
  ORDER BY e.day`;

export const peerVisitorsByDay = (range: Range) => `
  SELECT toDate(toTimeZone(timestamp, 'UTC')) AS day, ${visitorsOf("user_id")} AS visitors FROM events_v2 WHERE ${ofEvents(BIG_SITE, range, "1")} GROUP BY day ORDER BY day`;

/** A share of all visitors is a query in the query. */
const share = (site: number, filter: string) =>
  `(SELECT ${visitorsOf("user_id")} FROM events_v2 WHERE ${ofEvents(site, LAST_30, filter)}) AS total, if(total > 0, round(visitors / total * 100, 1), null) AS percentage`;

export const peerPages = (site: number, filter = "1") => `
  SELECT pathname, ${visitorsOf("user_id")} AS visitors, ${share(site, filter)} FROM events_v2 WHERE ${ofEvents(site, LAST_30, filter)}
  GROUP BY pathname ORDER BY visitors DESC, pathname LIMIT 9`;

export const peerBreakdown = (column: string) => `
  SELECT ${column} AS value, ${visitorsOf("user_id")} AS visitors, ${share(BIG_SITE, "1")} FROM sessions_v2
  WHERE ${ofSessions(BIG_SITE, LAST_30, "1")} GROUP BY value ORDER BY visitors DESC, value LIMIT 9`;

export const peerNow = (range: Range) =>
  `SELECT ${visitorsOf("user_id")}, toUInt64(round(count(*) * any(_sample_factor))) FROM events_v2 WHERE ${ofEvents(BIG_SITE, range, "1")}`;
