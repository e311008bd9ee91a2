/** From what a consumer delivers to what a ring row records: copies dropped, lanes chosen, visits assigned. */
import type { EnrichedEvent } from "../../../schema/message.ts";
import type { WatchedFates } from "../../../schema/objects.ts";
import { minuteOf, type OutcomeCount } from "../../../schema/outcomes.ts";
import type { Call, CallEntry, CallEvent } from "../call/decode.ts";
import { NOT_TAKEN, type Verdict, type Verdicts, WAITS } from "../ring/call-row.ts";
import type { ShardMemory } from "../ring/memory.ts";
import type { Pending, PendingRef, RingItem, SlotOutput } from "../ring/row.ts";
import { sessionEventOf, step, stepAll } from "../session/machine.ts";
import { laneOf } from "./lane.ts";

/** Where and when a call is taken. */
export interface Taking {
  memory: ShardMemory;
  /** Of the ring row that the call will be. */
  seq: number;
  nowMs: number;
}

/**
 * A verdict on each event of the call, but for the entries at the positions `left`. What else is counted of a message is
 * counted when it was not heard of before, so that one that the queue brings twice counts once. In `memory` messages are
 * heard, ids admitted and visits stepped at once; the rest becomes known when the caller has written its row.
 */
export function admit(taking: Taking, { entries, events }: Call, left: readonly number[]): Verdicts {
  const { memory } = taking;
  /** Keys of events that wait. */
  const seen = new Set<string>();
  const verdicts = new Array<Verdict>(events.length).fill(NOT_TAKEN);
  const [again, outputs, counts]: [number[], SlotOutput[], OutcomeCount[]] = [[], [], []];
  const quarantined: Verdicts["quarantined"][] = [];
  for (let position = 0; position < entries.length; position++) {
    const entry = entries[position];
    if (entry === undefined || left.includes(position)) continue;
    memory.rememberGap(entry.site, entry.gap_ms);
    const isHeard = memory.slot(entry.slot).heard.has(entry.mid);
    memory.hear(entry.slot, entry.mid, { seq: taking.seq, at: taking.nowMs });
    const copies = judge(taking, entry, seen, verdicts, outputs);
    if (isHeard) again.push(position);
    else {
      counts.push(...countsOf(entry, copies));
      quarantined.push(entry.quarantined);
    }
  }
  return {
    ...{ verdicts, left, again, counts },
    ...{ outputs, quarantined: quarantined.flat() },
  };
}

/** Fills in the verdicts on the entry's events. Answers how many are copies. */
function judge(
  { memory, seq, nowMs }: Taking,
  entry: CallEntry,
  seen: Set<string>,
  verdicts: Verdict[],
  outputs: SlotOutput[],
): number {
  const { horizon } = memory.slot(entry.slot);
  let copies = 0;
  let run: CallEvent[] = [];
  for (const event of entry.events) {
    const isSlow = laneOf(event, entry, horizon, nowMs) === "slow";
    const isKnown = (seen.size > 0 && seen.has(event.key)) || (isSlow && memory.has(event.key));
    if (isKnown || !(isSlow || memory.admitNew(entry.slot, event.key, seq))) copies++;
    else if (isSlow) {
      seen.add(event.key);
      verdicts[event.index] = WAITS;
    } else {
      const first = run[0];
      if (first !== undefined && !isOnePerson(first, event)) {
        outputs.push(...count(memory, entry, run, verdicts));
        run = [];
      }
      run.push(event);
    }
  }
  if (run.length > 0) outputs.push(...count(memory, entry, run, verdicts));
  if (copies < entry.events.length) memory.touch(entry.slot, seq, entry.received_at);
  return copies;
}

const isOnePerson = (a: CallEvent, b: CallEvent) =>
  a.visitor_id === b.visitor_id &&
  a.previous_visitor_id === b.previous_visitor_id &&
  a.next_visitor_id === b.next_visitor_id;

/** Events of one person on one site: the visits are looked up once, and only their last states put back. */
function count(
  memory: ShardMemory,
  { slot, gap_ms }: CallEntry,
  run: readonly CallEvent[],
  verdicts: Verdict[],
): SlotOutput[] {
  const [first] = run;
  if (first === undefined) return [];
  const { sessions } = memory.slot(slot);
  const { assigned, outputs } = stepAll(sessions.of(first), run, gap_ms);
  let at = 0;
  for (const event of run) {
    verdicts[event.index] = assigned[at++] ?? NOT_TAKEN;
    // The link to the day after has done its work: a ring row may outlive the salts.
    event.next_visitor_id = undefined;
  }
  for (const output of outputs) sessions.apply(output);
  return outputs.map((output) => ({ slot, output }));
}

/** What is counted of a message when it comes first. */
function countsOf(entry: CallEntry, copies: number): readonly OutcomeCount[] {
  const { outcomes, restored } = entry;
  // A restored event was counted when it was quarantined; that a copy is in the report already is no news.
  return copies === 0 || restored ? outcomes : [...outcomes, duplicates(entry, copies)];
}

export const duplicates = (
  { site, received_at }: Pick<CallEntry, "site" | "received_at">,
  n: number,
): OutcomeCount => ({ site, minute: minuteOf(received_at), stage: "shard", reason: "duplicate", n });

/** What became of the events of watched entries. */
export function watchedFates({ entries }: Call, { verdicts, left }: Verdicts): { watched?: WatchedFates } {
  const watched = entries.filter((entry, at) => entry.watched && !left.includes(at));
  if (watched.length === 0) return {};
  const events = watched.flatMap((entry) => entry.events);
  const keysOf = (verdict: Verdict) =>
    events.filter(({ index }) => verdicts[index] === verdict).map(({ key }) => key);
  return { watched: { copies: keysOf(NOT_TAKEN), waiting: keysOf(WAITS) } };
}

/** An event of the slow lane that turned out to be new. */
export function admitPending(memory: ShardMemory, pending: Pending, settled: PendingRef): RingItem {
  return { ...countPending(memory, pending), settled };
}

/** An event of the slow lane that turned out to be a copy. */
export function dismissPending(
  { event, received_at, restored, heard }: Pending,
  settled: PendingRef,
): RingItem {
  const counts = restored || heard ? [] : [duplicates({ site: event.site, received_at }, 1)];
  return { settled, ...(counts.length > 0 && { counts }), outputs: [] };
}

/** The link to the day after has done its work: a ring row may outlive the salts. */
function withoutNext(event: EnrichedEvent): EnrichedEvent {
  if (event.next_visitor_id === undefined) return event;
  const { next_visitor_id: _, ...rest } = event;
  return rest;
}

function countPending(
  memory: ShardMemory,
  { slot, received_at, gap_ms, event, restored }: Pending,
): RingItem {
  const sessionEvent = sessionEventOf(event);
  const { sessions } = memory.slot(slot);
  const { assigned, outputs } = step(sessions.of(sessionEvent), sessionEvent, gap_ms);
  for (const output of outputs) sessions.apply(output);
  return {
    admitted: {
      ...{ slot, received_at, session_id: assigned, event: withoutNext(event) },
      ...(restored && { restored }),
    },
    outputs: outputs.map((output) => ({ slot, output })),
  };
}
