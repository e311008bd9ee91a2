/** What each number means, once more, from docs/metrics.md. */
import type { Metric } from "../../../schema/words.ts";
import { isOfPages, namesIn } from "./reference-filters-for-tests.ts";
import { earnedIn, reaches } from "./reference-goals-for-tests.ts";
import { isIn } from "./reference-times-for-tests.ts";
import {
  endOf,
  type Item,
  pages,
  type Question,
  type ReferenceEvent,
  type ReferenceVisit,
  type Relation,
  startOf,
  sum,
} from "./reference-types-for-tests.ts";
import { numberOf } from "./reference-values-for-tests.ts";

export const isCount = (metric: Metric): boolean =>
  ["visitors", "visits", "pageviews", "events", "engaged_visits"].includes(metric) ||
  /^(sum|count_distinct)\(/.test(metric);

export function relationOf(metric: Metric, { dimensions, filters }: Question): Relation {
  const byEvent = dimensions.some((name) => name.startsWith("event:"));
  switch (metric) {
    case "visits":
      return byEvent ? "events" : "visits";
    case "bounce_rate":
      return byEvent || filters.flatMap(namesIn).some(isOfPages) ? "entries" : "visits";
    case "exit_rate":
      return "exits";
    case "engaged_visits":
    case "engagement_rate":
    case "engagement_time":
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

export function metricOf(
  metric: Metric,
  relation: Relation,
  items: Item[],
  whole: Item[],
  question: Question,
): number | null {
  if (metric.includes("(")) return aggregateOf(metric, items as ReferenceEvent[]);
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
    case "engaged_visits":
      return visits.filter((visit) => isEngaged(visit, question)).length;
    case "engagement_rate":
      return rounded(100 * visits.filter((visit) => isEngaged(visit, question)).length, visits.length, 0);
    case "engagement_time":
      return rounded(sum(visits, engagedMs), 1_000 * visits.length, 0);
    case "exit_rate":
      return rounded(100 * exitsIn(events), events.length, 1);
    case "vital_good":
      return ratedAs("good", events);
    case "vital_needs_improvement":
      return ratedAs("needs-improvement", events);
    case "vital_poor":
      return ratedAs("poor", events);
    case "events":
      return events.filter(({ name }) => name !== "engagement").length;
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

export const isOfGoals = (metric: Metric): boolean => /conversion_rate|_revenue/.test(metric);

/** Of rows of events; shares are of everybody, or of all in the row's group. */
export function goalMetricOf(
  metric: Metric,
  rows: readonly ReferenceEvent[],
  of: { everybody: readonly Item[]; group: readonly Item[]; currency: string | null },
): number | null {
  if (metric === "conversion_rate") return rounded(100 * visitorsIn(rows), visitorsIn(of.everybody), 2);
  if (metric === "group_conversion_rate") return rounded(100 * visitorsIn(rows), visitorsIn(of.group), 2);
  const { amount, times } = earnedIn(of.currency, rows);
  if (metric === "total_revenue") return amount;
  return times === 0 ? null : toFourDecimals(amount / times);
}

const visitorsIn = (rows: readonly Item[]): number =>
  new Set((rows as ReferenceEvent[]).map(({ visitor }) => visitor)).size;

const engagedMs = ({ reports }: ReferenceVisit): number => sum(reports, ({ engagedMs: ms }) => ms);
const isEngaged = (visit: ReferenceVisit, question: Question): boolean =>
  engagedMs(visit) >= 10_000 || pages(visit).length >= 2 || hasReached(visit, question);
const hasReached = ({ events, reports }: ReferenceVisit, question: Question): boolean =>
  [...events, ...reports].some(
    (row) => isIn(question, row.ms) && question.goals.some((goal) => reaches(goal, row)),
  );

/** Visits whose last pageview is among these. */
function exitsIn(views: readonly ReferenceEvent[]): number {
  const left = views.filter(({ ms, path, visit }) => {
    const last = pages(visit).at(-1);
    return last !== undefined && last.ms === ms && last.path === path;
  });
  return new Set(left.map(({ visit }) => visit.id)).size;
}

function ratedAs(rating: string, events: readonly ReferenceEvent[]): number | null {
  const rated = events.filter(({ columns }) => ![undefined, ""].includes(columns.vital_rating as string));
  return rounded(
    100 * rated.filter(({ columns }) => columns.vital_rating === rating).length,
    rated.length,
    1,
  );
}

/** `p75(event:vital_value)` and so on. */
function aggregateOf(metric: string, events: readonly ReferenceEvent[]): number | null {
  const [, word = "", name = ""] = /^(\w+)\((.*)\)$/.exec(metric) ?? [];
  const numbers = events.flatMap((event) => numberOf(name, event) ?? []).sort((a, b) => a - b);
  const total = sum(numbers, (number) => number);
  if (word === "count_distinct") return distinctIn(name, events, numbers);
  if (word === "sum") return toFourDecimals(total);
  const [least, greatest] = [numbers[0], numbers.at(-1)];
  if (least === undefined || greatest === undefined) return null;
  if (word === "min") return least;
  if (word === "max") return greatest;
  return toFourDecimals(
    word === "avg" ? total / numbers.length : percentile(numbers, Number(word.slice(1)) / 100),
  );
}

function distinctIn(name: string, events: readonly ReferenceEvent[], numbers: readonly number[]): number {
  if (name === "event:vital_value") return new Set(numbers).size;
  const texts = events.map(({ props }) => props[name.slice("event:props:".length)] ?? "");
  return new Set(texts.filter((text) => text !== "")).size;
}

/** Between two neighbours in proportion, as spreadsheets have it. */
function percentile(sorted: readonly number[], part: number): number {
  const place = part * (sorted.length - 1);
  const [below = 0, above = below] = [sorted[Math.floor(place)], sorted[Math.floor(place) + 1]];
  return below + (place - Math.floor(place)) * (above - below);
}

/** Halves up. */
const toFourDecimals = (value: number): number => Math.floor(value * 10_000 + 0.5) / 10_000;

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
