/** Random questions: every metric, dimension, operator, zone and kind of range, as long as the worker takes them. */
import type { Filter, FilterDimension, Predicate, QueryInput } from "../../../schema/query.ts";
import {
  BEHAVIOURS,
  type Dimension,
  EVENT_DIMENSIONS,
  FILTER_OPERATORS,
  type Metric,
  TIME_DIMENSIONS,
  VISIT_DIMENSIONS,
} from "../../../schema/words.ts";
import type { Question } from "./reference-for-tests.ts";
import {
  ATTRIBUTES,
  DAYS,
  FIRST_DAY,
  HOSTS,
  NAMES,
  PAGES,
  PLANS,
  pick,
  type Random,
  whole,
} from "./world-for-tests.ts";

export const ZONES = [
  "UTC",
  "Europe/Berlin",
  "Asia/Kathmandu",
  "America/New_York",
  "Pacific/Apia",
  "Australia/Lord_Howe",
];
const ASKED_METRICS: readonly Metric[] = [
  ...(["visitors", "visits", "pageviews", "events", "views_per_visit", "bounce_rate"] as const),
  ...(["visit_duration", "percentage", "scroll_depth", "time_on_page"] as const),
];
const ASKED_DIMENSIONS: readonly Exclude<Dimension, "time">[] = [
  ...EVENT_DIMENSIONS,
  "event:props:plan",
  ...VISIT_DIMENSIONS,
  ...TIME_DIMENSIONS.filter((name) => name !== "time"),
];
const DAY_MS = 86_400_000;
const SHARE_OF_PATTERNS = ["^/docs", "o", "^[A-Z]", "\\d$", "e.*s"];

/** A question as the reference takes it, and as the API does. */
export function questionOf(random: Random, site: string): { question: Question; input: QueryInput } {
  const metrics = some(random, ASKED_METRICS, whole(random, 1, 4));
  const dimensions = some(random, ASKED_DIMENSIONS, pick(random, [0, 0, 1, 1, 1, 2]));
  const filters = Array.from({ length: pick(random, [0, 0, 1, 1, 2]) }, () => filterOf(random, 2));
  const zone = pick(random, ZONES);
  const range = rangeOf(random);
  const asOf = random() < 0.15 ? Date.parse(FIRST_DAY) + whole(random, DAY_MS, DAYS * DAY_MS) : null;
  const traffic = pick<Question["traffic"]>(random, [["human"], ["human"], "all", ["bot", "ai"]]);
  const asked: Question["order"] =
    random() < 0.4
      ? some(random, [...metrics, ...dimensions], whole(random, 1, 2)).map((by) => [
          by,
          pick(random, ["asc", "desc"] as const),
        ])
      : [];
  const page =
    random() < 0.3
      ? { limit: whole(random, 1, 5), offset: whole(random, 0, 4) }
      : { limit: 10_000, offset: 0 };
  const time = dimensions.find((name) => name.startsWith("time:"));
  const [first] = metrics;
  const usual: Question["order"] =
    time !== undefined ? [[time, "asc"]] : first === undefined ? [] : [[first, "desc"]];
  const order = asked.length > 0 ? asked : usual;
  const ties = dimensions
    .filter((name) => !order.some(([by]) => by === name))
    .map((name) => [name, "asc"] as Question["order"][number]);
  return {
    question: {
      metrics,
      dimensions,
      filters,
      zone,
      range,
      traffic,
      asOf,
      order: [...order, ...ties],
      ...page,
    },
    input: {
      site_id: site,
      metrics,
      dimensions,
      filters,
      traffic,
      date_range: "days" in range ? range.days : instants(range.instants),
      ...(asOf !== null && { as_of: asOf }),
      ...(asked.length > 0 && { order_by: asked }),
      pagination: page,
    },
  };
}

/** The end names the last whole second of the range. */
const instants = ([from, to]: [number, number]): [string, string] => [
  new Date(from).toISOString(),
  new Date(to - 1_000).toISOString(),
];

function some<Item>(random: Random, items: readonly Item[], count: number): Item[] {
  const left = [...items];
  return Array.from(
    { length: Math.min(count, left.length) },
    () => left.splice(Math.floor(random() * left.length), 1)[0],
  ).filter((item): item is Item => item !== undefined);
}

function rangeOf(random: Random): Question["range"] {
  const first = whole(random, -1, DAYS - 1);
  const last = whole(random, first, DAYS);
  const day = (number: number) =>
    new Date(Date.parse(FIRST_DAY) + number * DAY_MS).toISOString().slice(0, 10);
  if (random() < 0.8) return { days: [day(first), day(last)] };
  // Whole days of UTC and then some hours: instants with a zone of their own.
  const from = Date.parse(FIRST_DAY) + whole(random, 0, DAYS * 24 - 1) * 3_600_000;
  return { instants: [from, from + whole(random, 12, 72) * 3_600_000] };
}

function filterOf(random: Random, depth: number): Filter {
  const choice = random();
  if (depth > 0 && choice < 0.15)
    return [
      pick(random, ["and", "or"] as const),
      Array.from({ length: whole(random, 1, 3) }, () => filterOf(random, depth - 1)),
    ];
  if (depth > 0 && choice < 0.25) return ["not", filterOf(random, depth - 1)];
  if (choice < 0.33)
    return [
      pick(random, BEHAVIOURS),
      predicateOf(random, pick(random, [...EVENT_DIMENSIONS, "event:props:plan"] as const)),
    ];
  return predicateOf(random, pick(random, FILTERED));
}

const FILTERED: readonly FilterDimension[] = [...EVENT_DIMENSIONS, "event:props:plan", ...VISIT_DIMENSIONS];

function predicateOf(random: Random, name: FilterDimension): Predicate<FilterDimension> {
  const operator = pick(random, FILTER_OPERATORS);
  const isPattern = operator === "matches" || operator === "matches_not";
  const values = some(random, isPattern ? SHARE_OF_PATTERNS : valuesOf(name), whole(random, 1, 2));
  return random() < 0.2 ? [operator, name, values, { case_sensitive: false }] : [operator, name, values];
}

/** Values that there are, the words for none, and one that nothing has. */
function valuesOf(name: FilterDimension): string[] {
  if (name === "event:page" || name === "visit:entry_page" || name === "visit:exit_page")
    return [...PAGES, "/none", "doc"];
  if (name.includes("hostname")) return [...HOSTS, "test"];
  if (name === "event:name") return [...NAMES, "sign"];
  if (name.startsWith("event:props:")) return [...PLANS, "(none)"];
  const values: readonly string[] =
    Object.entries(ATTRIBUTES).find(([column]) => name === `visit:${column}`)?.[1] ?? [];
  return [...values.filter((value) => value !== ""), "(not set)", "Direct / None", "Direct", "o"];
}
