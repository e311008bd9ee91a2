/** Values of dimensions as people read them. Names come from the browser; what it does not know stays as it is. */
import type { FilterDimension } from "./dimensions.ts";

/** ISO 3166 countries as the platform knows them, and the codes that stand for none. */
const COUNTRY = /^[A-Z]{2}$/;

export interface ValueName {
  text: string;
  /** Two letters before the name. */
  badge: string | null;
}

export function nameValue(
  dimension: FilterDimension,
  value: string,
  language: string,
  notSet: string,
): ValueName {
  if (value === "") return { text: notSet, badge: null };
  if (dimension === "visit:country" && COUNTRY.test(value)) {
    return { text: countryName(value, language), badge: value };
  }
  if (dimension === "visit:language") return { text: languageName(value, language), badge: null };
  return { text: value, badge: null };
}

const names = new Map<string, Intl.DisplayNames>();

function displayNames(type: "region" | "language", language: string): Intl.DisplayNames {
  const key = `${type} ${language}`;
  let found = names.get(key);
  if (found === undefined) {
    found = new Intl.DisplayNames(language, { type, fallback: "code" });
    names.set(key, found);
  }
  return found;
}

const countryName = (code: string, language: string): string =>
  displayNames("region", language).of(code) ?? code;

function languageName(code: string, language: string): string {
  try {
    return displayNames("language", language).of(code) ?? code;
  } catch {
    // Whatever a browser sent as its language: not a tag, so shown as it came.
    return code;
  }
}
