/** Time zones to choose from: those that the browser knows, UTC, which it does not list, and the one that is set. */
export const zoneOptions = (own: string): (readonly [string, string])[] =>
  [...new Set(["UTC", own, ...Intl.supportedValuesOf("timeZone")])]
    .sort()
    .map((zone) => [zone, zone] as const);
