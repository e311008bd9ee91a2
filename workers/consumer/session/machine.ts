/** The session machine: pure, no clock and no storage. Its rules are numbered in SPEC.md. */
import type { SessionId, VisitorId } from "../../../schema/ids.ts";
import { sessionId } from "./id.ts";
import { type Content, contentOf, extend, join, OF_ITS_EVENT } from "./join.ts";
import { keyOf } from "./row.ts";
import { attributesOf, type Output, type Retract, type Session, type SessionEvent } from "./session.ts";

export type { Output, Retract, Session, SessionEvent } from "./session.ts";
export { sessionEventOf } from "./session.ts";

export interface Step {
  open: readonly Session[];
  /** The visit to which the event belongs after this step; a later retract may re-point it. */
  assigned: SessionId;
  outputs: readonly Output[];
}

/**
 * Takes one event. `open` are the visits of one person on one site, in any order: all that lie within the gap of
 * the event must be among them (S9 says where they are found). Each event must come once: the machine counts.
 */
export function step(open: readonly Session[], event: SessionEvent, gapMs: number): Step {
  const touched = open.filter((session) => isWithin(session, event.at, gapMs));
  if (touched.length === 0) return begin(open, event);
  const kept = touched.reduce(survivor);
  const content = touched.reduce<Content>(join, contentOf(event));
  const version = 1 + touched.reduce((greatest, other) => Math.max(greatest, other.version), 0);
  const session: Session = { ...content, id: kept.id, version, attributes: attributesAfter(content, event) };
  return {
    open: [...open.filter((other) => !touched.includes(other)), session],
    assigned: kept.id,
    outputs: [...retractsOf(touched, session), { type: "upsert", session }],
  };
}

/**
 * Takes events of one person in turn, as `step` would. Of a visit's states in between only the last is told: `assigned`
 * are the events' visits in their order.
 */
export function stepAll(
  open: readonly Session[],
  events: readonly SessionEvent[],
  gapMs: number,
): { assigned: SessionId[]; outputs: Output[] } {
  const assigned: SessionId[] = [];
  const outputs: Output[] = [];
  let visits = open;
  // Made in this call, so that nobody else holds it yet.
  let draft: Session | null = null;
  for (const event of events) {
    const [only] = visits;
    if (only !== undefined && visits.length === 1 && isAfterStart(only, event, gapMs)) {
      if (only !== draft) {
        draft = { ...only };
        visits = [draft];
        tell(outputs, { type: "upsert", session: draft });
      }
      extend(draft, event);
      draft.version++;
      assigned.push(draft.id);
      continue;
    }
    const stepped = step(visits, event, gapMs);
    visits = stepped.open;
    for (const output of stepped.outputs) tell(outputs, output);
    draft = visits.at(-1) ?? null;
    assigned.push(stepped.assigned);
  }
  return { assigned, outputs };
}

function tell(outputs: Output[], output: Output): void {
  const last = outputs.at(-1);
  const isNewer =
    output.type === "upsert" && last?.type === "upsert" && last.session.id === output.session.id;
  if (isNewer) outputs.pop();
  outputs.push(output);
}

/** Whether it leaves the visit's beginning as it is, as nearly every event does: see `extend`. */
const isAfterStart = (visit: Session, { at, visitor_id }: SessionEvent, gapMs: number) =>
  at > visit.start && at <= visit.active_until + gapMs && visit.events > 0 && visit.visitor_id === visitor_id;

/**
 * Splits off what no event can touch any more, as long as none is more than `lateMs` older than `nowMs`, the
 * clock of receipt (S10).
 */
export function expire(open: readonly Session[], nowMs: number, gapMs: number, lateMs: number) {
  const isFinal = (session: Session) => session.active_until + gapMs < nowMs - lateMs;
  return { open: open.filter((session) => !isFinal(session)), final: open.filter(isFinal) };
}

/** Every hash under which a visit must be found: its own, its other ones, and the one of the day before (S9). */
export function visitorsOf(session: Session): readonly VisitorId[] {
  const { visitor_id, other_visitor_ids, previous_visitor_id } = session;
  if (previous_visitor_id === null || other_visitor_ids.includes(previous_visitor_id))
    return [visitor_id, ...other_visitor_ids];
  return [visitor_id, ...other_visitor_ids, previous_visitor_id];
}

/** Exactly the gap continues a visit. */
const isWithin = (session: Session, at: number, gapMs: number) =>
  session.active_from - gapMs <= at && at <= session.active_until + gapMs;

/** The event's facts are asked for only if it begins the visit: reading them costs more than the step. */
const attributesAfter = ({ attributes }: Content, event: SessionEvent) =>
  attributes === OF_ITS_EVENT ? attributesOf(event.facts) : attributes;

function begin(open: readonly Session[], event: SessionEvent): Step {
  const id = sessionId(event.site, event.visitor_id, event.event_id);
  const session = { ...contentOf(event), id, version: 1, attributes: attributesOf(event.facts) };
  return { open: [...open, session], assigned: id, outputs: [{ type: "upsert", session }] };
}

/** A visit with events before a provisional one, then the earlier, whose day is likelier to stay. */
function survivor(a: Session, b: Session): Session {
  if (a.events > 0 !== b.events > 0) return a.events > 0 ? a : b;
  if (a.active_from !== b.active_from) return a.active_from < b.active_from ? a : b;
  return a.id < b.id ? a : b;
}

/** The rows that the visit `into` makes obsolete: those of the visits it swallowed, and its own under another key. */
function retractsOf(touched: readonly Session[], into: Session): Retract[] {
  const isObsolete = (session: Session) => session.id !== into.id || !isSameKey(session, into);
  return touched.filter(isObsolete).map((session) => ({
    type: "retract",
    site: session.site,
    ...keyOf(session),
    id: session.id,
    version: session.id === into.id ? into.version : session.version + 1,
    into: into.id,
    visitor_ids: [session.visitor_id, ...session.other_visitor_ids],
    active_from: session.active_from,
    active_until: session.active_until,
  }));
}

const DAY_MS = 86_400_000;
/** Dates are dear to print, and this is asked for every event. */
const dayOf = (ms: number) => Math.floor(ms / DAY_MS);

function isSameKey(a: Session, b: Session): boolean {
  return a.visitor_id === b.visitor_id && dayOf(a.start) === dayOf(b.start);
}
