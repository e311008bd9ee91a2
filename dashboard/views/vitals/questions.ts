/** Web vitals: all five at once, and one over time and by what. Pure. */
import type { Questions } from "../../answers.ts";
import { resolvePeriod, suitedInterval, timeDimension } from "../../period.ts";
import { type Subject, whomOf } from "../../questions.ts";
import type { Address } from "../../url.ts";
import type { Vital } from "./thresholds.ts";

/** In the order of the columns: the 75th percentile, shares of the ratings in percent, reports. */
export const VITAL_METRICS = [
  "p75(event:vital_value)",
  "vital_good",
  "vital_needs_improvement",
  "vital_poor",
  "events",
] as const;

export const VITAL_DIMENSIONS = [
  "event:page",
  "event:page_group",
  "visit:device",
  "visit:country",
  "visit:browser",
  "event:vital_target",
] as const;
export type VitalDimension = (typeof VITAL_DIMENSIONS)[number];

export const parseVitalDimension = (text: string | undefined): VitalDimension =>
  VITAL_DIMENSIONS.find((dimension) => dimension === text) ?? "event:page";

export const VITAL_ROWS = 25;

export function vitalsQuestions(
  address: Address,
  subject: Subject,
  nowMs: number,
  vital: Vital,
  by: VitalDimension,
  rows: number,
): Questions {
  const period = resolvePeriod(address.period, subject.timezone, nowMs);
  const base = {
    site_id: subject.id,
    metrics: [...VITAL_METRICS],
    date_range: period.range,
    ...whomOf(address),
  };
  const ofVital = [...address.filters, ["is", "event:vital", [vital]]];
  return {
    vitals: { ...base, dimensions: ["event:vital"] },
    over: {
      ...base,
      dimensions: [timeDimension(suitedInterval(address.interval, period))],
      filters: ofVital,
      include: { time_labels: true },
    },
    by: {
      ...base,
      dimensions: [by],
      filters: ofVital,
      order_by: [["events", "desc"]],
      include: { total_rows: true },
      pagination: { limit: rows, offset: 0 },
    },
  };
}
