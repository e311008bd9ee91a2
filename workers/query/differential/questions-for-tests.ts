/** Random questions: every metric, dimension, operator, zone and kind of range, as long as the worker takes them. */
import type {
  Filter,
  FilterDimension,
  NumericPredicate,
  Predicate,
  QueryInput,
} from "../../../schema/query.ts";
import {
  AGGREGATES,
  BEHAVIOURS,
  COMPARING_OPERATORS,
  CONVERSION_METRICS,
  EVENT_DETAIL_DIMENSIONS,
  EVENT_DIMENSIONS,
  FILTER_OPERATORS,
  GOAL_OPERATORS,
  type Metric,
  MONEY_METRICS,
  type NumericDimension,
  PLACE_NAME_DIMENSIONS,
  RANGE_OPERATOR,
  SITE_DIMENSION,
  TIME_DIMENSIONS,
  VISIT_DIMENSIONS,
  VITAL_METRICS,
  WEEK_STARTS,
} from "../../../schema/words.ts";
import type { Question } from "./reference-types-for-tests.ts";
import {
  ATTRIBUTES,
  DAYS,
  ERRORS,
  EXTENSIONS,
  FIRST_DAY,
  GOALS,
  HOSTS,
  HREFS,
  NAMES,
  PAGES,
  PLANS,
  PRICES,
  pick,
  type Random,
  RULES,
  TITLES,
  VITALS,
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
  ...(["engaged_visits", "engagement_rate", "engagement_time", "exit_rate"] as const),
  ...AGGREGATES.map((aggregate) => `${aggregate}(event:props:price)` as const),
  ...AGGREGATES.map((aggregate) => `${aggregate}(event:vital_value)` as const),
  ...[...VITAL_METRICS, ...CONVERSION_METRICS, ...MONEY_METRICS],
];
const OF_EVENTS = [
  ...EVENT_DIMENSIONS,
  ...EVENT_DETAIL_DIMENSIONS,
  ...(["event:props:plan", "event:props:price", "event:goal"] as const),
] as const;
const FILTERED = [...OF_EVENTS, ...VISIT_DIMENSIONS, ...PLACE_NAME_DIMENSIONS, SITE_DIMENSION] as const;
const INTERVALS = TIME_DIMENSIONS.filter((name) => name !== "time");
const ASKED_DIMENSIONS = [...FILTERED, ...INTERVALS];
/** Every word that long runs must have met. */
export const ASKED_WORDS: readonly string[] = [
  ...[...ASKED_METRICS, ...ASKED_DIMENSIONS, ...ZONES],
  ...[...FILTER_OPERATORS, ...COMPARING_OPERATORS, RANGE_OPERATOR, ...BEHAVIOURS, "and", "or", "not"],
];
const DAY_MS = 86_400_000;
const SHARE_OF_PATTERNS = ["^/docs", "o", "^[A-Z]", "\\d$", "e.*s"];

/** A question as the reference takes it, and as the API does. */
export function questionOf(
  random: Random,
  site: string,
  others: readonly string[] = [],
): { question: Question; input: QueryInput } {
  const dimensions = some(random, ASKED_DIMENSIONS, pick(random, [0, 0, 1, 1, 1, 2]));
  const filters = Array.from({ length: pick(random, [0, 0, 1, 1, 2]) }, () => filterOf(random, 2));
  if (random() < 0.15) filters.push(predicateOf(random, "event:goal"));
  if (random() < 0.15) filters.push(["is", "event:vital", [pick(random, ["LCP", "CLS"])]]);
  // What is refused anyway is asked now and then.
  const askable = random() < 0.05 ? ASKED_METRICS : ASKED_METRICS.filter(isTold(dimensions, filters));
  const metrics = some(random, askable, whole(random, 1, 4));
  const sites = random() < 0.2 ? [site, ...others] : [site];
  const weekStart = pick(random, WEEK_STARTS);
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
      sites,
      goals: GOALS,
      weekStart,
      zone,
      range,
      traffic,
      asOf,
      order: [...order, ...ties],
      ...page,
    },
    input: {
      site_id: sites.length === 1 ? site : sites,
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

const VALUES: Partial<Record<string, readonly string[]>> = {
  "event:props:price": PRICES,
  "event:page_group": ["/blog/:id", "/blog/:date/news", "/u/:uuid/:hash", "/docs", ":id"],
  "event:title": TITLES.filter((title) => title !== ""),
  "event:rule": [...RULES, "r"],
  "event:href": HREFS.filter((href) => href !== ""),
  "event:file_extension": EXTENSIONS.filter((extension) => extension !== ""),
  "event:vital": ["LCP", "CLS", "lcp"],
  "event:vital_rating": ["good", "poor", "o"],
  "event:vital_value": VITALS.map(({ vital_value }) => String(vital_value)),
  "event:vital_target": ["img.hero", "div"],
  "event:error_message": ERRORS.map(({ error_message }) => error_message),
  "event:error_file": ["https://a.test/app.js", "app"],
  "event:error_line": ["7", "0"],
  "visit:country_name": ["Germany", "United States", "Nepal", "(not set)", "man"],
  "visit:region_name": ["DE-BE", "(not set)"],
  "visit:site": ["site1", "site3", "site"],
};

const ENTRIES = ["event:page", "event:page_group", "event:hostname"];
const VISIT_METRICS = ["bounce_rate", "visit_duration", "views_per_visit", "exit_rate"];

const isOfGoal = (filter: Filter): boolean => filter[1] === "event:goal";

/** Whether the worker tells a metric by these dimensions under these filters, as far as that is simply said. */
function isTold(dimensions: readonly string[], filters: readonly Filter[]) {
  const isOfEntries = dimensions.every((name) => !name.startsWith("event:") || ENTRIES.includes(name));
  const isOfVital =
    dimensions.includes("event:vital") ||
    filters.some(
      ([operator, name, values]) => operator === "is" && name === "event:vital" && values.length === 1,
    );
  const text = JSON.stringify([dimensions, filters]);
  const isOfPages = /event:page/.test(text) && isOfEntries && !/event:(?!page|hostname)/.test(text);
  return (metric: Metric): boolean => {
    if (metric.includes("vital")) return isOfVital;
    if (metric.endsWith("conversion_rate"))
      return dimensions.includes("event:goal") || filters.some(isOfGoal);
    if (metric === "scroll_depth" || metric === "time_on_page") return isOfPages;
    return isOfEntries || !(VISIT_METRICS.includes(metric) || metric.startsWith("engage"));
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
  if (choice < 0.33) return [pick(random, BEHAVIOURS), predicateOf(random, pick(random, OF_EVENTS))];
  return predicateOf(random, pick(random, FILTERED));
}

function predicateOf(random: Random, name: FilterDimension): Predicate<FilterDimension> | NumericPredicate {
  if ((name === "event:props:price" || name === "event:vital_value") && random() < 0.6)
    return comparisonOf(random, name);
  const operator = pick(random, name === "event:goal" ? GOAL_OPERATORS : FILTER_OPERATORS);
  const isPattern = operator === "matches" || operator === "matches_not";
  const values = some(random, isPattern ? SHARE_OF_PATTERNS : valuesOf(name), whole(random, 1, 2));
  return random() < 0.2 ? [operator, name, values, { case_sensitive: false }] : [operator, name, values];
}

function comparisonOf(random: Random, name: NumericDimension): NumericPredicate {
  const value = () => pick(random, [-5, 0, 0.125, 2.5, 10, 99.5, 1_200, 5_000]);
  return random() < 0.3
    ? ["between", name, [value(), value()]]
    : [pick(random, COMPARING_OPERATORS), name, [value()]];
}

/** Values that there are, the words for none, and one that nothing has. */
function valuesOf(name: FilterDimension): string[] {
  if (name === "event:page" || name === "visit:entry_page" || name === "visit:exit_page")
    return [...PAGES, "/none", "doc"];
  if (name === "event:goal") return [...GOALS.map((goal) => goal.name), "Paid", "Docs"];
  if (name.includes("hostname")) return [...HOSTS, "test"];
  if (name === "event:name") return [...NAMES, "sign"];
  if (name === "event:props:plan") return [...PLANS, "(none)"];
  if (name in VALUES) return [...(VALUES[name] ?? []), "(none)"];
  const values: readonly string[] =
    Object.entries(ATTRIBUTES).find(([column]) => name === `visit:${column}`)?.[1] ?? [];
  return [...values.filter((value) => value !== ""), "(not set)", "Direct / None", "Direct", "o"];
}
