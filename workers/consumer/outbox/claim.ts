/**
 * The slow lane's questions to the other shards, as `admission/claims.ts` answers them. Throws `SinkError` when one
 * does not answer: nothing is lost, and the same claims are asked for again.
 */
import type { ClaimAnswer, ClaimCall, ClaimedKey } from "../../../schema/objects.ts";
import { PARKED } from "../admission/claims.ts";
import { rememberUntil } from "../admission/lane.ts";
import { idOf } from "../ring/key.ts";
import { ownerSlot, shardOf } from "../route.ts";
import type { ShardState } from "../shard-state.ts";
import { SinkError } from "../sinks/clickhouse.ts";
import type { ShardIdentity } from "./batches.ts";

export interface ClaimDeps {
  identity: ShardIdentity;
  /** How many shards there are: alone, a shard's memory and ClickHouse know of every copy. */
  shards: number;
  /** Asks another shard. */
  ask(shard: number, call: ClaimCall): Promise<ClaimAnswer>;
  now(): number;
}

/** Claims waiting events everywhere. Answers the keys for which another event stands. */
export async function claim(
  state: ShardState,
  deps: ClaimDeps,
  keys: readonly ClaimedKey[],
): Promise<ReadonlySet<string>> {
  const taken = new Set<string>();
  if (deps.shards === 1) return taken;
  const asked = counted(keys);
  const askAll = async (isOwner: boolean, byShard: ReadonlyMap<number, readonly ClaimedKey[]>) => {
    const calls = [...byShard].filter(([, claims]) => claims.length > 0);
    const answers = calls.map(([shard, claims]) => ask(state, deps, shard, { isOwner, claims }));
    // Of a key that is claimed in several names one is enough.
    for (const answer of await Promise.all(answers))
      for (const [key, times] of counted(answer.map((each) => [each])))
        if (times === asked.get(key)) taken.add(key);
  };
  await askAll(true, byOwner(keys, deps.shards));
  // Only who won at the owner asks on, so that no two askers can each hold what the other one needs.
  const won = keys.filter(([key]) => !taken.has(key));
  await askAll(false, byDoubt(state, won, deps));
  return taken;
}

function counted(keys: readonly (readonly [string, ...unknown[]])[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [key] of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** Notes at their owners that these events were put aside: see `PARKED`. */
export async function claimParked(
  state: ShardState,
  deps: ClaimDeps,
  parked: readonly string[],
): Promise<void> {
  const keys = parked.map((key) => [key, PARKED] as const);
  const calls = [...byOwner(keys, deps.shards)].map(([shard, claims]) =>
    ask(state, deps, shard, { isOwner: true, claims }),
  );
  await Promise.all(calls);
}

/** Gives back what visible rows claimed. */
export async function release(state: ShardState, deps: ClaimDeps): Promise<void> {
  const { claimants } = state.memory;
  const rows = [...claimants].filter((seq) => seq <= state.outbox.flushed);
  const keys = rows.flatMap((seq) => state.read(seq).claimed ?? []);
  const calls = [...byOwner(keys, deps.shards)].map(([shard, released]) =>
    ask(state, deps, shard, { isOwner: true, released }),
  );
  await Promise.all(calls);
  for (const seq of rows) claimants.delete(seq);
}

const byOwner = (keys: readonly ClaimedKey[], shards: number) =>
  Map.groupBy(keys, ([key]) => shardOf(ownerSlot(key), shards));

/** For every other shard the keys that it may have counted out of a SELECT's sight, or may count yet. */
function byDoubt(
  { memory }: ShardState,
  keys: readonly ClaimedKey[],
  { identity, shards }: ClaimDeps,
): Map<number, ClaimedKey[]> {
  const others = Array.from({ length: shards }, (_, shard) => shard).filter(
    (each) => each !== identity.shard,
  );
  return new Map(
    others.map((shard) => {
      const cursor = memory.cursors.get(shard) ?? 0;
      return [shard, keys.filter(([key]) => rememberUntil(idOf(key)) > cursor)];
    }),
  );
}

async function ask(
  state: ShardState,
  { identity, now, ...deps }: ClaimDeps,
  shard: number,
  {
    isOwner,
    claims = [],
    released = [],
  }: { isOwner: boolean } & Partial<Record<"claims" | "released", readonly ClaimedKey[]>>,
): Promise<readonly string[]> {
  const call: ClaimCall = { epoch: identity.epoch, isOwner, claims: [...claims], released: [...released] };
  const answer =
    shard === identity.shard ? state.claim(call, now()) : await deps.ask(shard, call).catch(() => null);
  if (!answer?.ok) throw new SinkError(refusal(shard, answer?.reason ?? "did not answer"));
  state.memory.cursors.set(shard, answer.cursor);
  return answer.taken;
}

const refusal = (shard: number, reason: string) => {
  const message = `Shard ${shard} was asked for claims: ${reason}.`;
  return { ok: false, kind: "transient", code: "SHARD_AWAY", message } as const;
};
