/** Numbers as people read them, and what their change means. Pure; the language is a parameter of the formats. */
import type { DetailMetric, HeadlineMetric } from "./cards.ts";

const LANGUAGE = "en";
const whole = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat(LANGUAGE, { notation: "compact", maximumSignificantDigits: 3 });
const hundredths = new Intl.NumberFormat(LANGUAGE, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const tenths = new Intl.NumberFormat(LANGUAGE, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** Keeps a number and its unit on one line. */
const NBSP = "\u00a0";
const MINUS = "\u2212";
export const NOTHING = "–";

/** From here on a count is written short; its full form goes into the title. */
const SHORT_FROM = 1_000_000;

export const formatCount = (count: number): string =>
  count >= SHORT_FROM ? short.format(count) : whole.format(count);

/** `48s`, `2m 14s`, `1h 03m`. */
export function formatDuration(seconds: number): string {
  const total = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const two = (part: number) => String(part).padStart(2, "0");
  if (hours > 0) return `${hours}h${NBSP}${two(minutes)}m`;
  return minutes > 0 ? `${minutes}m${NBSP}${two(rest)}s` : `${rest}s`;
}

export function formatMetric(metric: HeadlineMetric | DetailMetric, value: number | null): string {
  if (value === null) return NOTHING;
  switch (metric) {
    case "bounce_rate":
      return `${whole.format(value)}${NBSP}%`;
    case "percentage":
      return `${tenths.format(value)}${NBSP}%`;
    case "visit_duration":
      return formatDuration(value);
    case "views_per_visit":
      return hundredths.format(value);
    default:
      return formatCount(value);
  }
}

/** Every digit, for titles and tables; null where the short form already has them. */
export const formatInFull = (metric: HeadlineMetric | DetailMetric, value: number | null): string =>
  value !== null && value >= SHORT_FROM && metric !== "visit_duration"
    ? whole.format(value)
    : formatMetric(metric, value);

/** A change of this many times reads better as a multiple: next to nothing becomes thousands of percent. */
const MULTIPLE_FROM = 10;

export interface Change {
  /** `+12.4 %`, `−3 pts`, `+9s`: relative for counts, in the unit itself for rates and times. */
  text: string;
  meaning: "better" | "worse" | "same";
}

/** Null when there is nothing to compare with. */
export function changeOf(
  metric: HeadlineMetric,
  current: number | null,
  previous: number | null,
): Change | null {
  if (current === null || previous === null) return null;
  if (metric === "bounce_rate") {
    const points = Math.round(current - previous);
    return { text: `${signed(points, whole)}${NBSP}pts`, meaning: meaningOf(-points) };
  }
  if (metric === "visit_duration") {
    const seconds = Math.round(current - previous);
    return { text: signOf(seconds) + formatDuration(Math.abs(seconds)), meaning: meaningOf(seconds) };
  }
  if (previous === 0) return null;
  if (current >= MULTIPLE_FROM * previous) {
    return { text: `×${whole.format(current / previous)}`, meaning: "better" };
  }
  const percent = ((current - previous) / previous) * 100;
  const format = Math.abs(percent) >= 100 ? whole : tenths;
  const rounded = Math.abs(percent) >= 100 ? Math.round(percent) : Math.round(percent * 10) / 10;
  return { text: `${signed(rounded, format)}${NBSP}%`, meaning: meaningOf(rounded) };
}

const signOf = (value: number): string => (value > 0 ? "+" : value < 0 ? MINUS : "");
const signed = (value: number, format: Intl.NumberFormat): string =>
  signOf(value) + format.format(Math.abs(value));
const meaningOf = (value: number): Change["meaning"] => (value > 0 ? "better" : value < 0 ? "worse" : "same");
