/**
 * A ring row: what one transaction of a shard took in, as one blob. Replaying rows over a checkpoint gives the
 * shard's memory; reading them in order is the outbox. What is stored stays readable: here is the first form, JSON.
 */
import type { SessionId, SiteId } from "../../../schema/ids.ts";
import { MAX_RING_ROW_BYTES } from "../../../schema/limits.ts";
import type { EnrichedEvent } from "../../../schema/message.ts";
import type { ClaimedKey } from "../../../schema/objects.ts";
import type { OutcomeCount } from "../../../schema/outcomes.ts";
import type { Quarantined } from "../../../schema/quarantine.ts";
import type { Output } from "../session/machine.ts";
import type { EncodableRow } from "../sinks/values.ts";
import { decodeCallRow, isCallRow } from "./call-row.ts";
import { eventKey } from "./key.ts";

/** An event that counts, and the visit to which it was assigned. */
export interface Admitted {
  /** Of de-duplication. Absent: as the event says; see `keyOf`. */
  readonly key?: string;
  /** Absent: all that the event says; see `toldOf`. */
  readonly told?: Told;
  slot: number;
  /** ms. */
  received_at: number;
  session_id: SessionId;
  event: EnrichedEvent;
  /** It comes out of the quarantine. */
  restored?: true | undefined;
}

/** What the outbox asks of an event: reading all of it costs more than the rest of the way. */
export interface Told {
  readonly site: SiteId;
  /** ms. */
  readonly at: number;
  readonly traffic: unknown;
  /** Of the table `events`, but for its visit and batch: a new object. */
  row(): Record<string, unknown> & EncodableRow;
}

/** An event of the slow lane: taken, but not yet known to be new. */
export interface Pending {
  readonly key?: string;
  slot: number;
  /** ms. */
  received_at: number;
  gap_ms: number;
  event: EnrichedEvent;
  restored?: true | undefined;
  /** Its message was counted when the queue brought it first. */
  heard?: true | undefined;
}

/** A pending event by place: ring row, and index in its `pending`. */
export type PendingRef = readonly [seq: number, index: number];

/** What this shard told an asker: whose waiting event stands for a key. */
export interface Claim {
  key: string;
  holder: number;
  /** Whether the event may still be invisible: then the claim outlives the window of its id. */
  isOpen: boolean;
  /** When it was granted, ms; only of events that were put aside. */
  parked_at?: number;
}

export interface RingRow {
  /** 2: see `CallRow`. */
  v: 1 | 2;
  seq: number;
  /** When it was written, ms. */
  at: number;
  admitted: Admitted[];
  pending: Pending[];
  /** Pending events, of older rows, that this row settles: admitted here, or known to be copies. */
  settled: PendingRef[];
  /** In order; of several upserts of one visit only the last. */
  outputs: SlotOutput[];
  /** Claims of other rows' events by their shards, granted to them and given back by them. Absent: none. */
  granted?: Claim[];
  released?: ClaimedKey[];
  /** Claims that this shard holds at the owners for what the row settles. */
  claimed?: ClaimedKey[];
  /** Messages whose counts are in the row, by slot: see `admit`. Absent: none. */
  heard?: Heard[];
  /** Fates that no other part of the row tells. */
  counts?: OutcomeCount[];
  quarantined?: Quarantined[];
}

/** A message of a slot, by a name that its copies share. */
export interface Heard {
  slot: number;
  message: string;
}

/** What the machine answered, and in whose slot. */
export interface SlotOutput {
  slot: number;
  output: Output;
}

/** One event's part of a row: the unit that is never split. */
export interface RingItem {
  admitted?: Admitted;
  pending?: Pending;
  settled?: PendingRef;
  granted?: Claim;
  released?: ClaimedKey;
  claimed?: ClaimedKey;
  heard?: Heard;
  counts?: readonly OutcomeCount[];
  quarantined?: Quarantined;
  outputs: readonly SlotOutput[];
}

export interface EncodedRow {
  row: RingRow;
  body: Uint8Array;
}

const utf8 = new TextEncoder();
const text = new TextDecoder();

export const decodeRow = (body: Uint8Array): RingRow =>
  isCallRow(body) ? decodeCallRow(body) : JSON.parse(text.decode(body));

/** Its key of de-duplication, without reading the event where that was put off. */
export const keyOf = (taken: Pick<Admitted, "key" | "event">): string =>
  taken.key ?? eventKey(taken.event.site, taken.event.event_id);

export function toldOf(admitted: Admitted): Told {
  if (admitted.told !== undefined) return admitted.told;
  const { event } = admitted;
  return { site: event.site, at: event.ts, traffic: event.traffic, row: () => rowOfEvent(event) };
}

function rowOfEvent(event: EnrichedEvent): Record<string, unknown> {
  const { previous_visitor_id: _, next_visitor_id: __, ...facts } = event;
  return facts;
}

/** So many items of usual size fit a row; the rest is found by halving. */
const ITEMS_PER_ROW = 1_000;

/** Items as rows numbered from `firstSeq`. @throws when one item alone exceeds what a row may hold. */
export function encodeRows(items: readonly RingItem[], firstSeq: number, at: number): EncodedRow[] {
  const rows: EncodedRow[] = [];
  for (let start = 0; start < items.length; start += ITEMS_PER_ROW)
    rows.push(...fitted(items.slice(start, start + ITEMS_PER_ROW), firstSeq + rows.length, at));
  return rows;
}

function fitted(items: readonly RingItem[], seq: number, at: number): EncodedRow[] {
  const row = rowOf(items, seq, at);
  const body = utf8.encode(JSON.stringify(row));
  if (body.length <= MAX_RING_ROW_BYTES) return [{ row, body }];
  if (items.length === 1) throw new Error(`One event makes a ring row of ${body.length} bytes.`);
  const half = Math.ceil(items.length / 2);
  const left = fitted(items.slice(0, half), seq, at);
  return [...left, ...fitted(items.slice(half), seq + left.length, at)];
}

function rowOf(items: readonly RingItem[], seq: number, at: number): RingRow {
  const row: RingRow = { v: 1, seq, at, admitted: [], pending: [], settled: [], outputs: [] };
  const [granted, released, claimed]: [Claim[], ClaimedKey[], ClaimedKey[]] = [[], [], []];
  const [heard, counts, quarantined]: [Heard[], OutcomeCount[], Quarantined[]] = [[], [], []];
  for (const item of items) {
    const { admitted, pending, settled } = item;
    if (admitted) row.admitted.push(admitted);
    if (pending) row.pending.push(pending);
    if (settled) row.settled.push(settled);
    if (item.granted) granted.push(item.granted);
    if (item.released) released.push(item.released);
    if (item.claimed) claimed.push(item.claimed);
    if (item.heard) heard.push(item.heard);
    if (item.counts) counts.push(...item.counts);
    if (item.quarantined) quarantined.push(item.quarantined);
  }
  // Most rows have none of these, and then no key for them.
  if (granted.length > 0) row.granted = granted;
  if (released.length > 0) row.released = released;
  if (claimed.length > 0) row.claimed = claimed;
  if (heard.length > 0) row.heard = heard;
  if (counts.length > 0) row.counts = counts;
  if (quarantined.length > 0) row.quarantined = quarantined;
  row.outputs = lastUpserts(items.flatMap(({ outputs }) => outputs));
  return row;
}

/** A visit touched by ten events of one row is written once: an upsert holds the whole visit. */
function lastUpserts(outputs: readonly SlotOutput[]): SlotOutput[] {
  const seen = new Set<string>();
  const kept: SlotOutput[] = [];
  for (const each of outputs.toReversed()) {
    const { output } = each;
    const { site, id } = output.type === "upsert" ? output.session : output;
    const visit = `${site} ${id}`;
    // A retract in between stands for another key of the visit: what came before it must stay before it.
    if (output.type === "retract") seen.delete(visit);
    else if (seen.has(visit)) continue;
    else seen.add(visit);
    kept.push(each);
  }
  return kept.reverse();
}
