/** What stays known of a ring row while it is not read. Pure. */
import { ownerSlot } from "../route.ts";
import type { RingRow } from "./row.ts";

/** What the outbox wants to know of a row without reading it. */
export interface RowFacts {
  seq: number;
  bytes: number;
  /** When it was written, ms. */
  at: number;
  /** Events that count. */
  events: number;
  /** Events on their way into the quarantine. */
  quarantined: number;
  /** Oldest receipt among its events, waiting and quarantined ones included, ms; null without any. */
  oldest: number | null;
  slots: readonly number[];
}

export function factsOf(row: RingRow): Omit<RowFacts, "bytes"> {
  const { seq, at, admitted, pending, quarantined = [] } = row;
  return {
    ...{ seq, at, events: admitted.length, quarantined: quarantined.length },
    ...{ oldest: oldestOf(admitted, pending, quarantined), slots: slotsOf(row) },
  };
}

/** The slots whose checkpoints must hold what the row did before it is free. */
function slotsOf({ admitted, pending, outputs, heard = [], granted = [], released = [] }: RingRow): number[] {
  const slots = new Set<number>();
  for (const list of [admitted, pending, outputs, heard]) for (const { slot } of list) slots.add(slot);
  for (const { key } of granted) slots.add(ownerSlot(key));
  for (const [key] of released) slots.add(ownerSlot(key));
  return [...slots];
}

function oldestOf(...lists: readonly (readonly { received_at: number }[])[]): number | null {
  let oldest = Number.POSITIVE_INFINITY;
  for (const list of lists) for (const { received_at } of list) oldest = Math.min(oldest, received_at);
  return oldest === Number.POSITIVE_INFINITY ? null : oldest;
}
