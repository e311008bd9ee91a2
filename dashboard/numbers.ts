/** Numbers as people read them in the language of the page, and what their change means. */
import type { ChartMetric, ShownMetric } from "./cards.ts";
import { inLanguage, t } from "./messages/index.ts";

const numberFormat = (options: Intl.NumberFormatOptions) =>
  inLanguage((language) => new Intl.NumberFormat(language, options));
const whole = numberFormat({ maximumFractionDigits: 0 });
const short = numberFormat({ notation: "compact", maximumSignificantDigits: 3 });
const hundredths = numberFormat({ minimumFractionDigits: 2, maximumFractionDigits: 2 });
const tenths = numberFormat({ minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** Keeps a number and its unit on one line. */
const NBSP = "\u00a0";
const MINUS = "\u2212";
export const NOTHING = "–";

/** From here on a count is written short; its full form goes into the title. */
const SHORT_FROM = 1_000_000;

export const formatCount = (count: number): string =>
  count >= SHORT_FROM ? short().format(count) : whole().format(count);

/** `48s`, `2m 14s`, `1h 03m`, with the language's signs for the units. */
export function formatDuration(seconds: number): string {
  const total = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const two = (part: number) => String(part).padStart(2, "0");
  const { hour, minute, second } = t.units;
  if (hours > 0) return `${hours}${hour}${NBSP}${two(minutes)}${minute}`;
  return minutes > 0 ? `${minutes}${minute}${NBSP}${two(rest)}${second}` : `${rest}${second}`;
}

export function formatMetric(metric: ShownMetric, value: number | null): string {
  if (value === null) return NOTHING;
  switch (metric) {
    case "bounce_rate":
    case "scroll_depth":
      return `${whole().format(value)}${NBSP}%`;
    case "percentage":
    case "conversion_rate":
      return `${tenths().format(value)}${NBSP}%`;
    case "visit_duration":
    case "time_on_page":
      return formatDuration(value);
    case "views_per_visit":
      return hundredths().format(value);
    default:
      return formatCount(value);
  }
}

const TIMES: readonly ShownMetric[] = ["visit_duration", "time_on_page"];

/** Every digit, for titles and tables; null where the short form already has them. */
export const formatInFull = (metric: ShownMetric, value: number | null): string =>
  value !== null && value >= SHORT_FROM && !TIMES.includes(metric)
    ? whole().format(value)
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
  metric: ChartMetric,
  current: number | null,
  previous: number | null,
): Change | null {
  if (current === null || previous === null) return null;
  if (metric === "bounce_rate" || metric === "scroll_depth") {
    const points = Math.round(current - previous);
    const meaning = meaningOf(metric === "bounce_rate" ? -points : points);
    return { text: `${signed(points, whole())}${NBSP}${t.units.points}`, meaning };
  }
  if (metric === "visit_duration" || metric === "time_on_page") {
    const seconds = Math.round(current - previous);
    return { text: signOf(seconds) + formatDuration(Math.abs(seconds)), meaning: meaningOf(seconds) };
  }
  if (previous === 0) return null;
  if (current >= MULTIPLE_FROM * previous) {
    return { text: `×${whole().format(current / previous)}`, meaning: "better" };
  }
  const percent = ((current - previous) / previous) * 100;
  const format = Math.abs(percent) >= 100 ? whole() : tenths();
  const rounded = Math.abs(percent) >= 100 ? Math.round(percent) : Math.round(percent * 10) / 10;
  return { text: `${signed(rounded, format)}${NBSP}%`, meaning: meaningOf(rounded) };
}

const signOf = (value: number): string => (value > 0 ? "+" : value < 0 ? MINUS : "");
const signed = (value: number, format: Intl.NumberFormat): string =>
  signOf(value) + format.format(Math.abs(value));
const meaningOf = (value: number): Change["meaning"] => (value > 0 ? "better" : value < 0 ? "worse" : "same");
