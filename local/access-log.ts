/**
 * One line of a web server's access log, in the combined format of Apache and nginx (or the common one, which ends
 * after the size):
 *   203.0.113.9 - - [17/May/2015:10:05:03 +0000] "GET /a?b HTTP/1.1" 200 5316 "https://example.com/" "Mozilla/5.0 …"
 * https://httpd.apache.org/docs/2.4/logs.html#combined
 * Pure: text in, values out.
 */

export interface LogLine {
  /** Address of the client as the server wrote it; it may be a host name. */
  address: string;
  /** ms since 1970. */
  at: number;
  method: string;
  /** What was asked for, as sent: a path, or a whole URL by way of a proxy. */
  target: string;
  status: number;
  /** Empty for `-`. */
  referrer: string;
  /** As logged: `-` means that there was none, which only robots do. */
  userAgent: string;
  /** The line without the address: what identifies it where addresses must not be stored, not even hashed. */
  rest: string;
}

export type ParsedLine = { ok: true; line: LogLine } | { ok: false; reason: MalformedReason };
export type MalformedReason = "not the combined format" | "bad date" | "bad request line" | "bad status";

const QUOTED = String.raw`"((?:[^"\\]|\\.)*)"`;
const COMBINED = new RegExp(
  String.raw`^(\S+) (\S+ .*?\[([^\]]*)\] ${QUOTED} (\S+) (\S+)(?: ${QUOTED} ${QUOTED}.*)?)\s*$`,
  "s",
);
const REQUEST = /^([A-Z]+) (\S.*?)(?: HTTP\/\d(?:\.\d)?)?$/;
const DATE = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})$/;
const MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

/** Reads a line, or says why it cannot be read. */
export function parseLine(text: string): ParsedLine {
  const parts = COMBINED.exec(text);
  if (!parts) return { ok: false, reason: "not the combined format" };
  const [, address = "", rest = "", date = "", request = "", status = "", , referrer = "", userAgent = "-"] =
    parts;
  const at = parseDate(date);
  if (at === null) return { ok: false, reason: "bad date" };
  const [, method, target] = REQUEST.exec(unescaped(request)) ?? [];
  if (method === undefined || target === undefined) return { ok: false, reason: "bad request line" };
  if (!/^[1-5]\d\d$/.test(status)) return { ok: false, reason: "bad status" };
  const line = {
    address,
    at,
    method,
    target,
    status: Number(status),
    referrer: referrer === "-" ? "" : unescaped(referrer),
    userAgent: unescaped(userAgent),
    rest,
  };
  return { ok: true, line };
}

/** `17/May/2015:10:05:03 +0200` in ms, or null when there is no such moment. */
function parseDate(text: string): number | null {
  const [, day = "", name = "", year = "", hour = "", minute = "", second = "", sign, zoneHour, zoneMinute] =
    DATE.exec(text) ?? [];
  const month = MONTHS.indexOf(name) / 3;
  if (name === "" || !Number.isInteger(month) || month < 0) return null;
  // A leap second has no place in time since 1970.
  const utc = Date.UTC(+year, month, +day, +hour, +minute, Math.min(+second, 59));
  const isReal = new Date(utc).getUTCDate() === +day && +hour < 24 && +minute < 60 && +second <= 60;
  const offset = (Number(zoneHour) * 60 + Number(zoneMinute)) * 60_000;
  return isReal ? utc - (sign === "-" ? -offset : offset) : null;
}

/** Undoes the server's escaping: `\"`, `\\`, and `\xhh` for bytes, which together may be UTF-8. */
function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text
    .replace(/(?:\\x[0-9a-fA-F]{2})+/g, (bytes) =>
      Buffer.from(bytes.replaceAll("\\x", ""), "hex").toString("utf8"),
    )
    .replace(/\\(["\\])/g, "$1");
}

/** Why a line is not a view of a page. */
export type SkipReason = "not GET" | "not a success" | "not a page";

/** What browsers fetch for a page, and files that are not pages: by extension, since logs know no content types. */
const NOT_PAGES = new Set(
  `css js mjs cjs map json xml rss atom rdf txt ico png jpg jpeg jpe gif svg webp avif bmp tif tiff psd heic
  woff woff2 ttf otf eot mp3 mp4 m4a m4v ogg ogv oga wav flac webm avi mov mpg mpeg flv swf mkv wasm
  pdf ps eps doc docx xls xlsx ppt pptx odt ods csv zip gz tgz bz2 xz 7z rar tar jar exe msi dmg pkg deb rpm iso apk
  webmanifest`.split(/\s+/),
);

/** Null when the line is a successful view of a page. */
export function skipReason({ method, status, target }: LogLine): SkipReason | null {
  if (method !== "GET") return "not GET";
  if ((status < 200 || status > 299) && status !== 304) return "not a success";
  const path = target.split(/[?#]/)[0] ?? "";
  const extension = /\.([A-Za-z0-9]+)$/.exec(path.slice(path.lastIndexOf("/")))?.[1];
  return extension !== undefined && NOT_PAGES.has(extension.toLowerCase()) ? "not a page" : null;
}
