/** Vitals as people read them: milliseconds, seconds from one on, and of CLS a score. */
import { inLanguage, t } from "../../messages/index.ts";
import { NOTHING } from "../../numbers.ts";
import type { Vital } from "./thresholds.ts";

const format = (options: Intl.NumberFormatOptions) =>
  inLanguage((language) => new Intl.NumberFormat(language, options));
const milliseconds = format({
  style: "unit",
  unit: "millisecond",
  unitDisplay: "short",
  maximumFractionDigits: 0,
});
const hundredths = format({ minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** From here on seconds are easier to read. */
const SECONDS_FROM_MS = 1_000;

export function formatVital(vital: Vital, value: number | null): string {
  if (value === null) return NOTHING;
  if (vital === "CLS") return hundredths().format(value);
  return value < SECONDS_FROM_MS
    ? milliseconds().format(value)
    : `${hundredths().format(value / 1_000)}${t.units.second}`;
}
