/** The way of an event from the queue to ClickHouse, as it stands now, and draining it. */

import { DEAD_MESSAGES, DEAD_ROWS } from "../../schema/dead.ts";
import { type SessionShardRpc, type ShardStatus, shardName } from "../../schema/objects.ts";
import { now } from "../clock.ts";
import { countUnsettled } from "../control/deliveries.ts";
import { objectNamed, type Placed } from "../control/jurisdiction.ts";
import { type CanaryAnswer, readCanary } from "./canary.ts";

/** The bindings this file reads, as it uses them. */
export interface Pipeline {
  queue: { backlog(): Promise<Backlog> };
  shards: Pick<SessionShardRpc, "status" | "drain">[];
}

export interface ArchiveAnswer {
  /** All that is visible is in the archive. */
  archived: boolean;
  /** Visible events that are not. */
  unarchived: number;
}

export interface Backlog {
  /** Messages that no shard has taken yet: as far as the queue says, and those being delivered here. */
  backlog: number;
  bytes: number;
  /** When the oldest of them was sent, ISO 8601. */
  oldest_at: string | null;
}

export interface PipelineAnswer {
  queue: Backlog;
  shards: (ShardStatus | { shard: number; error: string })[];
  /** What was put aside in R2; `more`: that and more. */
  dead: { messages: Heap; rows: Heap };
  canary: CanaryAnswer;
}

export interface Heap {
  count: number;
  more: boolean;
}

/** Everything around queue and shards. */
export interface Surroundings {
  dead(): Promise<PipelineAnswer["dead"]>;
  canary(): Promise<CanaryAnswer>;
}

/** A class A operation of R2 lists so many. */
const HEAP_LIMIT = 1_000;

export function surroundingsOf({ ARCHIVE, CONTROL }: Pick<Env, "ARCHIVE" | "CONTROL">): Surroundings {
  const heap = async (prefix: string): Promise<Heap> => {
    const { objects, truncated } = await ARCHIVE.list({ prefix, limit: HEAP_LIMIT });
    return { count: objects.length, more: truncated };
  };
  return {
    async dead() {
      const [messages, rows] = await Promise.all([heap(DEAD_MESSAGES), heap(DEAD_ROWS)]);
      return { messages, rows };
    },
    canary: () => readCanary(CONTROL, now()),
  };
}

export function pipelineOf(env: Env, shardCount: number): Pipeline {
  return {
    queue: { backlog: async () => backlogOf(await env.EVENTS.metrics(), countUnsettled(now())) },
    shards: shardsOf(env, shardCount),
  };
}

function shardsOf(env: Env & Placed, shardCount: number): SessionShardRpc[] {
  const stub = (shard: number) =>
    // The bindings are generated without the classes behind them; schema/objects.ts says what these answer.
    objectNamed(env.SHARDS, shardName(shard), env) as unknown as SessionShardRpc;
  return Array.from({ length: shardCount }, (_, shard) => stub(shard));
}

/** Has every shard archive what is visible, without waiting for full objects or the hour: before a replay, say. */
export async function archiveAll(env: Env, shardCount: number): Promise<ArchiveAnswer> {
  const statuses = await Promise.all(shardsOf(env, shardCount).map((shard) => shard.archive()));
  // What no query sees yet is not the archive's turn: traffic goes on, and so does the canary.
  const unarchived = statuses.reduce((sum, shard) => sum + shard.unarchived - shard.unflushed, 0);
  return { archived: unarchived === 0, unarchived };
}

function backlogOf(
  { backlogCount, backlogBytes, oldestMessageTimestamp }: QueueMetrics,
  unsettled: number,
): Backlog {
  // Of an empty queue the local simulator says 1970.
  const oldest = Number(oldestMessageTimestamp ?? 0);
  return {
    backlog: backlogCount + unsettled,
    bytes: backlogBytes,
    oldest_at: oldest > 0 ? new Date(oldest).toISOString() : null,
  };
}

/** A shard that does not answer is shown as such; the others still are. */
export async function readPipeline(
  { queue, shards }: Pipeline,
  around: Surroundings,
): Promise<PipelineAnswer> {
  const [backlog, dead, canary, ...statuses] = await Promise.all([
    ...([queue.backlog(), around.dead(), around.canary()] as const),
    ...shards.map((shard, index) =>
      shard.status().catch((error: Error) => ({ shard: index, error: error.message })),
    ),
  ]);
  return { queue: backlog, shards: statuses, dead, canary };
}
