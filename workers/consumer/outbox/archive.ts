/**
 * The second cursor: what is visible goes to R2, an object a site and day, when enough has gathered or an hour is
 * over. The list of objects is written down before the first put, and the cursor moves after the last: whoever
 * continues puts the same objects under the same keys.
 */
import type { ArchiveRange, Correction } from "../../../schema/archive.ts";
import { CANARY_SITE } from "../../../schema/canary.ts";
import { type SiteId, type UtcDay, utcDay } from "../../../schema/ids.ts";
import { MAX_BATCH_ROWS } from "../../../schema/limits.ts";
import { type RingRow, toldOf } from "../ring/row.ts";
import { keyOf, toRow } from "../session/row.ts";
import type { ShardState } from "../shard-state.ts";
import type { ArchiveSink } from "../sinks/r2.ts";
import { type InsertRow, type ShardIdentity, toEventRow } from "./batches.ts";
import type { ArchiveFlight, FrozenObject } from "./record.ts";

export interface ArchiveDeps {
  identity: ShardIdentity;
  archive: ArchiveSink;
  /** Version of the archive's encoder. */
  archiveEncoder: number;
  now(): number;
}

/** A range is read whole, so it holds about this many events at most. */
const MAX_RANGE_EVENTS = 2 * MAX_BATCH_ROWS;
const ARCHIVE_INTERVAL_MS = 60 * 60_000;

/** When there is something to archive, ms: 0 for at once, null for nothing. Pure. */
export function archiveDueAt(state: ShardState): number | null {
  const { archived, flushed, archiving } = state.outbox;
  if (archiving !== null) return 0;
  if (archived === flushed) return null;
  // Rows are only freed behind this cursor: a ring that fills up does not wait for the hour.
  if (state.used > state.capacity / 2) return 0;
  let events = 0;
  for (const row of state.rowsAfter(archived)) {
    if (row.seq > flushed) break;
    events += row.events;
    if (events >= MAX_RANGE_EVENTS) return 0;
  }
  return (state.rows.get(archived + 1)?.at ?? 0) + ARCHIVE_INTERVAL_MS;
}

/** Archives all that is due; forced, all that is visible. */
export async function archive(state: ShardState, deps: ArchiveDeps, isForced = false): Promise<void> {
  const isDue = (due: number | null) => due !== null && (isForced || due <= deps.now());
  while (isDue(archiveDueAt(state))) {
    const { from, to } = state.outbox.archiving ?? nextRange(state);
    const rows = state.readRange(from, to);
    const flight = state.outbox.archiving ?? freeze(state, rows, deps.archiveEncoder);
    await put(deps, flight, rows);
    state.save({ archived: flight.to, archiving: null, last_archive_at: deps.now() });
  }
}

function freeze(state: ShardState, rows: readonly RingRow[], encoder: number): ArchiveFlight {
  const objects = [...rowsByDay(rows)].flatMap(([, { site, date, rows: ofDay }]) =>
    Array.from({ length: Math.ceil(ofDay.length / MAX_BATCH_ROWS) }, (_, part) => {
      const left = ofDay.length - part * MAX_BATCH_ROWS;
      return { site, date, part, rows: Math.min(left, MAX_BATCH_ROWS) } satisfies FrozenObject;
    }),
  );
  const archiving = { ...nextRange(state), encoder, objects };
  state.save({ archiving });
  return archiving;
}

function nextRange(state: ShardState): { from: number; to: number } {
  const from = state.outbox.archived + 1;
  let to = from;
  let events = 0;
  for (const row of state.rowsAfter(state.outbox.archived)) {
    events += row.events;
    if (row.seq > state.outbox.flushed || events > MAX_RANGE_EVENTS) break;
    to = row.seq;
  }
  return { from, to };
}

async function put(
  deps: ArchiveDeps,
  { from, to, objects }: ArchiveFlight,
  rows: readonly RingRow[],
): Promise<void> {
  const range: ArchiveRange = { ...deps.identity, from, to };
  const byDay = rowsByDay(rows);
  for (const { site, date, part, rows: count } of objects) {
    const start = part * MAX_BATCH_ROWS;
    const ofObject = byDay.get(`${site} ${date}`)?.rows.slice(start, start + count) ?? [];
    await deps.archive.putEvents(site, date, range, part, ofObject);
  }
  // Also when there are none: this object says that the range is whole, and the chain of ranges that none is missing.
  await deps.archive.putCorrections(range, correctionsOf(rows));
}

interface DayRows {
  site: SiteId;
  date: UtcDay;
  rows: InsertRow[];
}

function rowsByDay(rows: readonly RingRow[]): Map<string, DayRows> {
  const days = new Map<string, DayRows>();
  for (const admitted of rows.flatMap((row) => row.admitted)) {
    const { site, at } = toldOf(admitted);
    // The service's own events prove that the way is open; nobody wants them back.
    if (site === CANARY_SITE) continue;
    const date = utcDay(at);
    const day = days.get(`${site} ${date}`) ?? { site, date, rows: [] };
    day.rows.push(toEventRow(admitted, ""));
    days.set(`${site} ${date}`, day);
  }
  return days;
}

/** In order; of several states of a visit under one key only the last, whose version is the highest. */
function correctionsOf(rows: readonly RingRow[]): Correction[] {
  const seen = new Set<string>();
  const kept: Correction[] = [];
  const all = rows.flatMap(({ seq, outputs }) => outputs.map(({ output }) => ({ seq, output })));
  for (const { seq, output } of all.toReversed()) {
    if ((output.type === "upsert" ? output.session.site : output.site) === CANARY_SITE) continue;
    if (output.type === "retract") {
      const { type, site, start_date, visitor_id, id, version, into } = output;
      kept.push({ seq, type, site, start_date, visitor_id, id, version, into });
      continue;
    }
    const { site, id } = output.session;
    const { start_date, visitor_id } = keyOf(output.session);
    const key = `${site} ${start_date} ${visitor_id} ${id}`;
    if (seen.has(key)) continue;
    seen.add(key);
    kept.push({ seq, type: "upsert", session: toRow(output.session) });
  }
  return kept.reverse();
}
