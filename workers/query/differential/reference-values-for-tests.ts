/** What events and visits have of each dimension, and whether they pass a filter. */
import type { Filter, NumericPredicate } from "../../../schema/query.ts";
import { isOfScrolling, namedBy, reaches } from "./reference-goals-for-tests.ts";
import { groupOf } from "./reference-groups-for-tests.ts";
import { isIn } from "./reference-times-for-tests.ts";
import {
  pages,
  type Question,
  type ReferenceEvent,
  type ReferenceVisit,
} from "./reference-types-for-tests.ts";

const EMPTY: Record<string, string> = {
  "visit:source": "Direct / None",
  "visit:referrer": "Direct / None",
  "visit:channel": "Direct",
};
const COUNTRIES: Record<string, string> = { DE: "Germany", US: "United States", NP: "Nepal" };

/** The values that a row has; several of rules alone. An empty text where there is none. */
export function valuesOf(name: string, event: ReferenceEvent | null, visit: ReferenceVisit): string[] {
  if (name !== "event:rule") return [onlyValue(name, event, visit)];
  const rules = (event?.columns.rules ?? []) as string[];
  return rules.length === 0 ? [""] : rules;
}

function onlyValue(name: string, event: ReferenceEvent | null, visit: ReferenceVisit): string {
  const [entry, exit] = [pages(visit)[0], pages(visit).at(-1)];
  switch (name) {
    case "event:page":
      return event?.path ?? "";
    case "event:page_group":
      return event === null ? "" : groupOf(event.path);
    case "event:hostname":
      return event?.hostname ?? "";
    case "event:name":
      return event?.name ?? "";
    case "event:vital":
      return textOf(event?.columns.vital_metric);
    case "event:error_line":
      // A number, which every event has.
      return textOf(event?.columns.error_line ?? 0);
    case "event:vital_value":
      return textOf(event?.columns.vital_value ?? 0);
    case "visit:entry_page":
      return entry?.path ?? "";
    case "visit:exit_page":
      return exit?.path ?? "";
    case "visit:entry_page_hostname":
      return entry?.hostname ?? "";
    case "visit:exit_page_hostname":
      return exit?.hostname ?? "";
    case "visit:site":
      return visit.site;
    case "visit:country_name": {
      const code = visit.attributes.country ?? "";
      return COUNTRIES[code] ?? code;
    }
    case "visit:region_name":
      return visit.attributes.region ?? "";
    case "visit:city_name":
      return visit.attributes.city ?? "";
  }
  if (name.startsWith("event:props:")) return event?.props[name.slice("event:props:".length)] ?? "";
  return name.startsWith("event:")
    ? textOf(event?.columns[name.slice("event:".length)])
    : (visit.attributes[name.slice("visit:".length)] ?? "");
}

const textOf = (value: unknown): string => (value === undefined ? "" : String(value));

/** Whether the event is one of those that a dimension is of. */
export function isOf(name: string, { name: called, columns }: ReferenceEvent): boolean {
  if (name.startsWith("event:vital")) return textOf(columns.vital_metric) !== "";
  if (name.startsWith("event:error")) return called === "error";
  if (name === "event:href" || name === "event:file_extension")
    return textOf(columns[name.slice("event:".length)]) !== "";
  return true;
}

/** The number in a property or a vital; null where there is none. */
export function numberOf(name: string, event: ReferenceEvent): number | null {
  if (name === "event:vital_value") return isOf(name, event) ? Number(event.columns.vital_value) : null;
  const text = event.props[name.slice("event:props:".length)] ?? "";
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

export const emptyWord = (name: string): string =>
  name.startsWith("event:")
    ? "(none)"
    : /^visit:(entry|exit)_page/.test(name)
      ? ""
      : (EMPTY[name] ?? "(not set)");

export function holds(
  filter: Filter,
  event: ReferenceEvent | null,
  visit: ReferenceVisit,
  question: Question,
): boolean {
  switch (filter[0]) {
    case "and":
      return filter[1].every((part) => holds(part, event, visit, question));
    case "or":
      return filter[1].some((part) => holds(part, event, visit, question));
    case "not":
      return !holds(filter[1], event, visit, question);
    case "has_done":
      return hasDone(filter[1], visit, question);
    case "has_not_done":
      return !hasDone(filter[1], visit, question);
    case ">":
    case ">=":
    case "<":
    case "<=":
    case "between":
      return compares(filter, event);
    default: {
      const [operator, name, values, options] = filter;
      if (name === "event:goal")
        return event !== null && namedBy(filter, question.goals).some((goal) => reaches(goal, event));
      // A negative condition is the opposite of the positive one, on all of the row's values.
      const positive = operator.replace("_not", "") as "is" | "contains" | "matches";
      const isProp = name.startsWith("event:props:");
      const own = valuesOf(name, event, visit);
      // What is said of a part of a property is said of events that have it.
      if (isProp && positive !== "is" && own[0] === "") return false;
      const fold = (text: string) => (options?.case_sensitive === false ? text.toLowerCase() : text);
      const flags = options?.case_sensitive === false ? "i" : "";
      const fits = (raw: string) => {
        const value = raw === "" && !(isProp && positive !== "is") ? emptyWord(name) : raw;
        return values.some((one) => {
          if (positive === "is") return fold(one) === fold(value) || (one === "" && raw === "");
          return positive === "contains"
            ? fold(value).includes(fold(one))
            : new RegExp(one, flags).test(value);
        });
      };
      return own.some(fits) === (positive === operator);
    }
  }
}

/** What does not read as a number passes nothing. */
function compares(
  [operator, name, [value = 0, end = 0]]: NumericPredicate,
  event: ReferenceEvent | null,
): boolean {
  const number = event === null ? null : numberOf(name, event);
  if (number === null) return false;
  return {
    ">": number > value,
    ">=": number >= value,
    "<": number < value,
    "<=": number <= value,
    between: value <= number && number <= end,
  }[operator];
}

const hasDone = (filter: Filter, visit: ReferenceVisit, question: Question): boolean =>
  rowsWithin(question, visit).some(
    (event) => isIn(question, event.ms) && holds(filter, event, visit, question),
  );

/** What a visit has for a question: events, and reports of depths that it speaks of. */
export const rowsWithin = (question: Question, { events, reports }: ReferenceVisit): ReferenceEvent[] => [
  ...events,
  ...reports.filter((report) => isOfScrolling(question, report)),
];
