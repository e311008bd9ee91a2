/**
 * The slow lane: events that waited because memory alone cannot say whether they are new, or lacks the visits that
 * they may touch. Claims among the shards, one question for all ids and one for all visits, then they are admitted
 * like any others.
 * Runs after a flush and never beside one: what memory has forgotten is visible then, so a SELECT finds it.
 */
import type { SiteId, VisitorId } from "../../../schema/ids.ts";
import { MAX_BATCH_ROWS } from "../../../schema/limits.ts";
import type { ClaimedKey } from "../../../schema/objects.ts";
import type { SessionRow } from "../../../schema/rows.ts";
import { admitPending, dismissPending } from "../admission/admit.ts";
import { fairShare } from "../admission/budget.ts";
import { isLate, rememberUntil } from "../admission/lane.ts";
import type { ShardMemory } from "../ring/memory.ts";
import type { Pending, PendingRef, RingItem } from "../ring/row.ts";
import { fromRow } from "../session/row.ts";
import { RESERVED_ROWS, type ShardState } from "../shard-state.ts";
import type { AskedVisits, ClickHouseSink } from "../sinks/clickhouse.ts";
import { type ClaimDeps, claim } from "./claim.ts";

export interface ResolveDeps extends ClaimDeps {
  sink: ClickHouseSink;
}

interface Waiting {
  key: string;
  ref: PendingRef;
  pending: Pending;
}

/** Settles the oldest waiting events, a batch of them. Answers whether there were any. */
export async function resolve(state: ShardState, deps: ResolveDeps): Promise<boolean> {
  const waiting = oldest(state);
  if (waiting.length === 0) return false;
  const { sink, now } = deps;
  const keys = waiting.flatMap((each) => holdersOf(state, each));
  const taken = await claim(state, deps, keys);
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
  state.append(settle(state, waiting, { known, taken, isClaimed: deps.shards > 1 }, now()), now());
  for (const slot of new Set(late.map(({ pending }) => pending.slot))) state.memory.forgetFinal(slot);
  return true;
}

/** The oldest, every site in its turn. None while the ring has no room for the rows that settling writes: then flush and archive come first. */
function oldest(state: ShardState): Waiting[] {
  if (state.room < RESERVED_ROWS / 2) return [];
  const { pending, waitingSites } = state.memory;
  const chosen = fairShare(pending.keys(), waitingSites, MAX_BATCH_ROWS);
  const waiting = [...chosen].flatMap((key): [key: string, ref: PendingRef][] => {
    const ref = pending.get(key);
    return ref === undefined ? [] : [[key, ref]];
  });
  return [...Map.groupBy(waiting, ([, [seq]]) => seq)].flatMap(([seq, ofRow]) => {
    const row = state.read(seq);
    return ofRow.map(([key, ref]) => {
      const pending = row.pending[ref[1]];
      if (pending === undefined) throw new Error(`Ring row ${seq} has no waiting event ${ref[1]}.`);
      return { key, ref, pending };
    });
  });
}

const hashesOf = ({ event }: Pending): VisitorId[] =>
  [event.visitor_id, event.previous_visitor_id, event.next_visitor_id].filter((hash) => hash !== undefined);

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

interface Found {
  /** Stored already. */
  known: ReadonlySet<string>;
  /** Another event stands for these keys. */
  taken: ReadonlySet<string>;
  /** Whether the other keys are claimed. */
  isClaimed: boolean;
}

/** By time of event, which spares the machine from joining visits that it need not have opened. */
function settle(state: ShardState, waiting: readonly Waiting[], found: Found, nowMs: number): RingItem[] {
  const { memory } = state;
  const byTime = waiting.toSorted((a, b) => a.pending.event.ts - b.pending.event.ts);
  return byTime.flatMap((each) => {
    const { key, ref, pending } = each;
    const isCopy = found.taken.has(key) || found.known.has(key) || memory.ids.has(key);
    const item = isCopy
      ? dismissPending(pending, ref)
      : { ...admitPending(memory, pending, ref), ...noteOf(memory, key, pending, nowMs) };
    const twins = twinsOf(state, key).map(([twin, at]) => dismissPending(twin, at));
    if (!found.isClaimed) return [item, ...twins];
    const holders = holdersOf(state, each);
    return [item, ...twins].map((settled, index) => ({
      ...settled,
      ...(holders[index] && { claimed: holders[index] }),
    }));
  });
}

/** The first copy, still on its way, may find its slot in another shard than this one's by then. */
function noteOf(
  memory: ShardMemory,
  key: string,
  { slot, event }: Pending,
  nowMs: number,
): Pick<RingItem, "granted"> {
  if (memory.claims.has(key) || rememberUntil(event.event_id) <= nowMs) return {};
  return { granted: { key, holder: slot, isOpen: false } };
}

/**
 * In whose name the key is claimed: usually one slot's, several's when copies met because their slots moved. Only
 * those copies' rows are read: a row is parsed whole, and many events wait in one.
 */
function holdersOf(state: ShardState, { key, pending }: Waiting): ClaimedKey[] {
  const others = twinsOf(state, key).map(([twin]) => twin);
  return [pending, ...others].map(({ slot }) => [key, slot] as const);
}

function twinsOf(state: ShardState, key: string): [Pending, PendingRef][] {
  const twins = state.memory.twins.get(key) ?? [];
  return twins.map((ref) => {
    const pending = state.read(ref[0]).pending[ref[1]];
    if (pending === undefined) throw new Error(`Ring row ${ref[0]} has no waiting event ${ref[1]}.`);
    return [pending, ref];
  });
}
