/**
 * Dirty marks: which UTC days changed, for whoever keeps sums of days. Written after everything that changed was
 * answered and before the cursor passes, so that whoever continues writes them again.
 */
import { type SiteId, type UtcDay, utcDay } from "../../../schema/ids.ts";
import { MARK_COLUMNS, MARK_INTERVAL_MS } from "../../../schema/rollups.ts";
import { type RingRow, toldOf } from "../ring/row.ts";
import { type ClickHouseSink, SinkError } from "../sinks/clickhouse.ts";
import { encodeNative } from "../sinks/native.ts";

export interface MarkDeps {
  sink: ClickHouseSink;
  /** When this process last began to mark `<site> <day>`, ms. Forgotten with it, which costs a mark more. */
  marked: Map<string, number>;
  now(): number;
}

/** Nobody browses for longer without a pause; a visit that did is marked at its ends. */
const MAX_DAYS_OF_VISIT = 31;
const DAY_MS = 86_400_000;
/** Days that were marked long ago are forgotten when there are more of them. */
const MAX_REMEMBERED_DAYS = 10_000;

/** Every day of the rows' events and visits, those included that visits moved away from. Pure. */
export function daysTouched(rows: readonly RingRow[]): { site: SiteId; date: UtcDay }[] {
  const days = new Map<string, { site: SiteId; date: UtcDay }>();
  const add = (site: SiteId, from: number, to: number) => {
    const last = Math.floor(to / DAY_MS);
    const first = Math.max(Math.floor(from / DAY_MS), last - MAX_DAYS_OF_VISIT);
    for (let day = first; day <= last; day++) {
      const name = `${site} ${day}`;
      // Dates are dear to print, and a thousand events are of one.
      if (!days.has(name)) days.set(name, { site, date: utcDay(day * DAY_MS) });
    }
  };
  for (const { admitted, outputs } of rows) {
    for (const each of admitted) {
      const { site, at } = toldOf(each);
      add(site, at, at);
    }
    for (const { output } of outputs) {
      if (output.type === "upsert") add(output.session.site, output.session.start, output.session.end);
      else add(output.site, Math.min(output.active_from, Date.parse(output.start_date)), output.active_until);
    }
  }
  return [...days.values()];
}

/** Marks what was not marked a moment ago. @throws SinkError */
export async function mark({ sink, marked, now }: MarkDeps, rows: readonly RingRow[]): Promise<void> {
  const began = now();
  const isDue = ({ site, date }: { site: SiteId; date: UtcDay }) =>
    began - (marked.get(`${site} ${date}`) ?? Number.NEGATIVE_INFINITY) >= MARK_INTERVAL_MS;
  const due = daysTouched(rows).filter(isDue);
  if (due.length === 0) return;
  const answer = await sink.insert("dirty_days", encodeNative(MARK_COLUMNS, due));
  if (!answer.ok) throw new SinkError(answer);
  if (marked.size > MAX_REMEMBERED_DAYS) marked.clear();
  for (const { site, date } of due) marked.set(`${site} ${date}`, began);
}
