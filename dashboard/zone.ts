/**
 * Days and wall clocks of a zone. A day is `YYYY-MM-DD`; a wall clock `YYYY-MM-DDTHH:MM`; an instant is in ms.
 * Pure: the time is a parameter, and the zone is always named, never the viewer's by accident.
 */
const DAY_MS = 86_400_000;

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone);
  if (clock === undefined) {
    // Swedish writes ISO 8601 with a space.
    clock = new Intl.DateTimeFormat("sv-SE", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    clocks.set(zone, clock);
  }
  return clock;
}

export const wallClock = (instantMs: number, zone: string): string =>
  clockOf(zone).format(instantMs).replace(" ", "T");

export const dayIn = (instantMs: number, zone: string): string => wallClock(instantMs, zone).slice(0, 10);

/** The instant at which a zone's clock shows `wall`; of two (clocks go back) the first, of none the one after the gap. */
export function instantOf(wall: string, zone: string): number {
  const asUtc = utc(wall);
  const offsetsMs = [asUtc - DAY_MS, asUtc + DAY_MS].map((at) => utc(wallClock(at, zone)) - floorMinute(at));
  const candidates = offsetsMs.map((offset) => asUtc - offset).sort((a, b) => a - b);
  const [earlier = asUtc, later = asUtc] = candidates;
  return wallClock(earlier, zone) === wall ? earlier : later;
}

export const addDays = (day: string, days: number): string => isoDay(utc(day) + days * DAY_MS);

/** Days from `from` to `to`, both included. */
export const countDays = (from: string, to: string): number => (utc(to) - utc(from)) / DAY_MS + 1;

/** The same day of another month, or that month's last. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0));
  return isoDay(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), Math.min(date, last.getUTCDate())));
}

export const addMinutes = (wall: string, minutes: number): string =>
  new Date(utc(wall) + minutes * 60_000).toISOString().slice(0, 16);

/** `2026-11-03T14:00:00Z`, to the second. */
export const isoInstant = (instantMs: number): string => `${new Date(instantMs).toISOString().slice(0, 19)}Z`;

/** A day or wall clock read as if its zone were UTC, which makes it something to count with. */
export const utc = (text: string): number => Date.parse(text.length === 10 ? `${text}T00:00Z` : `${text}Z`);

const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const floorMinute = (ms: number): number => Math.floor(ms / 60_000) * 60_000;
