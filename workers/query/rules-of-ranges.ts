/** Which ranges may be asked about and compared. Pure. */
import { refuse } from "./refusal.ts";
import type { Rule } from "./rules.ts";

const FIRST_MOMENT_MS = 0;
const LAST_MOMENT_MS = Date.UTC(2149, 0, 1);

const isAsOfATime: Rule = ({ as_of }) => {
  const ms = typeof as_of === "string" ? Date.parse(as_of) : as_of;
  if (ms === undefined || (ms >= FIRST_MOMENT_MS && ms < LAST_MOMENT_MS)) return null;
  return refuse(422, "invalid", "`as_of` must lie between 1970 and 2149.", { path: "as_of" });
};

const isReversed = ([first, last]: readonly [string, string]): boolean =>
  Date.parse(first) > Date.parse(last);

const hasOrderedRange: Rule = ({ date_range }) =>
  typeof date_range !== "string" && isReversed(date_range)
    ? refuse(422, "range_reversed", "The range ends before it begins.", { path: "date_range" })
    : null;

const comparesWithRange: Rule = ({ compare, date_range }) => {
  if (compare === undefined) return null;
  const isCustom = compare.mode === "custom";
  const at = "compare.date_range";
  if (isCustom !== (compare.date_range !== undefined)) {
    const message = isCustom
      ? "A custom comparison needs its `date_range`."
      : `Only a custom comparison has a \`date_range\`.`;
    return refuse(422, isCustom ? "missing" : "invalid", message, { path: at });
  }
  if (!isCustom && date_range === "all") {
    return refuse(422, "nothing_before", "Before `all` there is nothing to compare with.", {
      path: "compare",
    });
  }
  return compare.date_range !== undefined && isReversed(compare.date_range)
    ? refuse(422, "range_reversed", "The range ends before it begins.", { path: at })
    : null;
};

export const RULES_OF_RANGES: readonly Rule[] = [comparesWithRange, hasOrderedRange, isAsOfATime];
