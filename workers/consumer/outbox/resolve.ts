/**
 * The slow lane: events that waited because memory alone cannot say whether they are new, or lacks the visits that
 * they may touch. One question for all ids and one for all visits, then they are admitted like any others.
 * Runs after a flush and never beside one: what memory has forgotten is visible then, so a SELECT finds it.
 */
import type { SiteId, VisitorId } from "../../../schema/ids.ts";
import { MAX_BATCH_ROWS } from "../../../schema/limits.ts";
import type { SessionRow } from "../../../schema/rows.ts";
import { admitPending } from "../admission/admit.ts";
import { isLate } from "../admission/lane.ts";
import { eventKey, type ShardMemory } from "../ring/memory.ts";
import type { Pending, PendingRef, RingItem } from "../ring/row.ts";
import { fromRow } from "../session/row.ts";
import { RESERVED_ROWS, type ShardState } from "../shard-state.ts";
import type { AskedVisits, ClickHouseSink } from "../sinks/clickhouse.ts";

export interface ResolveDeps {
  sink: ClickHouseSink;
  now(): number;
}

interface Waiting {
  ref: PendingRef;
  pending: Pending;
}

/** Settles the oldest events whose `dueAt` is at most `dueMs`, a batch of them. Answers whether there were any. */
export async function resolve(
  state: ShardState,
  { sink, now }: ResolveDeps,
  dueMs: number,
): Promise<boolean> {
  const waiting = oldestDue(state, dueMs);
  if (waiting.length === 0) return false;
  const late = waiting.filter(({ pending: { slot, event } }) =>
    isLate(event.ts, state.memory.slot(slot).horizon),
  );
  const [known, visits] = await Promise.all([
    sink.knownIds(
      waiting.map(({ pending: { event } }) => ({ site: event.site, id: event.event_id, at: event.ts })),
    ),
    sink.visits(askedVisits(late)),
  ]);
  recall(state.memory, visits, late);
  state.append(settle(state.memory, waiting, known), now());
  for (const slot of new Set(late.map(({ pending }) => pending.slot))) state.memory.forgetFinal(slot);
  return true;
}

/** None while the ring has no room for the rows that settling writes: then flush and archive come first. */
function oldestDue(state: ShardState, dueMs: number): Waiting[] {
  if (state.room < RESERVED_ROWS / 2) return [];
  const refs: PendingRef[] = [];
  for (const { ref, due } of state.memory.pending.values()) {
    if (due <= dueMs) refs.push(ref);
    if (refs.length === MAX_BATCH_ROWS) break;
  }
  return [...Map.groupBy(refs, ([seq]) => seq)].flatMap(([seq, ofRow]) => {
    const row = state.read(seq);
    return ofRow.map((ref) => {
      const pending = row.pending[ref[1]];
      if (pending === undefined) throw new Error(`Ring row ${seq} has no waiting event ${ref[1]}.`);
      return { ref, pending };
    });
  });
}

const hashesOf = ({ event }: Pending): VisitorId[] =>
  event.previous_visitor_id === undefined
    ? [event.visitor_id]
    : [event.visitor_id, event.previous_visitor_id];

/** One question a person, reaching a gap beyond both ends of what waits. */
function askedVisits(late: readonly Waiting[]): AskedVisits[] {
  const asked = new Map<string, AskedVisits>();
  for (const { pending } of late) {
    const { event, gap_ms } = pending;
    const person = hashesOf(pending).join(" ");
    const other = asked.get(`${event.site} ${person}`);
    asked.set(`${event.site} ${person}`, {
      site: event.site,
      visitors: hashesOf(pending),
      from: Math.min(event.ts - gap_ms, other?.from ?? Number.POSITIVE_INFINITY),
      to: Math.max(event.ts + gap_ms, other?.to ?? 0),
    });
  }
  return [...asked.values()];
}

/** Puts loaded visits back among the open ones. What memory holds or has merged away is newer than any row. */
function recall(memory: ShardMemory, visits: readonly SessionRow[], late: readonly Waiting[]): void {
  const slots = new Map<string, number>();
  const under = (site: SiteId, visitor: VisitorId) => `${site} ${visitor}`;
  for (const { pending } of late)
    for (const visitor of hashesOf(pending)) slots.set(under(pending.event.site, visitor), pending.slot);
  for (const row of visits) {
    const hashes = [row.visitor_id, ...row.other_visitor_ids];
    const slot = hashes
      .map((visitor) => slots.get(under(row.site, visitor)))
      .find((found) => found !== undefined);
    if (slot === undefined || memory.isMergedAway(row.site, row.session_id)) continue;
    const { sessions } = memory.slot(slot);
    if (!sessions.has(row.site, row.session_id)) sessions.put(fromRow(row));
  }
}

/** By time of event, which spares the machine from joining visits that it need not have opened. */
function settle(memory: ShardMemory, waiting: readonly Waiting[], known: ReadonlySet<string>): RingItem[] {
  const byTime = waiting.toSorted((a, b) => a.pending.event.ts - b.pending.event.ts);
  return byTime.map(({ ref, pending }) => {
    const key = eventKey(pending.event.site, pending.event.event_id);
    const isCopy = known.has(key) || memory.ids.has(key);
    return isCopy ? { settled: ref, outputs: [] } : admitPending(memory, pending, ref);
  });
}
