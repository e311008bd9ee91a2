/** A share that never says all, or nothing, of what is not quite so. */
import { formatShare } from "../../rates.ts";

/** Half of the last digit that is shown, in percent. */
const UNSEEN = 0.05;

/** `12.5 %`, `< 0.1 %`, `> 99.9 %`; a dash for a share of nothing. */
export function shareText(n: number, of: number): string {
  if (of === 0) return formatShare(null);
  const percent = (100 * n) / of;
  if (percent > 0 && percent < UNSEEN) return `<\u00a0${formatShare(0.1)}`;
  if (percent < 100 && percent > 100 - UNSEEN) return `>\u00a0${formatShare(99.9)}`;
  return formatShare(percent);
}
