/**
 * The same answers from the same visits, in plain loops over plain objects. Shares no code with the query worker: what a
 * number means is written down here a second time, from docs/metrics.md.
 */
import type { Filter, NumericPredicate, ResultRow } from "../../../schema/query.ts";
import type { Dimension, Metric, Traffic } from "../../../schema/words.ts";

export interface ReferenceEvent {
  ms: number;
  name: string;
  path: string;
  hostname: string;
  visitor: number;
  isInteractive: boolean;
  props: Record<string, string>;
  engagedMs: number;
  /** 255: not reported. */
  scroll: number;
  visit: ReferenceVisit;
}

export interface ReferenceVisit {
  id: number;
  attributes: Record<string, string>;
  /** Sorted by time; engagement apart. */
  events: ReferenceEvent[];
  reports: ReferenceEvent[];
}

export interface Question {
  metrics: Metric[];
  dimensions: Exclude<Dimension, "time">[];
  filters: Filter[];
  /** Local days, both included, or two instants: from ≤ t < to. */
  range: { days: [string, string] } | { instants: [number, number] };
  zone: string;
  traffic: Traffic[] | "all";
  /** Events after it are left out; ms. */
  asOf: number | null;
  order: [Metric | Exclude<Dimension, "time">, "asc" | "desc"][];
  limit: number;
  offset: number;
}

type VisitTest = (visit: ReferenceVisit) => boolean;
type Rows = Map<string, { dimensions: string[]; items: Item[] }>;
/** What a row is made of: events, or visits. */
type Item = ReferenceEvent | ReferenceVisit;

const EMPTY: Record<string, string> = {
  "visit:source": "Direct / None",
  "visit:referrer": "Direct / None",
  "visit:channel": "Direct",
};
const CREDITED = [
  "source",
  "referrer",
  "channel",
  "utm_source",
  "utm_medium",
  "utm_campaign",
  "utm_content",
  "utm_term",
];
/** Which relation a metric is counted in. */
type Relation = "events" | "visits" | "entries" | "reports";

/** The ordered rows of the answer, all pages of it cut to the one that was asked for. */
export function answerOf(question: Question, visits: readonly ReferenceVisit[]): ResultRow[] {
  const rows = new Map<string, { dimensions: string[]; metrics: Partial<Record<Metric, number | null>> }>();
  const relations = [...new Set(question.metrics.map((metric) => relationOf(metric, question)))];
  const first = (["events", "visits", "entries", "reports"] as const).find((one) => relations.includes(one));
  for (const relation of relations) {
    const grouped = rowsOf(question, relation, visits);
    if (question.dimensions.length === 0 && grouped.size === 0)
      grouped.set("", { dimensions: [], items: [] });
    const whole = rowsOf({ ...question, dimensions: [] }, relation, visits).get("")?.items ?? [];
    for (const [key, { dimensions, items }] of grouped) {
      const row = rows.get(key) ?? { dimensions, metrics: {} };
      for (const metric of question.metrics)
        if (relationOf(metric, question) === relation)
          row.metrics[metric] = metricOf(metric, relation, items, whole);
      rows.set(key, row);
    }
    // By page or host there are the rows that events have.
    if (
      relation === first &&
      first === "events" &&
      question.dimensions.some((name) => name.startsWith("event:"))
    )
      for (const other of relations)
        if (other !== first)
          for (const key of rowsOf(question, other, visits).keys())
            if (!grouped.has(key)) rows.set(key, { dimensions: [], metrics: {} });
  }
  return [...rows.values()]
    .filter(({ dimensions }) => dimensions.length === question.dimensions.length)
    .map(({ dimensions, metrics }) => ({
      dimensions,
      metrics: question.metrics.map((metric) => metrics[metric] ?? (isCount(metric) ? 0 : null)),
    }))
    .sort(byOrder(question))
    .slice(question.offset, question.offset + question.limit);
}

const isCount = (metric: Metric): boolean => ["visitors", "visits", "pageviews", "events"].includes(metric);

function relationOf(metric: Metric, { dimensions, filters }: Question): Relation {
  const byEvent = dimensions.some((name) => name.startsWith("event:"));
  switch (metric) {
    case "visits":
      return byEvent ? "events" : "visits";
    case "bounce_rate":
      return byEvent || filters.flatMap(namesIn).includes("event:page") ? "entries" : "visits";
    case "views_per_visit":
    case "visit_duration":
      return byEvent ? "entries" : "visits";
    case "scroll_depth":
    case "time_on_page":
      return "reports";
    default:
      return "events";
  }
}

function metricOf(metric: Metric, relation: Relation, items: Item[], whole: Item[]): number | null {
  const events = items as ReferenceEvent[];
  const visits = items as ReferenceVisit[];
  switch (metric) {
    case "visitors":
      return new Set(events.map(({ visitor }) => visitor)).size;
    case "percentage":
      return rounded(
        100 * new Set(events.map(({ visitor }) => visitor)).size,
        new Set((whole as ReferenceEvent[]).map(({ visitor }) => visitor)).size,
        1,
      );
    case "events":
      return events.length;
    case "pageviews":
      return events.filter(({ name }) => name === "pageview").length;
    case "visits":
      return relation === "events" ? new Set(events.map(({ visit }) => visit.id)).size : visits.length;
    case "views_per_visit":
      return rounded(
        sum(visits, (visit) => pages(visit).length),
        visits.length,
        2,
      );
    case "bounce_rate":
      return rounded(
        100 *
          visits.filter((visit) => visit.events.filter(({ isInteractive }) => isInteractive).length <= 1)
            .length,
        visits.length,
        0,
      );
    case "visit_duration":
      return rounded(sum(visits, duration), 1_000 * visits.length, 0);
    case "scroll_depth": {
      const deepest = new Map<number, number>();
      for (const { visit, scroll } of events)
        if (scroll <= 100) deepest.set(visit.id, Math.max(scroll, deepest.get(visit.id) ?? 0));
      return rounded(
        sum([...deepest.values()], (depth) => depth),
        deepest.size,
        0,
      );
    }
    case "time_on_page": {
      const reporting = new Set(events.filter(({ engagedMs }) => engagedMs > 0).map(({ visit }) => visit.id));
      return rounded(
        sum(events, ({ engagedMs }) => engagedMs),
        1_000 * reporting.size,
        0,
      );
    }
    default:
      throw new Error(`The reference knows no ${metric}.`);
  }
}

const sum = <One>(items: readonly One[], of: (item: One) => number): number =>
  items.reduce((all, item) => all + of(item), 0);
const pages = ({ events }: ReferenceVisit): ReferenceEvent[] =>
  events.filter(({ name }) => name === "pageview");
const startOf = ({ events }: ReferenceVisit): number => events[0]?.ms ?? 0;
const endOf = ({ events }: ReferenceVisit): number => events.at(-1)?.ms ?? 0;
/** The rows of the test's store carry no engagement after the last event. */
const duration = (visit: ReferenceVisit): number => endOf(visit) - startOf(visit);

/** Halves are rounded up; a rate of nothing is null. */
function rounded(numerator: number, denominator: number, digits: number): number | null {
  if (denominator === 0) return null;
  const scale = 10 ** digits;
  return (
    Number((2n * BigInt(scale) * BigInt(numerator) + BigInt(denominator)) / (2n * BigInt(denominator))) /
    scale
  );
}

/** The relation's items, by the dimensions of the question. */
function rowsOf(question: Question, relation: Relation, visits: readonly ReferenceVisit[]): Rows {
  const rows: Rows = new Map();
  for (const item of itemsOf(question, relation, visits))
    for (const dimensions of labelsOf(question, relation, item)) {
      const key = JSON.stringify(dimensions);
      const row = rows.get(dimensions.length === 0 ? "" : key) ?? { dimensions, items: [] };
      row.items.push(item);
      rows.set(dimensions.length === 0 ? "" : key, row);
    }
  return rows;
}

function itemsOf(question: Question, relation: Relation, visits: readonly ReferenceVisit[]): Item[] {
  const ofVisits = question.filters.filter(
    (filter) => !namesIn(filter).some((name) => name.startsWith("event:")),
  );
  const ofEvents = question.filters.filter((filter) => !ofVisits.includes(filter));
  const counted = visits.filter(
    (visit) =>
      visit.events.length > 0 &&
      isOfTraffic(question, visit) &&
      overlaps(question, visit) &&
      ofVisits.every((filter) => holds(filter, null, visit, question)) &&
      isCredited(question, visit),
  );
  const passing = (visit: ReferenceVisit, from: readonly ReferenceEvent[]): ReferenceEvent[] =>
    from.filter(
      (event) =>
        isIn(question, event.ms) && ofEvents.every((filter) => holds(filter, event, visit, question)),
    );
  const contains: VisitTest = (visit) => ofEvents.length === 0 || passing(visit, visit.events).length > 0;
  const has = hasPages(question);
  switch (relation) {
    case "events":
      return counted.filter(has).flatMap((visit) => passing(visit, visit.events));
    case "reports":
      return counted.filter(has).flatMap((visit) => passing(visit, visit.reports));
    case "visits":
      return counted.filter(has).filter(contains);
    case "entries":
      return counted
        .filter(has)
        .filter(
          (visit) => entered(question, ofEvents, visit) && (ofEvents.every(isOfEntry) || contains(visit)),
        );
  }
}

/** Rows of an entry or exit page are of visits that have one. */
function hasPages({ dimensions }: Question): VisitTest {
  const asks = dimensions.some((name) => /^visit:(entry|exit)_page/.test(name));
  return (visit) => !asks || pages(visit).length > 0;
}

const isOfEntry = (filter: Filter): boolean =>
  namesIn(filter).every(
    (name) => !name.startsWith("event:") || name === "event:page" || name === "event:hostname",
  );

/** The visit came in where the filters of pages and hosts say. */
function entered(question: Question, ofEvents: readonly Filter[], visit: ReferenceVisit): boolean {
  const told = ofEvents.filter(isOfEntry);
  const entry = pages(visit)[0];
  if (told.length === 0 && !question.dimensions.some((name) => name.startsWith("event:"))) return true;
  if (entry === undefined) return false;
  return told.every((filter) => holds(filter, entry, visit, question));
}

const isOfTraffic = ({ traffic }: Question, { attributes }: ReferenceVisit): boolean =>
  traffic === "all" || traffic.some((one) => one === attributes.traffic);

/** A visit's source is credited to the host where it entered, under a filter of hosts alone. */
function isCredited(question: Question, visit: ReferenceVisit): boolean {
  const ofHosts = question.filters.filter(
    (filter) =>
      behaviours(filter) === 0 &&
      namesIn(filter).length > 0 &&
      namesIn(filter).every((name) => name === "event:hostname"),
  );
  const hosts = question.dimensions.flatMap((name): (string | undefined)[] => {
    if (name.startsWith("visit:entry_page")) return [pages(visit)[0]?.hostname ?? ""];
    if (name.startsWith("visit:exit_page")) return [pages(visit).at(-1)?.hostname ?? ""];
    return CREDITED.includes(name.slice("visit:".length)) && name.startsWith("visit:")
      ? [visit.events[0]?.hostname]
      : [];
  });
  return hosts.every((hostname) =>
    ofHosts.every((filter) => holds(filter, { hostname: hostname ?? "" } as ReferenceEvent, visit, question)),
  );
}

function holds(
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
      return compares(filter, event, visit);
    default: {
      const [operator, name, values, options] = filter;
      const isProp = name.startsWith("event:props:");
      const raw = rawValue(name, event, visit);
      if (isProp && raw === "" && !["is", "is_not"].includes(operator)) return false;
      const fold = (text: string) => (options?.case_sensitive === false ? text.toLowerCase() : text);
      const value = raw === "" && !(isProp && !["is", "is_not"].includes(operator)) ? emptyWord(name) : raw;
      const any = (test: (one: string) => boolean) => values.some(test);
      const same = any((one) => fold(one) === fold(value) || (one === "" && raw === ""));
      const part = any((one) => fold(value).includes(fold(one)));
      const matched = any((one) => new RegExp(one, options?.case_sensitive === false ? "i" : "").test(value));
      return {
        is: same,
        is_not: !same,
        contains: part,
        contains_not: !part,
        matches: matched,
        matches_not: !matched,
      }[operator];
    }
  }
}

/** What does not read as a number passes nothing. */
function compares(
  [operator, name, [value = 0, end = 0]]: NumericPredicate,
  event: ReferenceEvent | null,
  visit: ReferenceVisit,
): boolean {
  const text = rawValue(name, event, visit);
  if (text === "" || Number.isNaN(Number(text))) return false;
  const number = Number(text);
  return {
    ">": number > value,
    ">=": number >= value,
    "<": number < value,
    "<=": number <= value,
    between: value <= number && number <= end,
  }[operator];
}

const hasDone = (filter: Filter, visit: ReferenceVisit, question: Question): boolean =>
  visit.events.some((event) => isIn(question, event.ms) && holds(filter, event, visit, question));

function rawValue(name: string, event: ReferenceEvent | null, visit: ReferenceVisit): string {
  if (name === "event:page") return event?.path ?? "";
  if (name === "event:hostname") return event?.hostname ?? "";
  if (name === "event:name") return event?.name ?? "";
  if (name.startsWith("event:props:")) return event?.props[name.slice("event:props:".length)] ?? "";
  if (name === "visit:entry_page") return pages(visit)[0]?.path ?? "";
  if (name === "visit:exit_page") return pages(visit).at(-1)?.path ?? "";
  if (name === "visit:entry_page_hostname") return pages(visit)[0]?.hostname ?? "";
  if (name === "visit:exit_page_hostname") return pages(visit).at(-1)?.hostname ?? "";
  return visit.attributes[name.slice("visit:".length)] ?? "";
}

const emptyWord = (name: string): string =>
  name.startsWith("event:")
    ? "(none)"
    : /^visit:(entry|exit)_page/.test(name)
      ? ""
      : (EMPTY[name] ?? "(not set)");

/** The names that a filter says of its own row. */
function namesIn(filter: Filter): string[] {
  if (filter[0] === "and" || filter[0] === "or") return filter[1].flatMap(namesIn);
  if (filter[0] === "not") return namesIn(filter[1]);
  return typeof filter[1] === "string" ? [filter[1]] : [];
}

function behaviours(filter: Filter): number {
  if (filter[0] === "and" || filter[0] === "or") return sum(filter[1], behaviours);
  if (filter[0] === "not") return behaviours(filter[1]);
  return filter[0] === "has_done" || filter[0] === "has_not_done" ? 1 : 0;
}

/** The rows that an item belongs to: one, or for a visit by time each bucket that it spans. */
function labelsOf(question: Question, relation: Relation, item: Item): string[][] {
  const event = relation === "events" || relation === "reports" ? (item as ReferenceEvent) : null;
  const visit = event === null ? (item as ReferenceVisit) : event.visit;
  const choices = question.dimensions.map((name): string[] => {
    if (name.startsWith("time:"))
      return event === null ? spanned(question, name, visit) : [bucket(question, name, event.ms)];
    const raw = rawValue(name, event ?? pages(visit)[0] ?? null, visit);
    return [raw === "" ? emptyWord(name) : raw];
  });
  return choices.reduce<string[][]>(
    (rows, values) => rows.flatMap((row) => values.map((value) => [...row, value])),
    [[]],
  );
}

const MINUTE_MS = 60_000;

/** The buckets from a visit's first to its last event, inside the range. */
function spanned(question: Question, name: string, visit: ReferenceVisit): string[] {
  const labels = new Set<string>();
  for (let ms = startOf(visit); ms <= endOf(visit); ms += MINUTE_MS)
    if (isIn(question, ms)) labels.add(bucket(question, name, ms));
  if (isIn(question, endOf(visit))) labels.add(bucket(question, name, endOf(visit)));
  return [...labels];
}

function bucket(question: Question, name: string, ms: number): string {
  const wall = wallOf(question.zone, ms);
  const day = wall.slice(0, 10);
  if (name === "time:minute") return `${wall.slice(0, 16)}:00`;
  if (name === "time:hour") return `${wall.slice(0, 13)}:00:00`;
  if (name === "time:day") return day;
  if (name === "time:month") return `${day.slice(0, 8)}01`;
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  const monday = date.toISOString().slice(0, 10);
  const first =
    "days" in question.range
      ? question.range.days[0]
      : wallOf(question.zone, question.range.instants[0]).slice(0, 10);
  return [monday, first].sort().at(-1) ?? day;
}

function isIn({ range, zone, asOf }: Question, ms: number): boolean {
  if (asOf !== null && ms > asOf) return false;
  if ("instants" in range) return range.instants[0] <= ms && ms < range.instants[1];
  const day = wallOf(zone, ms).slice(0, 10);
  return range.days[0] <= day && day <= range.days[1];
}

function overlaps({ range, zone, asOf }: Question, visit: ReferenceVisit): boolean {
  const [start, end] = [startOf(visit), endOf(visit)];
  if (asOf !== null && start > asOf) return false;
  if ("instants" in range) return start < range.instants[1] && end >= range.instants[0];
  const day = (ms: number) => wallOf(zone, ms).slice(0, 10);
  return day(start) <= range.days[1] && day(end) >= range.days[0];
}

const clocks = new Map<string, Intl.DateTimeFormat>();
const walls = new Map<string, string>();

/** `2026-03-29 02:30:00`, as a clock of the zone shows. */
function wallOf(zone: string, ms: number): string {
  const key = `${zone} ${ms}`;
  let wall = walls.get(key);
  if (wall === undefined) {
    const clock =
      clocks.get(zone) ??
      new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
    clocks.set(zone, clock);
    wall = clock.format(ms);
    walls.set(key, wall);
  }
  return wall;
}

/** null last, whatever the direction; names by their letters' codes. */
function byOrder({ order, metrics, dimensions }: Question): (a: ResultRow, b: ResultRow) => number {
  return (a, b) => {
    for (const [by, direction] of order) {
      const at = metrics.indexOf(by as Metric);
      const [left, right] =
        at === -1
          ? [a, b].map((row) => row.dimensions[dimensions.indexOf(by as (typeof dimensions)[number])])
          : [a, b].map((row) => row.metrics[at]);
      if (left === right) continue;
      if (left === null || left === undefined) return 1;
      if (right === null || right === undefined) return -1;
      return (left < right ? -1 : 1) * (direction === "asc" ? 1 : -1);
    }
    return 0;
  };
}
