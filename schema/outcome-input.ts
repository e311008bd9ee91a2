/** What `/v1/outcomes` and `/v1/quarantine` take and answer. */
import { z } from "zod";
import type { Outcome, Stage } from "./outcomes.ts";
import { dateRange } from "./query.ts";

export const OUTCOME_INTERVALS = ["minute", "hour", "day"] as const;
export type OutcomeInterval = (typeof OUTCOME_INTERVALS)[number];

/** In an address a range of two ends is written `from,to`. */
const range = z.preprocess(
  (text) => (typeof text === "string" && text.includes(",") ? text.split(",") : text),
  dateRange,
);

/** GET /v1/outcomes. Without an interval the one that suits the range. */
export const outcomesQuestion = z.strictObject({
  site_id: z.string().min(1),
  date_range: range.default("24h"),
  interval: z.enum(OUTCOME_INTERVALS).optional(),
});
export type OutcomesQuestion = z.output<typeof outcomesQuestion>;

/** `received` = `accepted` + `duplicate` + `quarantined` + `refused`; `restored` was quarantined before. */
export type OutcomeSums = Record<Outcome | "received", number>;

export interface OutcomesAnswer {
  site_id: string;
  /** ISO 8601 in the site's zone. */
  date_range: [from: string, to: string];
  timezone: string;
  interval: OutcomeInterval;
  total: OutcomeSums;
  /** Most first. */
  reasons: { stage: Stage; reason: string; outcome: Outcome; rule?: string; n: number }[];
  /** Only times at which anything was received or restored; ISO 8601 in the site's zone, where each began. */
  series: ({ time: string } & OutcomeSums)[];
}

const LIMIT = 100;
export const MAX_RESTORED = 500;

/** Which events: all that is said must hold. Times are of receipt. */
const choice = {
  rule: z.string().max(64),
  name: z.string().max(120),
  hostname: z.string().max(253),
  /** Anywhere in path, name, source or country. */
  search: z.string().min(1).max(200),
  from: z.iso.datetime({ offset: true }),
  to: z.iso.datetime({ offset: true }),
  /** `next` of the page before. */
  after: z.string().max(100),
};

/** GET /v1/quarantine. */
export const quarantineQuestion = z.strictObject({
  site_id: z.string().min(1),
  ...z.strictObject(choice).partial().shape,
  limit: z.coerce.number().int().min(1).max(LIMIT).default(LIMIT),
});
export type QuarantineQuestion = z.output<typeof quarantineQuestion>;
export type QuarantineChoice = Omit<QuarantineQuestion, "site_id" | "limit">;

/** POST /v1/quarantine/restore. Without ids all that the other keys choose, a page at a time. */
export const restoreInput = z.strictObject({
  site_id: z.string().min(1),
  ids: z.array(z.uuid()).min(1).max(MAX_RESTORED).optional(),
  ...z.strictObject(choice).partial().shape,
});
export type RestoreInput = z.output<typeof restoreInput>;

export interface QuarantinedAnswer {
  id: string;
  received_at: string;
  timestamp: string;
  /** Id of the rule that decided. */
  rule: string;
  /** It was restored, and is visible by now. */
  is_in_report: boolean;
  /** As it would be stored, but for whose it is. */
  event: Record<string, unknown>;
}

export interface QuarantineAnswer {
  /** Newest first. */
  events: QuarantinedAnswer[];
  /** All that were chosen. */
  total: number;
  /** `after` of the next page; null: that was all. */
  next: string | null;
}

export interface RestoreAnswer {
  /** Events that are on their way; admission sees to it that none counts twice. */
  restored: number;
  /** Events that stay: in the report already, or of visitors who were erased. */
  left: number;
  /** `after` of the next call; null: that was all. */
  next: string | null;
}
