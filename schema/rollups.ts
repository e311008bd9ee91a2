/**
 * Rollups: closed days of a site's zone in sums, derived from the exact tables by the consumer's cron and read by the
 * query worker where they hold. What makes them wrong is marked by UTC day in `dirty_days`.
 */
import type { ColumnType } from "./rows.ts";
import type { NamedEventDimension, VisitDimension } from "./words.ts";

/** The table `dirty_days` as shards write it; the moment is the server's own. */
export const MARK_COLUMNS = {
  site: "LowCardinality(String)",
  date: "Date",
} as const satisfies Record<string, ColumnType>;

/** A shard marks a day at most this often. */
export const MARK_INTERVAL_MS = 60_000;
/**
 * So a change may be this much younger than the mark that stands for it: a run holds when it began later than the newest
 * mark of its days by this, which leaves half a minute for an insert that was slow.
 */
export const MARK_SLACK_MS = 90_000;

/** Of visits: the column of `sessions` is the dimension's own name behind `visit:`. */
export const ROLLED_VISIT_DIMENSIONS = [
  "visit:entry_page",
  "visit:exit_page",
  "visit:source",
  "visit:referrer",
  "visit:channel",
  "visit:utm_source",
  "visit:utm_medium",
  "visit:utm_campaign",
  "visit:utm_content",
  "visit:utm_term",
  "visit:country",
  "visit:region",
  "visit:city",
  "visit:browser",
  "visit:browser_version",
  "visit:os",
  "visit:os_version",
  "visit:device",
  "visit:screen",
  "visit:language",
] as const satisfies readonly VisitDimension[];
export const ROLLED_EVENT_DIMENSIONS = [
  "event:page",
  "event:hostname",
] as const satisfies readonly NamedEventDimension[];
/** All visits of a day with what they did, and all of its events by themselves: their traffic may be another's. */
export const ROLLED_WHOLES = ["", "event"] as const;
export type RolledDimension =
  | (typeof ROLLED_VISIT_DIMENSIONS)[number]
  | (typeof ROLLED_EVENT_DIMENSIONS)[number]
  | (typeof ROLLED_WHOLES)[number];

/** A day with more values of a dimension than this is not rolled up by it: it would be as large as its events. */
export const MAX_ROLLED_VALUES = 20_000;
/** Days of a week, which is the other thing that is summed up: long ranges add up a quarter of the rows. */
export const ROLLED_WEEK_DAYS = 7;
/** Sites with fewer events in thirty days are counted faster than looked up, and need no rollups. */
export const MIN_ROLLED_EVENTS = 1_000_000;
