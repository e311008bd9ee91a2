/** A visit as its row in ClickHouse and back: nothing that `step` needs is lost, but for one link (S9). */
import { utcDay } from "../../../schema/ids.ts";
import { type SessionRow, VISIT_ATTRIBUTES, type VisitAttribute } from "../../../schema/rows.ts";
import { type Attributes, attributesOf, type PageAt, type Retract, type Session } from "./session.ts";

export function toRow(session: Session): SessionRow {
  const { id, site, version, start, end, active_from, active_until } = session;
  const { engaged_ms, pageviews, events, interactions, start_tie, entry, exit } = session;
  return {
    site,
    ...keyOf(session),
    session_id: id,
    version,
    is_deleted: 0,
    start,
    end_after_ms: end - start,
    active_before_ms: start - active_from,
    active_after_end_ms: active_until - end,
    tail_ms: durationMs(session) - (end - start),
    engaged_ms,
    pageviews,
    events,
    interactions,
    entry_page: entry?.path ?? "",
    entry_hostname: entry?.hostname ?? "",
    exit_page: exit?.path ?? "",
    exit_hostname: exit?.hostname ?? "",
    entry_after_ms: (entry?.at ?? start) - start,
    exit_before_end_ms: end - (exit?.at ?? end),
    start_tie,
    entry_tie_xor: xor(entry?.tie ?? start_tie, start_tie),
    exit_tie_xor: xor(exit?.tie ?? start_tie, start_tie),
    tail: [...session.tail],
    other_visitor_ids: [...session.other_visitor_ids],
    ...allAttributes(session.attributes),
  };
}

/** The visit that a row describes, as the machine takes it; `row` must not be a deleted one. */
export function fromRow(row: SessionRow): Session {
  const { session_id, site, visitor_id, other_visitor_ids, version } = row;
  const { start, start_tie, engaged_ms, tail, pageviews, events, interactions } = row;
  const { active_from, active_until, end } = timesOf(row);
  const page = (at: number, tie: number, hostname: string, path: string): PageAt | null =>
    pageviews > 0 ? { at, tie, hostname, path } : null;
  return {
    ...{ id: session_id, site, visitor_id, other_visitor_ids, previous_visitor_id: null, version },
    ...{
      active_from,
      active_until,
      start,
      start_tie,
      end,
      engaged_ms,
      tail,
      pageviews,
      events,
      interactions,
    },
    entry: page(
      start + row.entry_after_ms,
      xor(row.entry_tie_xor, start_tie),
      row.entry_hostname,
      row.entry_page,
    ),
    exit: page(
      end - row.exit_before_end_ms,
      xor(row.exit_tie_xor, start_tie),
      row.exit_hostname,
      row.exit_page,
    ),
    attributes: attributesOf(row),
  };
}

type Times = Pick<
  SessionRow,
  "start" | "end_after_ms" | "active_before_ms" | "active_after_end_ms" | "tail_ms"
>;

/** The times and the duration that `sessions` computes from a row (`SESSION_ALIASES`), in ms. */
export function timesOf({ start, end_after_ms, active_before_ms, active_after_end_ms, tail_ms }: Times) {
  const end = start + end_after_ms;
  return {
    ...{ end, active_from: start - active_before_ms, active_until: end + active_after_end_ms },
    duration_ms: end_after_ms + tail_ms,
  };
}

/** Of two whole numbers of 32 bits without a sign. */
const xor = (a: number, b: number) => (a ^ b) >>> 0;

export type RetractedKey = Pick<Retract, "site" | "start_date" | "visitor_id" | "id" | "version">;

/** The row that deletes another one: its key, a higher version, and defaults (absent). */
export type DeletedRow = Pick<
  SessionRow,
  "site" | "start_date" | "visitor_id" | "session_id" | "version" | "is_deleted"
>;

export function toDeletedRow({ site, start_date, visitor_id, id, version }: RetractedKey): DeletedRow {
  return { site, start_date, visitor_id, session_id: id, version, is_deleted: 1 };
}

/** Where the visit's row lies: when this changes, the old row has to be deleted. */
export const keyOf = ({ start, visitor_id }: Session) => ({ start_date: utcDay(start), visitor_id });

/** Last minus first event, plus the engaged time that was reported after the last one (S6). */
export function durationMs({ events, start, end, tail }: Session): number {
  if (events === 0) return 0;
  return tail.reduce((sum, value, index) => sum + (index % 2 === 1 ? value : 0), end - start);
}

function allAttributes(given: Attributes): Pick<SessionRow, VisitAttribute> {
  // Object.fromEntries forgets which names it was given.
  const all = Object.fromEntries(VISIT_ATTRIBUTES.map((name) => [name, given[name] ?? ""]));
  return all as Pick<SessionRow, VisitAttribute>;
}
