/**
 * Wall clocks of a time zone. A wall clock is carried as the ms since 1970 at which UTC's clocks show the same
 * (`wallMs`), so that days and hours are plain divisions. Pure: the zone's rules come with the runtime (`Intl`).
 */
export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;
export const MINUTE_MS = 60_000;
/** All offsets and changes of the zones in use are multiples of this. */
export const QUARTER_MS = 15 * MINUTE_MS;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    ...{ year: "numeric", month: "numeric", day: "numeric" },
    ...{ hour: "numeric", minute: "numeric", second: "numeric" },
  });
  formats.set(zone, format);
  return format;
}

/** The zone's name as the runtime spells it; null when it is no IANA name. */
export function zoneName(zone: string): string | null {
  if (!/^[A-Za-z]/.test(zone)) return null;
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

/** What the zone's clocks show at the instant `ms`. */
export function wallMs(zone: string, ms: number): number {
  if (zone === "UTC") return ms;
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(ms)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  const millisecond = ((ms % 1_000) + 1_000) % 1_000;
  return Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
}

/** How far the zone's clocks are ahead of UTC at `ms`. */
export const offsetMs = (zone: string, ms: number): number => wallMs(zone, ms) - ms;

/** The day that the zone's calendars show at `ms`, as a number of days since 1970. */
export const localDay = (zone: string, ms: number): number => Math.floor(wallMs(zone, ms) / DAY_MS);

/**
 * The first instant whose local date is `day` (days since 1970) or later: midnight where there is one, the jump where
 * clocks skip it, the first of two where they repeat it. Zones lie within ± 15 h of UTC.
 */
export function startOfDay(zone: string, day: number): number {
  let before = day * DAY_MS - 15 * HOUR_MS;
  let after = day * DAY_MS + 15 * HOUR_MS;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (localDay(zone, middle) >= day) after = middle;
    else before = middle;
  }
  return after;
}

/** `2026-11-24` ⇄ days since 1970. */
export const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS;
export const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** 0 is Monday. 1 January 1970 was a Thursday. */
export const weekday = (day: number): number => (((day + 3) % 7) + 7) % 7;

/** The first day of the month that lies `months` after the month of `day`. */
export function startOfMonth(day: number, months = 0): number {
  const date = new Date(day * DAY_MS);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1) / DAY_MS;
}

/** `2026-11-24T14:05:00+01:00`: the instant as the zone writes it, to the second. */
export function isoInZone(zone: string, ms: number): string {
  const offset = offsetMs(zone, ms);
  const minutes = Math.round(Math.abs(offset) / MINUTE_MS);
  const two = (value: number) => String(value).padStart(2, "0");
  const wall = new Date(ms + offset).toISOString().slice(0, 19);
  return `${wall}${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
