/**
 * Whatever a sender wrote, as text that may be stored: a string, well formed (a lone surrogate has no UTF-8),
 * without control characters, and no longer than `maxChars` UTF-16 units.
 */
export function bounded(value: unknown, maxChars: number): string {
  if (typeof value !== "string") return "";
  return value
    .replace(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, maxChars)
    .toWellFormed();
}

/** A whole number within [0, max]; anything else is `otherwise`. */
export function counted(value: unknown, max: number, otherwise = 0): number {
  if (typeof value !== "number" || !(value >= 0)) return otherwise;
  return Math.min(Math.round(value), max);
}
