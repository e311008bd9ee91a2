/** How long a page was attended to (visible and focused) and how far it was scrolled. Pure. */
import { MIN_ENGAGED_MS } from "./bounds.ts";

export interface Engagement {
  /** Since when the page is attended to, by a clock that nobody sets; 0 while it is not. */
  sinceMs: number;
  /** Attended to before that, and not reported yet. */
  ms: number;
  /** The deepest point reported, in percent of the page. */
  scroll: number;
}

export const UNSEEN: Engagement = { sinceMs: 0, ms: 0, scroll: 0 };

export const attend = (
  { sinceMs, ms, scroll }: Engagement,
  isAttended: boolean,
  nowMs: number,
): Engagement => ({
  sinceMs: isAttended ? nowMs : 0,
  ms: ms + (sinceMs && nowMs - sinceMs),
  scroll,
});

/** What is new since the last report, and the state after it; null when that is not worth an event. */
export function reportEngagement(
  before: Engagement,
  nowMs: number,
  percent: number,
): { after: Engagement; report: { ms: number; scroll: number } } | null {
  const after = attend(before, before.sinceMs > 0, nowMs);
  const scroll = Math.max(before.scroll, Math.min(100, Math.round(percent)));
  if (after.ms < MIN_ENGAGED_MS && scroll === before.scroll) return null;
  return { after: { ...after, ms: 0, scroll }, report: { ms: Math.round(after.ms), scroll } };
}
