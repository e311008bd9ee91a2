/** Brands for the ids that would be ruinous to swap. All are plain strings at run time. */
declare const brand: unique symbol;
type Brand<Name extends string> = string & { readonly [brand]: Name };

/** A site's public id, the part of its key before the dot. */
export type SiteId = Brand<"SiteId">;
/** 64 bits as 16 lower-case hexadecimal digits; `UInt64` in ClickHouse. */
export type VisitorId = Brand<"VisitorId">;
/** 64 bits as 16 lower-case hexadecimal digits; `UInt64` in ClickHouse. */
export type SessionId = Brand<"SessionId">;
/** A UTC day, `YYYY-MM-DD`. */
export type UtcDay = Brand<"UtcDay">;

const DAY_MS = 86_400_000;
/** Asked several times per event, about a few days: making the text each time was a sixth of a shard's work. */
const days = new Map<number, UtcDay>();
const MAX_DAYS = 1_000;

/** The UTC day that holds `ms` (milliseconds since 1970). */
export function utcDay(ms: number): UtcDay {
  const number = Math.floor(ms / DAY_MS);
  const known = days.get(number);
  if (known !== undefined) return known;
  const day = new Date(number * DAY_MS).toISOString().slice(0, 10) as UtcDay;
  if (days.size >= MAX_DAYS) days.clear();
  days.set(number, day);
  return day;
}
