/** What `GET /v1/outcomes` is asked, and its counts as bars without gaps. Pure. */
import type { OutcomeSums, OutcomesAnswer } from "../../../schema/outcome-input.ts";
import type { Outcome } from "../../../schema/outcomes.ts";
import type { BarSeries } from "../../view/time-bars.tsx";
import { addDays, dayIn, wallClock } from "../../zone.ts";

/** How long back outcomes are counted, and in which steps. */
const SPANS = {
  "24h": { interval: "hour", days: null },
  "7d": { interval: "hour", days: 7 },
  "30d": { interval: "day", days: 30 },
} as const;
export type Span = keyof typeof SPANS;
export const SPAN_NAMES: readonly Span[] = ["24h", "7d", "30d"];
export const parseSpan = (text: string | undefined): Span =>
  SPAN_NAMES.find((span) => span === text) ?? "24h";

/** Of spans of days the last one is today, so far; the API's own `7d` ends yesterday. */
export function outcomesPath(siteId: string, span: Span, zone: string, nowMs: number): string {
  const { interval, days } = SPANS[span];
  const today = dayIn(nowMs, zone);
  const date_range = days === null ? span : `${addDays(today, 1 - days)},${today}`;
  return `/v1/outcomes?${new URLSearchParams({ site_id: siteId, date_range, interval })}`;
}

/** `received` is the sum of these, in the order in which a bar stacks them. `restored` was received before. */
export const RECEIVED = ["accepted", "duplicate", "quarantined", "refused"] as const satisfies Outcome[];

export const TONES: Record<(typeof RECEIVED)[number], BarSeries["tone"]> = {
  accepted: "accent",
  duplicate: "plain",
  quarantined: "middling",
  refused: "poor",
};

export interface Bucket {
  /** `2026-11-03` or `2026-11-03T14:00`, on the site's clock. */
  label: string;
  sums: OutcomeSums;
}

const NONE: OutcomeSums = { received: 0, accepted: 0, duplicate: 0, quarantined: 0, refused: 0, restored: 0 };
const STEP_MS = { minute: 60_000, hour: 3_600_000 } as const;

type Series = Pick<OutcomesAnswer, "date_range" | "interval" | "series" | "timezone">;

/** The answer has only times at which something happened; here is each of the range, as far as it has come. */
export function bucketsOf({ date_range, interval, series, timezone }: Series, nowMs: number): Bucket[] {
  const [from, end] = date_range.map((text) => Date.parse(text)) as [number, number];
  const to = Math.min(end, nowMs);
  const labelOf = (atMs: number) => {
    const wall = wallClock(atMs, timezone);
    if (interval === "day") return wall.slice(0, 10);
    return interval === "hour" ? `${wall.slice(0, 13)}:00` : wall;
  };
  const all = interval === "day" ? daysOf(from, to, timezone) : instantsOf(from, to, interval, labelOf);
  const filled = new Map(all.map((label) => [label, NONE]));
  for (const { time, ...sums } of series) {
    const label = labelOf(Date.parse(time));
    // When clocks go back two hours have one label.
    filled.set(label, sumOf(filled.get(label) ?? NONE, sums));
  }
  return [...filled].map(([label, sums]) => ({ label, sums })).sort((a, b) => (a.label < b.label ? -1 : 1));
}

function daysOf(from: number, to: number, zone: string): string[] {
  const last = dayIn(to - 1, zone);
  const days: string[] = [];
  for (let day = dayIn(from, zone); day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}

function instantsOf(
  from: number,
  to: number,
  interval: keyof typeof STEP_MS,
  labelOf: (atMs: number) => string,
): string[] {
  const labels = [];
  for (let at = from; at < to; at += STEP_MS[interval]) labels.push(labelOf(at));
  // The last step may have begun before `to` and behind the last one counted from `from`.
  return [...labels, labelOf(to - 1)];
}

function sumOf(a: OutcomeSums, b: OutcomeSums): OutcomeSums {
  const sums = { ...a };
  for (const name of Object.keys(NONE) as (keyof OutcomeSums)[]) sums[name] = a[name] + b[name];
  return sums;
}

/** A place of the dashboard where something can be done about events of this reason. */
export type Remedy = "quarantine" | "rules" | "live" | "pipeline" | "settings";

export function remedyFor(reason: string): Remedy | null {
  switch (reason) {
    case "rule_quarantine":
    case "restored":
      return "quarantine";
    case "rule_drop":
      return "rules";
    case "unreadable":
    case "parked":
      return "pipeline";
    case "gpc":
    case "origin_not_allowed":
      return "settings";
    case "invalid":
    case "too_large":
    case "too_old":
    case "no_visitor":
      return "live";
    default:
      return null;
  }
}
