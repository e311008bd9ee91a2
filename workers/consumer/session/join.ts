/**
 * Visits form a commutative monoid: an event is a visit of one sign, and joining does not depend on order or
 * grouping. All that order of arrival could spoil (start, end, pages, tail) is decided here, by time and tie.
 */
import type { VisitorId } from "../../../schema/ids.ts";
import type { Attributes, PageAt, Session, SessionEvent } from "./session.ts";

/** The content of a visit: all but what depends on the order of arrival. */
export type Content = Omit<Session, "id" | "version">;

/** Entries of a tail. Beyond, the oldest are put together, or a page left open for weeks would outgrow a ring row (S7). */
export const MAX_TAIL_ENTRIES = 1_000;

/** Stands for what a visit keeps of the event that begins it: few events begin one, and only theirs are read. */
export const OF_ITS_EVENT: Attributes = {};

/** The visit that this event would be if it were alone, but for its attributes. */
export function contentOf(event: SessionEvent): Content {
  const { site, visitor_id, previous_visitor_id, at, tie, kind, engaged_ms, hostname, path } = event;
  const isEvent = kind !== "engagement";
  const page = kind === "pageview" ? { at, tie, hostname, path } : null;
  return {
    site,
    visitor_id,
    other_visitor_ids: [],
    previous_visitor_id: previous_visitor_id ?? null,
    active_from: at,
    active_until: at,
    start: at,
    start_tie: tie,
    end: at,
    engaged_ms,
    tail: isEvent || engaged_ms === 0 ? [] : [at, engaged_ms],
    pageviews: page ? 1 : 0,
    events: isEvent ? 1 : 0,
    interactions: isEvent && (event.is_interactive || kind === "pageview") ? 1 : 0,
    entry: page,
    exit: page,
    attributes: OF_ITS_EVENT,
  };
}

/** Both visits as one. Commutative and associative (until a tail is full). */
export function join(a: Content, b: Content): Content {
  const first = startsBefore(a, b) ? a : b;
  const end = endOf(a, b, first);
  const isProvisional = a.events + b.events === 0;
  return {
    site: a.site,
    visitor_id: first.visitor_id,
    other_visitor_ids: otherVisitors(a, b, first.visitor_id),
    previous_visitor_id: dayBefore(a, b),
    active_from: Math.min(a.active_from, b.active_from),
    active_until: Math.max(a.active_until, b.active_until),
    start: first.start,
    start_tie: first.start_tie,
    end,
    engaged_ms: a.engaged_ms + b.engaged_ms,
    tail: joinTails(a.tail, b.tail, isProvisional ? Number.NEGATIVE_INFINITY : end),
    pageviews: a.pageviews + b.pageviews,
    events: a.events + b.events,
    interactions: a.interactions + b.interactions,
    entry: pick(a.entry, b.entry, -1),
    exit: pick(a.exit, b.exit, 1),
    attributes: first.attributes,
  };
}

/**
 * `visit` becomes what `join` with the event would be, of an event of its own visitor that is later than its start:
 * who decides start, attributes and hashes stays. Of a visit with events.
 */
export function extend(visit: Content, event: SessionEvent): void {
  const { at, tie, kind, is_interactive, engaged_ms, hostname, path } = event;
  visit.active_until = Math.max(visit.active_until, at);
  visit.engaged_ms += engaged_ms;
  if (kind === "engagement") {
    if (engaged_ms !== 0 && at > visit.end) visit.tail = joinTails(visit.tail, [at, engaged_ms], visit.end);
    return;
  }
  if (at > visit.end) {
    visit.end = at;
    visit.tail = joinTails(visit.tail, NO_TAIL, at);
  }
  visit.events++;
  if (is_interactive || kind === "pageview") visit.interactions++;
  if (kind !== "pageview") return;
  const page = { at, tie, hostname, path };
  visit.pageviews++;
  visit.entry = pick(visit.entry, page, -1);
  visit.exit = pick(visit.exit, page, 1);
}

const NO_TAIL: readonly number[] = [];

/** An event beats engagement, whatever their times: engagement never opens a visit. */
function startsBefore(a: Content, b: Content): boolean {
  if (a.events > 0 !== b.events > 0) return a.events > 0;
  return a.start !== b.start ? a.start < b.start : a.start_tie <= b.start_tie;
}

function endOf(a: Content, b: Content, first: Content): number {
  if (a.events > 0 && b.events > 0) return Math.max(a.end, b.end);
  return first.events > 0 ? first.end : first.start;
}

/** The link to the day before belongs to the earliest sign, engagement included: an event before it may come yet. */
function dayBefore(a: Content, b: Content): VisitorId | null {
  if (a.active_from < b.active_from) return a.previous_visitor_id;
  if (a.active_from > b.active_from) return b.previous_visitor_id;
  return a.previous_visitor_id ?? b.previous_visitor_id;
}

/** The earlier (`sign` −1) or later (1) page. */
function pick(a: PageAt | null, b: PageAt | null, sign: -1 | 1): PageAt | null {
  if (a === null || b === null) return a ?? b;
  const order = a.at - b.at || a.tie - b.tie;
  return order * sign >= 0 ? a : b;
}

function otherVisitors(a: Content, b: Content, visitor: VisitorId): readonly VisitorId[] {
  // Nearly every join is of one visitor with itself.
  if (a.visitor_id === b.visitor_id && a.other_visitor_ids.length + b.other_visitor_ids.length === 0)
    return [];
  const all = new Set([a.visitor_id, b.visitor_id, ...a.other_visitor_ids, ...b.other_visitor_ids]);
  all.delete(visitor);
  return [...all].sort();
}

function joinTails(a: readonly number[], b: readonly number[], after: number): readonly number[] {
  if (a.length === 0 && b.length === 0) return a;
  const tail: number[] = [];
  let left = 0;
  let right = 0;
  while (left < a.length || right < b.length) {
    const isLeft = (a[left] ?? Number.POSITIVE_INFINITY) <= (b[right] ?? Number.POSITIVE_INFINITY);
    const [from, index] = isLeft ? [a, left] : [b, right];
    append(tail, from[index] ?? 0, from[index + 1] ?? 0, after);
    if (isLeft) left += 2;
    else right += 2;
  }
  return shorten(tail);
}

/** Entries of one time become one, so that the list itself does not tell who came first. */
function append(tail: number[], at: number, engagedMs: number, after: number): void {
  if (at <= after) return;
  if (tail.at(-2) === at) tail.push((tail.pop() ?? 0) + engagedMs);
  else tail.push(at, engagedMs);
}

function shorten(tail: number[]): number[] {
  while (tail.length > 2 * MAX_TAIL_ENTRIES) {
    const [, oldest = 0, at = 0, engagedMs = 0] = tail;
    tail.splice(0, 4, at, oldest + engagedMs);
  }
  return tail;
}
