/** Who is here now: the last minutes up to this one. Pure. */
import type { Questions } from "../../answers.ts";
import type { Subject } from "../../questions.ts";
import { isoInstant } from "../../zone.ts";

export const SPANS_MINUTES = [5, 30] as const;
export type Span = (typeof SPANS_MINUTES)[number];

/** What is asked by, each a card. */
export const NOW_DIMENSIONS = ["event:page", "visit:source", "visit:country", "event:name"] as const;

export const NOW_ROWS = 8;
const MINUTE_MS = 60_000;
/** Clocks of viewer and server differ a little; nothing lies in the future but by that. */
const CLOCK_SLACK_MS = 60_000;
const BARS_MINUTES = 30;

export const parseSpan = (text: string | undefined): Span =>
  SPANS_MINUTES.find((span) => String(span) === text) ?? 5;

/** `bars` are whole minutes, the unfinished one last. */
export function nowQuestions(subject: Subject, nowMs: number, span: Span): Questions {
  const end = isoInstant(nowMs + CLOCK_SLACK_MS);
  const since = (minutes: number): [string, string] => [isoInstant(nowMs - minutes * MINUTE_MS), end];
  const thisMinute = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  const base = { site_id: subject.id };
  const cards = NOW_DIMENSIONS.map((dimension) => [
    dimension,
    {
      ...base,
      metrics: [dimension === "event:name" ? ("events" as const) : ("visitors" as const)],
      dimensions: [dimension],
      date_range: since(span),
      pagination: { limit: NOW_ROWS, offset: 0 },
    },
  ]);
  return {
    five: { ...base, metrics: ["visitors", "pageviews", "events"], date_range: since(5) },
    thirty: { ...base, metrics: ["visitors", "pageviews", "events"], date_range: since(30) },
    bars: {
      ...base,
      metrics: ["visitors", "pageviews"],
      dimensions: ["time:minute"],
      date_range: [
        isoInstant(thisMinute - (BARS_MINUTES - 1) * MINUTE_MS),
        isoInstant(thisMinute + MINUTE_MS - 1_000),
      ],
      include: { time_labels: true },
    },
    ...Object.fromEntries(cards),
  };
}
