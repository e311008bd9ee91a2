/** What became of a site's events: `GET /v1/outcomes`. Pure, but for the question itself. */
import {
  type OutcomeInterval,
  type OutcomeSums,
  type OutcomesAnswer,
  type OutcomesQuestion,
  outcomesQuestion,
} from "../../schema/outcome-input.ts";
import { type NO_SITE, outcomeOf, type Stage } from "../../schema/outcomes.ts";
import type { SiteConfig } from "../control/sites.ts";
import type { ClickHouse } from "./clickhouse.ts";
import { parseWith } from "./parse.ts";
import { type Range, resolveRange } from "./range.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { param, type Sql, sql } from "./sql.ts";
import { DAY_MS, HOUR_MS, isoInZone, localDay, MINUTE_MS, offsetMs, QUARTER_MS, startOfDay } from "./zone.ts";

/** Counts are kept no longer. */
const KEPT_MS = 400 * DAY_MS;
/** How long a range may be in steps of this; a little over what it says, for days of 25 hours. */
const LONGEST_MS: Record<OutcomeInterval, number> = {
  minute: 25 * HOUR_MS,
  hour: 32 * DAY_MS,
  day: KEPT_MS + DAY_MS,
};
/** What is read at once: every offset of a zone is a multiple of a quarter of an hour. */
const STEP_MS: Record<OutcomeInterval, number> = { minute: MINUTE_MS, hour: QUARTER_MS, day: QUARTER_MS };
/** Longer ranges in days are read by the hour: there a zone's day may begin half an hour off. */
const LONG_MS = 92 * DAY_MS;

/** All that is asked of a site here: `NO_SITE` is none that could be looked up. */
export type Counted = { id: SiteConfig["id"] | typeof NO_SITE } & Pick<SiteConfig, "timezone">;

export interface OutcomeFacts {
  site: Counted;
  clickhouse: ClickHouse;
  /** ms. */
  now: number;
  signal: AbortSignal;
}

export const parseOutcomes = (search: Record<string, string>) => parseWith(outcomesQuestion, search);

export async function answerOutcomes(
  question: OutcomesQuestion,
  { site, clickhouse, now, signal }: OutcomeFacts,
): Promise<OutcomesAnswer | Refusal> {
  const range = resolveRange(question.date_range, site.timezone, now, now - KEPT_MS);
  const interval = question.interval ?? suitableInterval(range);
  if (range.to - range.from > LONGEST_MS[interval])
    return refuse(422, "too_many_buckets", "The range is too long for this interval.", { path: "interval" });
  const answered = await clickhouse.select<CountRow>(build(site, range, stepOf(interval, range)), signal);
  if (!answered.ok) return answered.refusal;
  const { rows } = answered.table;
  return {
    site_id: site.id,
    date_range: [isoInZone(site.timezone, range.from), isoInZone(site.timezone, range.to)],
    ...{ timezone: site.timezone, interval },
    ...{ total: sumsOf(rows), reasons: reasonsOf(rows), series: seriesOf(rows, interval, site.timezone) },
  };
}

interface CountRow {
  /** ms. */
  t: number;
  stage: Stage;
  reason: string;
  rule: string;
  n: number;
}

const suitableInterval = ({ from, to }: Range): OutcomeInterval =>
  to - from <= 6 * HOUR_MS ? "minute" : to - from <= 8 * DAY_MS ? "hour" : "day";

const stepOf = (interval: OutcomeInterval, { from, to }: Range): number =>
  to - from > LONG_MS ? HOUR_MS : STEP_MS[interval];

const build = ({ id }: Counted, { from, to }: Range, step: number): Sql => sql`
  SELECT intDiv(toUnixTimestamp64Milli(minute), ${param("Int64", step)}) * ${param("Int64", step)} AS t,
    stage, reason, rule, sum(n) AS n
  FROM outcomes FINAL
  WHERE site = ${param("String", id)}
    AND minute >= fromUnixTimestamp64Milli(${param("Int64", from)})
    AND minute < fromUnixTimestamp64Milli(${param("Int64", to)})
  GROUP BY t, stage, reason, rule
  ORDER BY t, stage, reason, rule`;

function sumsOf(rows: readonly Pick<CountRow, "reason" | "n">[]): OutcomeSums {
  const sums = { received: 0, accepted: 0, duplicate: 0, quarantined: 0, refused: 0, restored: 0 };
  for (const { reason, n } of rows) {
    const outcome = outcomeOf(reason);
    sums[outcome] += n;
    if (outcome !== "restored") sums.received += n;
  }
  return sums;
}

function reasonsOf(rows: readonly CountRow[]): OutcomesAnswer["reasons"] {
  const byReason = Map.groupBy(rows, ({ stage, reason, rule }) => `${stage} ${reason} ${rule}`);
  const reasons = [...byReason.values()].flatMap((ofReason) => {
    const [first] = ofReason;
    if (first === undefined) return [];
    const { stage, reason, rule } = first;
    const n = ofReason.reduce((sum, row) => sum + row.n, 0);
    return [{ stage, reason, outcome: outcomeOf(reason), ...(rule !== "" && { rule }), n }];
  });
  return reasons.sort((a, b) => b.n - a.n || (a.reason < b.reason ? -1 : 1));
}

function seriesOf(
  rows: readonly CountRow[],
  interval: OutcomeInterval,
  zone: string,
): OutcomesAnswer["series"] {
  const byTime = Map.groupBy(rows, ({ t }) => startOf(t, interval, zone));
  return [...byTime].map(([time, ofTime]) => ({ time: isoInZone(zone, time), ...sumsOf(ofTime) }));
}

/** The instant at which the minute, hour or day of the zone's clocks began. */
function startOf(t: number, interval: OutcomeInterval, zone: string): number {
  if (interval === "minute") return t;
  if (interval === "day") return startOfDay(zone, localDay(zone, t));
  const offset = offsetMs(zone, t);
  return Math.floor((t + offset) / HOUR_MS) * HOUR_MS - offset;
}
