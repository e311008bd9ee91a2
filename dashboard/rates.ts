/** Shares and how they changed. Pure. */
import { inLanguage, t } from "./messages/index.ts";
import { NOTHING } from "./numbers.ts";

const tenths = inLanguage(
  (language) => new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
);
const signedTenths = inLanguage(
  (language) => new Intl.NumberFormat(language, { maximumFractionDigits: 1, signDisplay: "exceptZero" }),
);

/** `4.2 %`; a dash for a share of nothing. */
export const formatShare = (percent: number | null): string =>
  percent === null ? NOTHING : `${tenths().format(percent)}\u00a0%`;

/** `+1.5 pts`, and whether more is better: of what one wants, it is. */
export function pointsText(points: number): { text: string; meaning: "better" | "worse" | "same" } {
  const rounded = Math.round(points * 10) / 10;
  const meaning = rounded > 0 ? "better" : rounded < 0 ? "worse" : "same";
  return { text: `${signedTenths().format(rounded)}\u00a0${t.units.points}`, meaning };
}
