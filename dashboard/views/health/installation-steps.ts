/** How far a first event has come. Pure. */
import type { LiveEvent } from "../../../schema/live.ts";
import type { Seen } from "./live.ts";

export interface Steps {
  /** The newest that was taken; reports of engagement only while nothing else has come. */
  taken: LiveEvent | null;
  /** The newest that was not: refused, dropped or set aside. */
  refused: LiveEvent | null;
  isReceived: boolean;
  isInReport: boolean;
}

/**
 * `seen`: what the debugger showed since the page was opened, the newest first. `before` and `newest`: the newest event
 * that the report held then and holds now, null for none, undefined while that is not known. An event that came before
 * the workers knew that somebody watches is in the report without having been shown.
 */
export function stepsOf(
  seen: readonly Seen[],
  before: string | null | undefined,
  newest: string | null | undefined,
): Steps {
  const events = seen.map(({ event }) => event);
  const isTaken = ({ outcome }: LiveEvent) =>
    outcome === "accepted" || outcome === "duplicate" || outcome === "waiting";
  const ofTracker = ({ name }: LiveEvent) => name === "engagement";
  const taken = events.find((event) => isTaken(event) && !ofTracker(event)) ?? events.find(isTaken) ?? null;
  const hasNews = before !== undefined && typeof newest === "string" && newest !== before;
  return {
    taken,
    refused: events.find((event) => !isTaken(event)) ?? null,
    isReceived: taken !== null || hasNews,
    isInReport: hasNews,
  };
}
