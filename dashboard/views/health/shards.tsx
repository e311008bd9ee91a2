import type { ShardStatus } from "../../../schema/objects.ts";
import { formatCount, NOTHING } from "../../numbers.ts";
import { formatAge } from "../../times.ts";
import { type Column, DataTable } from "../../view/data-table.tsx";
import type { ShardEntry } from "./pipeline-status.ts";
import { words } from "./words.ts";

interface ShardsProps {
  shards: readonly ShardEntry[] | null;
  nowMs: number;
}

/** Each shard: how full its ring is, how old the oldest of it, when it last wrote, and what went wrong. */
export function Shards({ shards, nowMs }: ShardsProps) {
  const w = words.t.pipeline;
  return (
    <section class="health-part">
      <h3>{w.shards}</h3>
      <DataTable
        caption={w.shards}
        columns={columns(nowMs)}
        rows={shards}
        keyOf={({ shard }) => String(shard)}
        empty={w.silentAll}
      />
    </section>
  );
}

/** Null for a shard that did not answer. */
const answered = (entry: ShardEntry): ShardStatus | null => ("error" in entry ? null : entry);

function columns(nowMs: number): Column<ShardEntry>[] {
  const w = words.t.pipeline;
  const count = (name: "unflushed" | "pending" | "unarchived", definition: string) => ({
    ...{ name, title: w[name], definition, isNumber: true },
    value: (entry: ShardEntry) => answered(entry)?.[name] ?? null,
    cell: (entry: ShardEntry) => countText(answered(entry)?.[name]),
  });
  const age = (name: "oldest_at" | "last_flush_at", title: string, ageText: (atMs: number) => string) => ({
    ...{ name, title, isShort: true },
    value: (entry: ShardEntry) => answered(entry)?.[name] ?? null,
    cell: (entry: ShardEntry) => {
      const at = answered(entry)?.[name] ?? null;
      return at === null ? NOTHING : ageText(at);
    },
  });
  return [
    { name: "shard", title: w.shard, isShort: true, value: ({ shard }) => shard },
    {
      ...{ name: "ring", title: w.ring, definition: w.definitions.ring, isNumber: true },
      value: (entry) => answered(entry)?.ring.used ?? null,
      cell: (entry) => <Ring shard={answered(entry)} />,
    },
    age("oldest_at", w.oldest, (at) => formatAge(nowMs - at)),
    count("unflushed", w.definitions.unflushed),
    { ...count("pending", w.definitions.pending), isMinor: true },
    { ...count("unarchived", w.definitions.unarchived), isMinor: true },
    { ...age("last_flush_at", w.flushed, (at) => w.ago(formatAge(nowMs - at))), isMinor: true },
    { name: "error", title: w.error, value: errorOf, cell: (entry) => errorOf(entry) || NOTHING },
  ];
}

function Ring({ shard }: { shard: ShardStatus | null }) {
  if (shard === null) return NOTHING;
  const { used, capacity } = shard.ring;
  return (
    <span class="depth">
      <span>{`${formatCount(used)} / ${formatCount(capacity)}`}</span>
      <i class="depth-bar" aria-hidden="true">
        <i style={{ width: `${(100 * used) / capacity}%` }} />
      </i>
    </span>
  );
}

const countText = (count: number | undefined): string => (count === undefined ? NOTHING : formatCount(count));

function errorOf(entry: ShardEntry): string {
  if ("error" in entry) return entry.error;
  const failed = entry.last_error;
  return failed === null ? "" : `${words.t.pipeline.sinks[failed.sink]}: ${failed.message}`;
}
