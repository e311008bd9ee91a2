/**
 * Growing: slots move to other shards when the wished number of shards is not the one that they live by. All shards
 * hold, what moves is copied, and then all follow the new table. Whoever dies in between, the next call goes on: no
 * step harms when it is repeated. Shard 0 answers for the table; it holds first and follows last, shard 1 follows first.
 */
import { SLOT_COUNT } from "../../schema/limits.ts";
import type { SlotMoves, Table } from "../../schema/objects.ts";
import { shardOf } from "./route.ts";

type Shards = (shard: number) => SlotMoves;

/** One call. Answers whether all live by `shards` now; if not, call again later. */
export async function grow(of: Shards, shards: number): Promise<boolean> {
  const { table, isHeld } = await of(0).table();
  if (table.shards === shards && !isHeld) return true;
  const next = await nextTable(of, table, shards);
  const all = Array.from({ length: Math.max(table.shards, next.shards) }, (_, shard) => shard);
  if (!(await areStill(of, all, next))) return false;
  for (let slot = 0; slot < SLOT_COUNT; slot++) await move(of, slot, table, next);
  for (const shard of [...all.slice(1), 0]) await of(shard).follow(next);
  return next.shards === shards;
}

/** What somebody began to follow is carried through, even if another number is wished by now. */
async function nextTable(of: Shards, { epoch }: Table, shards: number): Promise<Table> {
  const { table } = await of(1).table();
  return table.epoch > epoch ? table : { epoch: epoch + 1, shards };
}

/** Once all hold, nobody writes to another any more: the second look decides. */
async function areStill(of: Shards, all: readonly number[], next: Table): Promise<boolean> {
  await of(0).hold(next);
  const look = () => Promise.all(all.map((shard) => of(shard).hold(next)));
  return (await look()).every(Boolean) || (await look()).every(Boolean);
}

async function move(of: Shards, slot: number, table: Table, next: Table): Promise<void> {
  const [from, to] = [shardOf(slot, table.shards), shardOf(slot, next.shards)];
  if (from === to) return;
  const body = await of(from).handOver(slot, next);
  // Null: it follows already, so everything was handed over before.
  if (body !== null) await of(to).adopt(slot, next, body);
}
