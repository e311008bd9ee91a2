/**
 * `/users/123/orders/77` and a thousand like it are one page with many things on it: what names one thing among many is
 * replaced by a word. Decided when a question is asked, so the paths stay as they are and a better rule knows the past.
 * Plain words stay, whatever their length: a title in an address is a page of its own. Pure.
 */
import { param, type Sql, sql } from "./sql.ts";

const HEX = "[0-9a-fA-F]";
const YEAR = "(19|20)[0-9]{2}";
const MONTH = "(0[1-9]|1[0-2])";
const DAY = "(0[1-9]|[12][0-9]|3[01])";

/** At least `length` of `letters` or digits, with a digit among the first of them: RE2 cannot look ahead, so each place is tried. */
const withDigit = (letters: string, length: number): string => {
  const places = Array.from(
    { length },
    (_, place) => `[${letters}]{${place}}[0-9][${letters}0-9]{${length - 1 - place},}`,
  );
  return `(${places.join("|")})`;
};

const OPAQUE = "[A-Za-z0-9_-]";
/** Letters and digits that alternate three times in a row, in a segment of at least `length` characters. */
const alternating = (length: number): string => {
  const core = "([A-Za-z][0-9]+[A-Za-z]+[0-9]|[0-9]+[A-Za-z]+[0-9]+[A-Za-z])";
  const others = length - 4;
  const places = Array.from(
    { length: others },
    (_, place) => `${OPAQUE}{${place}}${core}${OPAQUE}{${others - place},}`,
  );
  return `(${[...places, `${OPAQUE}{${others},}${core}${OPAQUE}*`].join("|")})`;
};

/**
 * What stands for segments of a path, and the whole segments that it stands for (RE2), tried in this order; `//` lies
 * between two segments.
 */
export const PAGE_GROUPS: readonly { word: string; segments: string }[] = [
  { word: ":uuid", segments: `${HEX}{8}-${HEX}{4}-${HEX}{4}-${HEX}{4}-${HEX}{12}` },
  { word: ":date", segments: `${YEAR}//${MONTH}(//${DAY})?` },
  { word: ":date", segments: `${YEAR}-${MONTH}(-${DAY}(T[0-9:.]+(Z|[+-][0-9:]+)?)?)?` },
  { word: ":date", segments: `${YEAR}${MONTH}${DAY}` },
  { word: ":id", segments: "[0-9]+([.][a-z][a-z0-9]{0,4})?" },
  // Git writes seven digits, MD5 32, SHA-256 64; a word of a to f alone has no digit.
  { word: ":hash", segments: withDigit("a-fA-F", 7) },
  // `dQw4w9WgXcQ`, `01ARZ3NDEKTSV4RRFFQ69G5FAV`; or twenty letters and digits in a row with a digit early on.
  { word: ":token", segments: alternating(10) },
  { word: ":token", segments: withDigit("A-Za-z", 20) },
  { word: ":token", segments: "eyJ[A-Za-z0-9_-]+[.][A-Za-z0-9_-]+[.][A-Za-z0-9_-]*" },
  { word: ":email", segments: "[^/@]+@[^/@]+[.][A-Za-z]{2,}" },
];

/** The group of a column of paths. Each step is of one column and constants, so ClickHouse takes it once for each of a part's paths. */
export function pageGroupSql(path: Sql): Sql {
  // Twice as many slashes give every segment two of its own, so that neighbours do not hide each other.
  const doubled = sql`concat(replaceAll(${path}, '/', '//'), '/')`;
  const grouped = PAGE_GROUPS.reduce(
    (text, { word, segments }) =>
      sql`replaceRegexpAll(${text}, ${param("String", `/${segments}/`)}, ${param("String", `/${word}/`)})`,
    doubled,
  );
  return sql`replaceRegexpOne(replaceAll(${grouped}, '//', '/'), '/$', '')`;
}
