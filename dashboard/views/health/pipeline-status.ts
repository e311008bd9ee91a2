/** What `GET /v1/pipeline` says, and what of it an operator should look at. Pure. */
import type { ShardStatus } from "../../../schema/objects.ts";

export interface PipelineStatus {
  queue: {
    /** Messages that no shard has taken yet. */
    backlog: number;
    bytes: number;
    /** ISO 8601; null: there is none. */
    oldest_at: string | null;
  };
  shards: ShardEntry[];
  /** What was put aside in R2; `more`: that and more. */
  dead: Record<"messages" | "rows", { count: number; more: boolean }>;
  canary: {
    /** ISO 8601; null: none within a day. */
    last_sent_at: string | null;
    last_seen_at: string | null;
    /** Of the newest that was seen: from sent to seen by a query. */
    seconds: number | null;
    /** Of the last hour. */
    missed: number;
  };
}

/** A shard that did not answer says why. */
export type ShardEntry = ShardStatus | { shard: number; error: string };

export type SinkName = NonNullable<ShardStatus["last_error"]>["sink"];

/** Events are visible within seconds; what is older than this waits for something. */
const WORRYING_AGE_MS = 5 * 60_000;
/** Of a ring: when it is full the shard takes no more, and the queue keeps what comes. */
const WORRYING_FILL = 0.8;

export type Concern =
  | { about: "canary"; missed: number }
  | { about: "queue"; ageMs: number }
  | { about: "silent"; shard: number }
  | { about: "sink"; shard: number; sink: SinkName; message: string }
  | { about: "ring"; shard: number; percent: number }
  | { about: "late"; shard: number; ageMs: number }
  | { about: "dead"; count: number };

/** What is not as it should be, the worst first; nothing when all is well. */
export function concernsOf({ queue, shards, dead, canary }: PipelineStatus, nowMs: number): Concern[] {
  const deadCount = dead.messages.count + dead.rows.count;
  const queuedMs = queue.oldest_at === null ? 0 : nowMs - Date.parse(queue.oldest_at);
  return [
    ...(canary.missed > 0 ? [{ about: "canary" as const, missed: canary.missed }] : []),
    ...shards.flatMap((shard) => concernsOfShard(shard, nowMs)),
    ...(queuedMs > WORRYING_AGE_MS ? [{ about: "queue" as const, ageMs: queuedMs }] : []),
    ...(deadCount > 0 ? [{ about: "dead" as const, count: deadCount }] : []),
  ];
}

function concernsOfShard(entry: ShardEntry, nowMs: number): Concern[] {
  const { shard } = entry;
  if ("error" in entry) return [{ about: "silent", shard }];
  const { ring, oldest_at, last_error } = entry;
  const percent = Math.round((100 * ring.used) / ring.capacity);
  const ageMs = oldest_at === null ? 0 : nowMs - oldest_at;
  return [
    ...(last_error === null ? [] : [concernOfSink(shard, last_error)]),
    ...(percent >= 100 * WORRYING_FILL ? [{ about: "ring" as const, shard, percent }] : []),
    ...(ageMs > WORRYING_AGE_MS ? [{ about: "late" as const, shard, ageMs }] : []),
  ];
}

const concernOfSink = (
  shard: number,
  { sink, message }: NonNullable<ShardStatus["last_error"]>,
): Concern => ({ about: "sink", shard, sink, message });
