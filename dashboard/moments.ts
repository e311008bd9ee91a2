/** Instants as people read them, on the clock of a zone that is named. */
import { inLanguage } from "./messages/index.ts";

const FORMATS = {
  day: { year: "numeric", month: "short", day: "numeric" },
  minute: { year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" },
  second: { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** By zone and fineness; made again when the language changes. */
const formats = inLanguage(() => new Map<string, Intl.DateTimeFormat>());
const languageOf = inLanguage((language) => language);

/** `at` is ISO 8601; `Nov 24, 2026`, `Nov 24, 2026, 10:30`, `Nov 24, 10:30:05`. */
export function formatMoment(at: string, zone: string, fineness: keyof typeof FORMATS): string {
  const key = `${fineness} ${zone}`;
  let format = formats().get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(languageOf(), {
      ...FORMATS[fineness],
      timeZone: zone,
      hourCycle: "h23",
    });
    formats().set(key, format);
  }
  return format.format(Date.parse(at));
}

/** The same instant on the viewer's own clock, for a title; nothing where that is the site's. */
export function viewersMoment(
  at: string,
  zone: string,
  own = Intl.DateTimeFormat().resolvedOptions().timeZone,
): string | undefined {
  return own === zone ? undefined : `${formatMoment(at, own, "minute")} (${own})`;
}
