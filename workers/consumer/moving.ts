/**
 * What a shard does when slots move, as steps that may be repeated: hold (take nothing more, carry out what is held),
 * hand over, adopt, follow. Between hold and follow nothing is admitted anywhere, so that what is handed over stays true.
 */
import type { Table } from "../../schema/objects.ts";
import { encodeCheckpoint, restoreCheckpoint } from "./ring/checkpoint.ts";
import { eventKey } from "./ring/key.ts";
import type { Claim, Pending, RingItem } from "./ring/row.ts";
import { ownerSlot, shardOf } from "./route.ts";
import type { ShardState } from "./shard-state.ts";

/** A slot on its way between two shards: the checkpoint holds ids, visits and claims; the rest is not in it. */
interface MovedSlot {
  checkpoint: string;
  pending: Pending[];
  /** Claims that the old shard noted for its fast lane, of whichever owner. */
  noted: Claim[];
}

const utf8 = new TextEncoder();
const text = new TextDecoder();

/** Takes nothing from now on, until it follows `next`. */
export function hold(state: ShardState, next: Table): void {
  if (!follows(state, next)) state.save({ next });
}

/** Whether the shard's table is that one already. */
export const follows = ({ outbox }: ShardState, { epoch }: Table): boolean =>
  (outbox.table?.epoch ?? 0) >= epoch;

/** Nothing of it is on its way to a sink: only then is memory all there is of a slot, besides what waits. */
export const isStill = ({ outbox, unflushed, last }: ShardState): boolean =>
  unflushed === 0 && outbox.flushed === last && outbox.flight === null && outbox.archiving === null;

/** All that the shard knows of the slot. */
export function handOver(state: ShardState, slot: number, nowMs: number): string {
  const { memory } = state;
  const moved: MovedSlot = {
    checkpoint: text.decode(encodeCheckpoint(memory, slot, 0, nowMs)),
    pending: pendingOf(state, slot).map(({ pending }) => pending),
    noted: [...memory.claims.values()].map((claim) => ({ ...claim, isOpen: false })),
  };
  return JSON.stringify(moved);
}

/** Takes a slot in, in place of whatever it knew of it. */
export function adopt(state: ShardState, slot: number, body: string, nowMs: number): void {
  const { checkpoint, pending, noted }: MovedSlot = JSON.parse(body);
  const { memory } = state;
  const waiting = pendingOf(state, slot);
  const known = new Set(waiting.map((each) => keyOf(each.pending)));
  const moved = new Set(pending.map(keyOf));
  memory.forgetSlot(slot);
  restoreCheckpoint(memory, slot, utf8.encode(checkpoint));
  const items: RingItem[] = [
    // Left over from a move that was begun and then not wished any more.
    ...waiting
      .filter((each) => !moved.has(keyOf(each.pending)))
      .map(({ ref }) => ({ settled: ref, outputs: [] })),
    // A copy may wait here already under another slot. Both stay, since either may be the one that stands for it.
    ...pending.filter((each) => !known.has(keyOf(each))).map((each) => ({ pending: each, outputs: [] })),
    ...noted.filter(({ key }) => !memory.claims.has(key)).map((granted) => ({ granted, outputs: [] })),
  ];
  if (items.length > 0) state.append(items, nowMs);
  state.save({}, [slot], nowMs);
}

/** Takes again what is its own by the new table, and forgets the rest. */
export function follow(state: ShardState, shard: number, next: Table, nowMs: number): void {
  if (follows(state, next)) return;
  const lost = state.memory.slots.flatMap((_, slot) => (shardOf(slot, next.shards) === shard ? [] : [slot]));
  const settled = lost.flatMap((slot) => pendingOf(state, slot));
  if (settled.length > 0)
    state.append(
      settled.map(({ ref }) => ({ settled: ref, outputs: [] })),
      nowMs,
    );
  for (const claim of state.memory.claims.values())
    if (lost.includes(ownerSlot(claim.key))) state.memory.claims.set(claim.key, { ...claim, isOpen: false });
  for (const slot of lost) state.memory.forgetSlot(slot);
  state.save({ table: next, next: null }, lost, nowMs);
}

const keyOf = ({ event }: Pending) => eventKey(event.site, event.event_id);

function pendingOf(state: ShardState, slot: number) {
  const { pending: first, twins } = state.memory;
  return [...first.values(), ...[...twins.values()].flat()].flatMap((ref) => {
    const pending = state.read(ref[0]).pending[ref[1]];
    return pending?.slot === slot ? [{ ref, pending }] : [];
  });
}
