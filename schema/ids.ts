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

/** The UTC day that holds `ms` (milliseconds since 1970). */
export const utcDay = (ms: number): UtcDay => new Date(ms).toISOString().slice(0, 10) as UtcDay;
