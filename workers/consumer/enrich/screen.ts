/** What the page said of its surroundings, or empty where it cannot be true. */
import { bounded } from "./text.ts";

/** `1920x1080`, in CSS pixels. */
export function sizeOf(value: unknown): string {
  const size = bounded(value, 20);
  return /^[1-9]\d{1,4}x[1-9]\d{1,4}$/.test(size) ? size : "";
}

/** A BCP 47 tag in its usual case: `en-US`, `zh-Hans-CN`. */
export function languageOf(value: unknown): string {
  const tag = bounded(value, 35).replaceAll("_", "-");
  if (!/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/.test(tag)) return "";
  const [language = "", ...rest] = tag.toLowerCase().split("-");
  const cased = rest.map((part) =>
    part.length === 2
      ? part.toUpperCase()
      : part.length === 4
        ? part.replace(/^./, (c) => c.toUpperCase())
        : part,
  );
  return [language, ...cased].join("-");
}

/** An IANA zone name, by its look: the browser knows more zones than we could list. */
export function timezoneOf(value: unknown): string {
  const zone = bounded(value, 64);
  return /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(zone) ? zone : "";
}

/** ISO 3166-1 alpha-2; Cloudflare's `XX` (unknown) and `T1` (Tor) are no countries. */
export function countryOf(value: unknown): string {
  const code = bounded(value, 2).toUpperCase();
  return /^[A-Z]{2}$/.test(code) && code !== "XX" ? code : "";
}
