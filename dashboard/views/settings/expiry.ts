/** How long a token or a link lives. Pure: now is a parameter. */
export const LIVES = ["never", "1", "7", "30", "90", "365", "date"] as const;
/** Days, for ever, or until a day that is said. */
export type Life = (typeof LIVES)[number];

const DAY_MS = 86_400_000;

/** The end as the API takes it; a day lasts to its end by UTC. Null: it has none. */
export function expiryOf(life: Life, day: string, nowMs: number): string | null {
  if (life === "never") return null;
  if (life === "date") return `${day}T23:59:59Z`;
  return new Date(nowMs + Number(life) * DAY_MS).toISOString();
}

export type Standing = "lasting" | "ending" | "over";

/** Whether it is over, ends within a week, or goes on. */
export function standingOf(expiresAt: string | null, nowMs: number): Standing {
  if (expiresAt === null) return "lasting";
  const leftMs = Date.parse(expiresAt) - nowMs;
  if (leftMs <= 0) return "over";
  return leftMs < 7 * DAY_MS ? "ending" : "lasting";
}
