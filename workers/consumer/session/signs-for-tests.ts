/** Signs of one cookieless person: short to write, ids in the order of making, the hash of each UTC day its own. */
import { type SiteId, utcDay, type VisitorId } from "../../../schema/ids.ts";
import type { SessionEvent } from "./session.ts";

export const GAP_MS = 1_800_000;
export const LATE_MS = 3_600_000;
export const MIDNIGHT = Date.UTC(2026, 2, 2);
export const minutes = (count: number) => count * 60_000;

/** Brands are put on by hand: nothing here comes from a door. */
export const SITE = "s1" as SiteId;

const DAY_MS = 86_400_000;

/** The hash of the UTC day that holds `at`, 16 digits. */
export const hashOfDay = (at: number) => utcDay(at).replaceAll("-", "").padStart(16, "a") as VisitorId;

let made = 0;

export function sign(given: Partial<SessionEvent> & { at: number }): SessionEvent {
  const number = (++made).toString(16).padStart(8, "0");
  const tie = given.tie ?? made;
  return {
    site: SITE,
    visitor_id: hashOfDay(given.at),
    previous_visitor_id: hashOfDay(given.at - DAY_MS),
    event_id: `01a20c46-adf3-7feb-${number.slice(0, 4)}-${number.slice(4)}${tie.toString(16).padStart(8, "0")}`,
    tie,
    kind: "pageview",
    is_interactive: true,
    engaged_ms: 0,
    hostname: "example.com",
    path: `/${number}`,
    facts: { source: `source ${number}`, hostname: "example.com" },
    ...given,
  };
}
