/**
 * What the machine answers, as the ring keeps it: bytes in a fixed order, times as differences from the visit's start.
 * JSON would take three times the room and six times the time. Stored, so what is there never changes its place.
 */
import type { SessionId, SiteId, VisitorId } from "../../../schema/ids.ts";
import type { VisitAttribute } from "../../../schema/rows.ts";
import type { Reader } from "../ring/reader.ts";
import { Bytes } from "../sinks/bytes.ts";
import type { Attributes, Output, PageAt, Session } from "./session.ts";

/** In the order in which they are stored, after their number: new ones come last, whatever `VISIT_ATTRIBUTES` says. */
export const STORED_ATTRIBUTES = [
  ...(["hostname", "referrer", "source", "channel", "click_id"] as const),
  ...(["utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"] as const),
  ...(["country", "region", "city", "browser", "browser_version", "os", "os_version"] as const),
  ...(["device", "screen", "language", "traffic"] as const),
] satisfies VisitAttribute[];

const [UPSERT, RETRACT] = [0, 1];
/** Of a page: none, one of its own, or the one before it. */
const [NO_PAGE, OWN_PAGE, SAME_PAGE] = [0, 1, 2];
/** All numbers of a visit but its tail's. */
const NUMBERS_BYTES = 128;

export function writeOutput(out: Bytes, output: Output): void {
  out.reserve(1);
  out.uint8(output.type === "upsert" ? UPSERT : RETRACT);
  // Few are retracted, and what for may grow.
  if (output.type === "retract") out.string(JSON.stringify(output));
  else writeSession(out, output.session);
}

export function readOutput(from: Reader): Output {
  return from.uint8() === UPSERT ? { type: "upsert", session: readSession(from) } : JSON.parse(from.string());
}

function writeSession(out: Bytes, session: Session): void {
  const { start, tail, entry, exit } = session;
  out.string(session.id);
  out.string(session.site);
  out.string(session.visitor_id);
  out.string(session.previous_visitor_id ?? "");
  out.varint(session.other_visitor_ids.length);
  for (const id of session.other_visitor_ids) out.string(id);
  out.varint(session.version);
  out.reserve(NUMBERS_BYTES);
  out.float64(start);
  out.uint32(session.start_tie);
  out.float64(session.active_from - start);
  out.float64(session.active_until - start);
  out.float64(session.end - start);
  out.float64(session.engaged_ms);
  out.varint(session.pageviews);
  out.varint(session.events);
  out.varint(session.interactions);
  out.varint(tail.length);
  out.reserve(8 * tail.length);
  for (const number of tail) out.float64(number);
  writePage(out, entry, null, start);
  writePage(out, exit, entry, start);
  const attributes = bytesOf(session.attributes);
  out.reserve(attributes.length);
  out.uint8s(attributes);
}

function readSession(from: Reader): Session {
  // Brands do not survive storage.
  const [id, site] = [from.string() as SessionId, from.string() as SiteId];
  const [visitor_id, previous] = [from.string() as VisitorId, from.string() as VisitorId];
  const other_visitor_ids = from.list(() => from.string() as VisitorId);
  const version = from.varint();
  const [start, start_tie] = [from.float64(), from.uint32()];
  const [active_from, active_until] = [start + from.float64(), start + from.float64()];
  const [end, engaged_ms] = [start + from.float64(), from.float64()];
  const [pageviews, events, interactions] = [from.varint(), from.varint(), from.varint()];
  const tail = from.list(() => from.float64());
  const entry = readPage(from, null, start);
  const exit = readPage(from, entry, start);
  return {
    ...{ id, site, visitor_id, other_visitor_ids, previous_visitor_id: previous || null, version },
    ...{ active_from, active_until, start, start_tie, end, engaged_ms, tail },
    ...{ pageviews, events, interactions, entry, exit, attributes: readAttributes(from) },
  };
}

function writePage(out: Bytes, page: PageAt | null, before: PageAt | null, start: number): void {
  out.reserve(13);
  if (page === null) out.uint8(NO_PAGE);
  else if (page === before) out.uint8(SAME_PAGE);
  else {
    out.uint8(OWN_PAGE);
    out.float64(page.at - start);
    out.uint32(page.tie);
    out.string(page.hostname);
    out.string(page.path);
  }
}

function readPage(from: Reader, before: PageAt | null, start: number): PageAt | null {
  const kind = from.uint8();
  if (kind === NO_PAGE) return null;
  if (kind === SAME_PAGE) return before;
  return { at: start + from.float64(), tie: from.uint32(), hostname: from.string(), path: from.string() };
}

/** A visit keeps the attributes of its first event, the very object, whatever comes later. */
const written = new WeakMap<Attributes, Uint8Array>();

function bytesOf(attributes: Attributes): Uint8Array {
  const known = written.get(attributes);
  if (known !== undefined) return known;
  const out = new Bytes(512);
  out.varint(STORED_ATTRIBUTES.length);
  for (const name of STORED_ATTRIBUTES) out.string(attributes[name] ?? "");
  const bytes = out.written().slice();
  written.set(attributes, bytes);
  return bytes;
}

function readAttributes(from: Reader): Attributes {
  const attributes: Attributes = {};
  for (const [at, value] of from.list(() => from.string()).entries()) {
    const name = STORED_ATTRIBUTES[at];
    if (name !== undefined && value !== "") attributes[name] = value;
  }
  return attributes;
}
