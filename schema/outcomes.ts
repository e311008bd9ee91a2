/**
 * Every event's fate, counted: by site, minute of receipt, stage, reason and rule. One row of ClickHouse's table
 * `outcomes` is what one batch of a shard adds to one of these counts.
 */
import type { ColumnType } from "./rows.ts";

/** Where it was decided. */
export const STAGES = ["collector", "consumer", "shard"] as const;
export type Stage = (typeof STAGES)[number];

/** The site of what names none that exists: a forged key, or a body to read no key from. */
export const NO_SITE = "-";

/** A count of fates; `collector` counts refusals, the other two every event that they are given. */
export interface OutcomeCount {
  site: string;
  /** Start of the minute of receipt, ms. */
  minute: number;
  stage: Stage;
  /** A word of the stage: the collector's own reasons, or one of `FATES`. */
  reason: string;
  /** Id of the site's rule that decided. */
  rule?: string;
  n: number;
}

/**
 * The reasons of consumer and shard, and what becomes of the event. A receipt is one of them but for `restored`: the
 * event was counted when it was quarantined.
 */
export const FATES = {
  /** In the report. */
  accepted: "accepted",
  /** In the report, and left out unless `traffic` asks for it. */
  accepted_bot: "accepted",
  accepted_ai: "accepted",
  /** A copy of an event that was taken before. */
  duplicate: "duplicate",
  /** A rule put it into quarantine. */
  rule_quarantine: "quarantined",
  /** Out of the quarantine into the report. */
  restored: "restored",
  /** A rule dropped it. */
  rule_drop: "refused",
  /** Of a visitor who was erased later than the event happened. */
  erased: "refused",
  /** Put aside in R2: enrichment failed on it, or ClickHouse refused its row. */
  unreadable: "refused",
  parked: "refused",
} as const;
export type Fate = keyof typeof FATES;
export type Outcome = (typeof FATES)[Fate];

/** What became of an event that was counted under this reason; all of the collector's are refusals. */
export const outcomeOf = (reason: string): Outcome => (FATES as Record<string, Outcome>)[reason] ?? "refused";

const MINUTE_MS = 60_000;
/** Start of the minute that holds `ms`. */
export const minuteOf = (ms: number): number => Math.floor(ms / MINUTE_MS) * MINUTE_MS;

/** The table `outcomes`. A batch's rows are written again under the same key until they were answered. */
export const OUTCOME_COLUMNS = {
  site: "LowCardinality(String)",
  minute: "DateTime64(3, 'UTC')",
  stage: "LowCardinality(String)",
  reason: "LowCardinality(String)",
  rule: "LowCardinality(String)",
  /** `<shard>-<epoch>-<number>`. */
  batch_id: "LowCardinality(String)",
  n: "UInt64",
} as const satisfies Record<string, ColumnType>;
