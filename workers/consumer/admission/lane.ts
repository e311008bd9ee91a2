/** Which lane of admission an event takes, and how long its id matters. Pure. */
import { FAST_LANE_WINDOW_MS, ID_MEMORY_MS, LATE_MS } from "../../../schema/limits.ts";

export type Lane = "fast" | "slow";

export interface Dated {
  /** The id's own time, ms; null of an id without one. */
  minted: number | null;
  /** The event's, ms. */
  at: number;
}

export interface Delivery {
  received_at: number;
  resend: boolean;
}

/** The UUIDv7's own time, ms: equal in every copy of the event, whatever clocks did since. Null for other ids. */
export function idTime(id: string): number | null {
  if (id.charAt(14) !== "7") return null;
  const ms = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
  return Number.isNaN(ms) ? null : ms;
}

/** Older than this, and the visits that the event may touch are no longer in memory. `horizonMs`: see `expire`. */
export const isLate = (at: number, horizonMs: number): boolean => at < horizonMs - LATE_MS;

/**
 * Fast is what the window of ids can judge: a first attempt, received near the id's own time and delivered near its
 * receipt, hence no later than 2 W after the id's time; and whose visits are in memory.
 */
export function laneOf({ minted, at }: Dated, delivery: Delivery, horizonMs: number, nowMs: number): Lane {
  const isFast =
    !delivery.resend &&
    minted !== null &&
    Math.abs(delivery.received_at - minted) <= FAST_LANE_WINDOW_MS &&
    nowMs - delivery.received_at <= FAST_LANE_WINDOW_MS &&
    !isLate(at, horizonMs);
  return isFast ? "fast" : "slow";
}

/** Until when an id must be remembered, ms: no copy is fast after id time + 2 W. 0 for ids without a time. */
export function rememberUntil(id: string): number {
  const minted = idTime(id);
  return minted === null ? 0 : minted + ID_MEMORY_MS;
}
