/** When the rows of a range last changed, by the marks that every change leaves: asked once a request. */
import { MARK_SLACK_MS } from "../../schema/rollups.ts";
import type { ClickHouse } from "./clickhouse.ts";
import type { Plan } from "./plan.ts";
import { param, type Sql, sql } from "./sql.ts";
import { BASE_REACH_DAYS, ofSites } from "./where.ts";
import { dateOf, dayNumber } from "./zone.ts";

export interface Marks {
  /** The newest one, ms by ClickHouse's clock; null: nothing ever happened there. */
  newest: number | null;
  /** A moment of the same clock when nothing of the request had been read yet, ms. */
  asked: number;
}

export type MarksReader = (plans: readonly Plan[]) => Promise<Marks | null>;

/** A reader of the marks over all days that the plans read; null where they cannot be read. `clock` is in ms. */
export function marksReader(clickhouse: ClickHouse, signal: AbortSignal, clock: () => number): MarksReader {
  const known = new Map<string, Promise<Marks | null>>();
  const read = (plan: Plan) => {
    const days = daysOf(plan);
    const key = [...plan.sites, ...days].join(" ");
    const marks = known.get(key) ?? readMarks(clickhouse, signal, clock, build(plan, days));
    known.set(key, marks);
    return marks;
  };
  return async (plans) => {
    let all: Marks | null = null;
    for (const marks of await Promise.all(plans.map(read))) {
      if (marks === null) return null;
      all = all === null ? marks : together(all, marks);
    }
    return all;
  };
}

const together = (a: Marks, b: Marks): Marks => ({
  newest: a.newest === null || b.newest === null ? (a.newest ?? b.newest) : Math.max(a.newest, b.newest),
  asked: Math.min(a.asked, b.asked),
});

/** Whether rows that were read at this moment are those that a reader would find now: a mark may be older than its change. */
export const holdsSince = ({ newest }: Marks, readAt: number): boolean =>
  newest === null || newest + MARK_SLACK_MS < readAt;

async function readMarks(
  clickhouse: ClickHouse,
  signal: AbortSignal,
  clock: () => number,
  statement: Sql,
): Promise<Marks | null> {
  const before = clock();
  const answered = await clickhouse.select<{ now: number; newest: number }>(statement, signal);
  const [row] = answered.ok ? answered.table.rows : [];
  if (row === undefined) return null;
  // The server looked at its clock at some moment of the round trip.
  return { newest: row.newest === 0 ? null : row.newest, asked: row.now - (clock() - before) };
}

/** The days whose rows decide the plan's: a visit into the range may have begun the day before, where its mark then is too. */
function daysOf({ read, base }: Plan): [first: string, last: string] {
  const [first, last] = [dayNumber(read.firstDate), dayNumber(read.lastDate)];
  const reach = base.length === 0 ? 0 : BASE_REACH_DAYS;
  return [dateOf(first - Math.max(1, reach)), dateOf(last + reach)];
}

function build({ sites }: Plan, [first, last]: [string, string]): Sql {
  return sql`SELECT toUnixTimestamp64Milli(now64(3)) AS now, toUnixTimestamp64Milli(max(at)) AS newest FROM dirty_days WHERE ${ofSites({ sites })} AND date BETWEEN ${param("Date", first)} AND ${param("Date", last)}`;
}
