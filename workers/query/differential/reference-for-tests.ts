/**
 * The same answers from the same visits, in plain loops over plain objects. Shares no code with the query worker: what a
 * number means is written down here a second time, from docs/metrics.md.
 */
import type { Filter, ResultRow } from "../../../schema/query.ts";
import type { Metric } from "../../../schema/words.ts";
import { behaviours, isOfPages, namesIn } from "./reference-filters-for-tests.ts";
import { currencyOf, goalsOfRows, ofEverybody, reaches } from "./reference-goals-for-tests.ts";
import { goalMetricOf, isCount, isOfGoals, metricOf, relationOf } from "./reference-numbers-for-tests.ts";
import { bucket, isIn, overlaps, spanned } from "./reference-times-for-tests.ts";
import {
  type Item,
  pages,
  type Question,
  type ReferenceEvent,
  type ReferenceVisit,
  type Relation,
} from "./reference-types-for-tests.ts";
import { emptyWord, holds, isOf, rowsWithin, valuesOf } from "./reference-values-for-tests.ts";

type VisitTest = (visit: ReferenceVisit) => boolean;
type Rows = Map<string, { dimensions: string[]; items: Item[] }>;

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

/** The ordered rows of the answer, all pages of it cut to the one that was asked for. */
export function answerOf(question: Question, visits: readonly ReferenceVisit[]): ResultRow[] {
  const rows = new Map<string, { dimensions: string[]; metrics: Partial<Record<Metric, number | null>> }>();
  const relations = [...new Set(question.metrics.map((metric) => relationOf(metric, question)))];
  const first = (["events", "visits", "entries", "reports", "exits"] as const).find((one) =>
    relations.includes(one),
  );
  for (const relation of relations) {
    const grouped = rowsOf(question, relation, visits);
    if (question.dimensions.length === 0 && grouped.size === 0)
      grouped.set("", { dimensions: [], items: [] });
    const whole = rowsOf({ ...question, dimensions: [] }, relation, visits).get("")?.items ?? [];
    const shared = question.dimensions.filter((name) => name !== "event:goal");
    const groups = asksForRates(question)
      ? rowsOf(ofEverybody(question, shared), "events", visits)
      : new Map();
    const everybody = asksForRates(question)
      ? (rowsOf(ofEverybody(question, []), "events", visits).get("")?.items ?? [])
      : [];
    for (const [key, { dimensions, items }] of grouped) {
      const row = rows.get(key) ?? { dimensions, metrics: {} };
      for (const metric of question.metrics)
        if (relationOf(metric, question) === relation)
          row.metrics[metric] = isOfGoals(metric)
            ? goalMetricOf(metric, items as ReferenceEvent[], {
                everybody,
                group: groups.get(groupKey(question, dimensions))?.items ?? [],
                currency: currencyOf(question, dimensions[question.dimensions.indexOf("event:goal")]),
              })
            : metricOf(metric, relation, items, whole, question);
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
    .slice(question.offset, question.offset + question.limit)
    .map((row) => withoutForeignMoney(question, row));
}

const asksForRates = ({ metrics }: Question): boolean =>
  metrics.some((metric) => metric === "conversion_rate" || metric === "group_conversion_rate");

/** The group of a row: its dimensions but for the goal. */
function groupKey({ dimensions }: Question, labels: readonly string[]): string {
  const own = labels.filter((_, at) => dimensions[at] !== "event:goal");
  return own.length === 0 ? "" : JSON.stringify(own);
}

/** Rows without a currency are ordered as those that earned nothing, and say nothing. */
function withoutForeignMoney(question: Question, { dimensions, metrics }: ResultRow): ResultRow {
  const goal = dimensions[question.dimensions.indexOf("event:goal")];
  const isNone = currencyOf(question, goal) === null;
  return {
    dimensions,
    metrics: metrics.map((value, at) =>
      isNone && question.metrics[at]?.endsWith("_revenue") ? null : value,
    ),
  };
}

/** The relation's items, by the dimensions of the question. */
function rowsOf(question: Question, relation: Relation, visits: readonly ReferenceVisit[]): Rows {
  const rows: Rows = new Map();
  const isOfExits =
    relation === "exits" && question.dimensions.some((name) => name.startsWith("visit:exit_page"));
  for (const item of itemsOf(question, relation, visits))
    for (const dimensions of labelsOf(question, relation, item)) {
      const key = JSON.stringify(dimensions);
      const row = rows.get(dimensions.length === 0 ? "" : key) ?? { dimensions, items: [] };
      row.items.push(item);
      rows.set(dimensions.length === 0 ? "" : key, row);
    }
  // By exit page there are the rows of pages that somebody left from.
  if (isOfExits)
    for (const [key, { items }] of rows)
      if (metricOf("exit_rate", relation, items, [], question) === 0) rows.delete(key);
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
      question.sites.includes(visit.site) &&
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
  const contains: VisitTest = (visit) =>
    ofEvents.length === 0 || passing(visit, rowsWithin(question, visit)).length > 0;
  const has = hasPages(question);
  switch (relation) {
    case "events":
      return counted.filter(has).flatMap((visit) => passing(visit, rowsWithin(question, visit)));
    case "exits":
      return counted.filter(has).flatMap((visit) => passing(visit, pages(visit)));
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
  namesIn(filter).every((name) => !name.startsWith("event:") || isOfPages(name) || name === "event:hostname");

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

/** The rows that an item belongs to: one, or each of an event's rules, or for a visit by time each bucket that it spans. */
function labelsOf(question: Question, relation: Relation, item: Item): string[][] {
  const isVisit = relation === "visits" || relation === "entries";
  const event = isVisit ? null : (item as ReferenceEvent);
  const visit = event === null ? (item as ReferenceVisit) : event.visit;
  const choices = question.dimensions.map((name): string[] => {
    if (name.startsWith("time:"))
      return event === null ? spanned(question, name, visit) : [bucket(question, name, event.ms)];
    if (name === "event:goal")
      return goalsOfRows(question).flatMap((goal) =>
        event !== null && reaches(goal, event) ? [goal.name] : [],
      );
    if (event !== null && !isOf(name, event)) return [];
    const asked = relation === "exits" ? whereItWas(name) : name;
    return valuesOf(asked, event ?? pages(visit)[0] ?? null, visit).map((value) =>
      value === "" ? emptyWord(name) : value,
    );
  });
  return choices.reduce<string[][]>(
    (rows, values) => rows.flatMap((row) => values.map((value) => [...row, value])),
    [[]],
  );
}

/** Exits are told by the page that was left. */
const whereItWas = (name: string): string =>
  ({ "visit:exit_page": "event:page", "visit:exit_page_hostname": "event:hostname" })[name] ?? name;

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
