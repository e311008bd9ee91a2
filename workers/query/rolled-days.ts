/** Sums of whole days, from rollups. Pure. */
import type { RolledDimension } from "../../schema/rollups.ts";
import { isTimeDimension } from "./dimensions.ts";
import type { Plan } from "./plan.ts";
import { greatest, maybeGreatest } from "./rolled-greatest.ts";
import { NO_SKETCH } from "./rolled-reads.ts";
import type { Placed } from "./rolled-sums.ts";
import { type Piece, type Run, rolledDimension } from "./rollups.ts";
import { and, commas, param, type Sql, sql } from "./sql.ts";

type Day = Piece & { run: Run };
type ByDay = Placed & { days: Day[] };

/** Questions without a dimension or by time have a row for each day, the others one for each of its values. */
export function sumsOfDays(questions: readonly Placed[]): Sql[] {
  const byDay = questions.flatMap(daysOf);
  const wholes = byDay.filter(({ plan }) => isOfWholes(plan));
  const byValue = byDay.filter(({ plan }) => !isOfWholes(plan));
  return [...(wholes.length === 0 ? [] : [sumsOfWholes(wholes)]), ...scansOf(byValue).map(sumsByValue)];
}

function daysOf(question: Placed): ByDay[] {
  const days = (question.plan.rolled?.pieces ?? []).filter((piece) => "run" in piece);
  return days.length === 0 ? [] : [{ ...question, days }];
}

/** What the statement has to know first of the questions that want the greatest pages: items of its `WITH`. */
export const greatestFirst = (questions: readonly Placed[]): Sql[] =>
  questions.flatMap((question) => {
    if (question.greatest === null) return [];
    const [byDay] = daysOf(question);
    const days = byDay && and([...whose([byDay]), sql`dimension = 'event:page'`, ofRuns(byDay.days)]);
    return [greatest(question, question.greatest, days ?? null)];
  });

const isOfWholes = ({ dimensions: [first] }: Plan): boolean => first === undefined || isTimeDimension(first);

/** By time, events stand by themselves, and have rows of their own. */
function sumsOfWholes(questions: readonly ByDay[]): Sql {
  const wanted = questions.flatMap(({ place, days, counts, wholes, isOfEvents }) => {
    const of = (dimension: RolledDimension, isInside: boolean, isWhole: boolean) =>
      isInside || isWhole
        ? days.map(({ run, bucket, isFirst }) =>
            [place, dimension, run.days, run.day, run.computed_from, bucket, isFirst, isInside, isWhole]
              .map((cell) => (typeof cell === "boolean" ? Number(cell) : cell))
              .join("|"),
          )
        : [];
    return isOfEvents ? [...of("event", counts, false), ...of("", false, wholes)] : of("", counts, wholes);
  });
  const cell = (at: number) => sql`one[${param("UInt32", at)}]`;
  const cells = sql`toUInt32(${cell(1)}) AS asks, ${cell(2)} AS dimension, toUInt8(${cell(3)}) AS days, toDate(${cell(4)}) AS day, toDateTime64(${cell(5)}, 3, 'UTC') AS computed_from, toUInt32(${cell(6)}) AS bucket, toUInt8(${cell(7)}) AS is_first, toUInt8(${cell(8)}) AS is_inside, toUInt8(${cell(9)}) AS is_whole`;
  const table = sql`SELECT ${cells} FROM (SELECT splitByChar('|', arrayJoin(${param("Array(String)", wanted)})) AS one)`;
  const days = questions.flatMap((question) => question.days.map(({ run }) => run.day)).toSorted();
  const [first = "", last = first] = [days.at(0), days.at(-1)];
  const rows = sql`SELECT toString(dimension) AS dimension, days, day, computed_from, visitors, pageviews, events, ${VISIT_COLUMNS} FROM rollups WHERE ${and([...whose(questions), sql`dimension IN ('', 'event')`, sql`day BETWEEN ${param("Date", first)} AND ${param("Date", last)}`])}`;
  const sums = sql`is_inside, visitors AS sketch, is_inside * pageviews AS shown, is_inside * events AS acts, is_whole * if(is_first, visits, begun_visits) AS n, is_whole * if(is_first, views, begun_views) AS seen, is_whole * if(is_first, bounces, begun_bounces) AS bounced, is_whole * if(is_first, duration_ms, begun_duration_ms) AS lasted`;
  return sql`SELECT asks, bucket, '' AS value, ${sums} FROM (${rows}) AS r INNER JOIN (${table}) AS w USING (dimension, days, day, computed_from)`;
}

const VISIT_COLUMNS = sql`visits, views, bounces, duration_ms, begun_visits, begun_views, begun_bounces, begun_duration_ms`;

/** Of one plan's rows, which are those of all. */
function whose(questions: readonly ByDay[]): Sql[] {
  const [one] = questions;
  if (one === undefined) throw new Error("Somebody asks for every sum.");
  const { sites, zone, traffic } = one.plan;
  return [
    sql`site IN ${param("Array(String)", sites)}`,
    sql`zone = ${param("String", zone)}`,
    ...(traffic === null ? [] : [sql`traffic IN ${param("Array(String)", traffic)}`]),
  ];
}

/** Those that are read by one scan: of the same days, each of another dimension. */
function scansOf(questions: readonly ByDay[]): ByDay[][] {
  const scans = new Map<string, ByDay[]>();
  for (const question of questions) {
    const days = question.days.map(({ run, isFirst }) => [run.days, run.day, run.computed_from, isFirst]);
    for (let again = 0; ; again++) {
      const key = JSON.stringify([days, again]);
      const scan = scans.get(key) ?? [];
      if (scan.some(({ plan }) => plan.dimensions[0] === question.plan.dimensions[0])) continue;
      scans.set(key, [...scan, question]);
      break;
    }
  }
  return [...scans.values()];
}

const strings = (all: string[]): Sql => sql`${param("Array(String)", all)}`;

/** The rows of these runs. */
function ofRuns(days: readonly Day[]): Sql {
  const cells = commas([
    strings(days.map(({ run }) => String(run.days))),
    strings(days.map(({ run }) => run.day)),
    strings(days.map(({ run }) => run.computed_from)),
  ]);
  return sql`(days, day, computed_from) IN (SELECT toUInt8(run.1), toDate(run.2), toDateTime64(run.3, 3, 'UTC') FROM (SELECT arrayJoin(arrayZip(${cells})) AS run))`;
}

/** A question's place stands beside its dimension; of visits nothing is read where nobody asks for them. */
function sumsByValue(questions: readonly ByDay[]): Sql {
  const days = questions[0]?.days ?? [];
  const dimensions = questions.map(({ plan }) => rolledDimension(plan) ?? "");
  const places = questions.map(({ place }) => String(place));
  const firsts = days.flatMap(({ run, isFirst }) => (isFirst ? [run.day] : []));
  const visits = sql`if(is_first, visits, begun_visits) AS n, if(is_first, views, begun_views) AS seen, if(is_first, bounces, begun_bounces) AS bounced, if(is_first, duration_ms, begun_duration_ms) AS lasted`;
  const columns = [
    sql`toUInt32(transform(toString(dimension), ${strings(dimensions)}, ${strings(places)}, '0')) AS asks`,
    sql`0 AS bucket, value`,
    questions.some(({ counts }) => counts)
      ? sql`1 AS is_inside, visitors AS sketch, pageviews AS shown, events AS acts`
      : sql`0 AS is_inside, ${NO_SKETCH} AS sketch, 0 AS shown, 0 AS acts`,
    questions.some(({ wholes }) => wholes) ? visits : sql`0 AS n, 0 AS seen, 0 AS bounced, 0 AS lasted`,
  ];
  const conditions = [
    ...whose(questions),
    sql`dimension IN ${strings(dimensions)}`,
    ofRuns(days),
    ...questions.flatMap(({ place, greatest }) =>
      greatest === null ? [] : [sql`(dimension != 'event:page' OR ${maybeGreatest(place, sql`value`)})`],
    ),
  ];
  return sql`WITH has(arrayMap(first -> toDate(first), ${strings(firsts)}), day) AS is_first SELECT ${commas(columns)} FROM rollups WHERE ${and(conditions)}`;
}
