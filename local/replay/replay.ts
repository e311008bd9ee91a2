/**
 * Rebuilds ClickHouse from the archive. Visits first, so that merges are known and every event is written once, with the
 * visit to which it belongs in the end. Each object's events carry a `batch_id` of their own, and what is stored already
 * is left alone: a replay may be broken off and repeated, and may run beside shards that write.
 */
import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import type { Correction, Manifest } from "../../schema/archive.ts";
import { ARCHIVE_VERSION } from "../../schema/archive.ts";
import type { SiteId } from "../../schema/ids.ts";
import { EVENT_COLUMNS, SESSION_COLUMNS } from "../../schema/rows.ts";
import { type ClickHouseSink, type SinkAnswer, SinkError } from "../../workers/consumer/sinks/clickhouse.ts";
import { encodeNative } from "../../workers/consumer/sinks/native.ts";
import { type Erasures, isErased, NO_ERASURES } from "../../workers/control/erasures.ts";
import type { ArchivedRange } from "./contents.ts";
import { type ArchivedRow, damageOf, rowsOf } from "./rows.ts";
import type { ArchiveSource } from "./source.ts";
import { isErasedVisit, Merges, type VisitRow, visitsOf } from "./visits.ts";

export interface ReplayDeps {
  source: Pick<ArchiveSource, "read">;
  sink: Pick<ClickHouseSink, "insert" | "knownIds">;
  /** Batches that earlier replays stored. */
  stored: ReadonlySet<string>;
  /** The database also holds events that no replay brought, so each event is looked up before it is written. */
  isShared: boolean;
  erasures: ReadonlyMap<SiteId, Erasures>;
  say(line: string): void;
}

export interface ReplaySummary {
  /** Events written, left alone because they were stored already, and left out because they were erased. */
  events: number;
  known: number;
  erased: number;
  visits: number;
  objects: number;
  /** Sentences: objects that are not what their manifests say. Nothing of them was written. */
  damaged: string[];
  /** Rows that ClickHouse refuses for their data. They stay in the archive. */
  refused: number;
}

/** Begins the `batch_id` of every replayed event. */
export const REPLAY_BATCH = "archive-";
/** One insert holds about so many rows: a quiet site's objects are small, and an insert costs the same for one row. */
const BLOCK_ROWS = 20_000;

export async function replay(ranges: readonly ArchivedRange[], deps: ReplayDeps): Promise<ReplaySummary> {
  const summary: ReplaySummary = {
    ...{ events: 0, known: 0, erased: 0, visits: 0, objects: 0, damaged: [], refused: 0 },
  };
  const merges = await replayVisits(ranges, deps, summary);
  deps.say(`${summary.visits.toLocaleString("en")} visits are in`);
  await replayEvents(ranges, merges, deps, summary);
  return summary;
}

async function replayVisits(
  ranges: readonly ArchivedRange[],
  deps: ReplayDeps,
  summary: ReplaySummary,
): Promise<Merges> {
  const merges = new Merges();
  let newest = new Map<string, VisitRow>();
  const write = async () => {
    const rows = [...newest.values()].filter(
      (row) => !isErasedVisit(row, deps.erasures.get(row.site) ?? NO_ERASURES),
    );
    newest = new Map();
    for (const ofMonth of Map.groupBy(rows, ({ start_date }) => start_date.slice(0, 7)).values())
      summary.refused += await insert(ofMonth, (body) => deps.sink.insert("sessions", body), SESSION_COLUMNS);
    summary.visits += rows.length;
  };
  for (const { corrections } of ranges) {
    visitsOf(linesOf(await deps.source.read(corrections), corrections), merges, newest);
    if (newest.size >= BLOCK_ROWS) await write();
  }
  await write();
  return merges;
}

function linesOf(body: Uint8Array, key: string): Correction[] {
  try {
    const lines = gunzipSync(body).toString().split("\n").filter(Boolean);
    return lines.map((line): Correction => JSON.parse(line));
  } catch (cause) {
    throw new Error(`${key} is damaged: without it visits would be wrong.`, { cause });
  }
}

async function replayEvents(
  ranges: readonly ArchivedRange[],
  merges: Merges,
  deps: ReplayDeps,
  summary: ReplaySummary,
): Promise<void> {
  const blocks = new Map<string, ArchivedRow[]>();
  for (const key of ranges.flatMap(({ manifests }) => manifests)) {
    const batch = batchOf(key);
    const manifest = manifestOf(await deps.source.read(key), key);
    summary.objects++;
    if (deps.stored.has(batch)) {
      summary.known += manifest.rows;
      continue;
    }
    const rows = await readEvents(manifest, deps, summary);
    const fresh = await freshOf(rows, manifest, deps, summary);
    for (const row of fresh) {
      row.session_id = merges.end(manifest.site, row.session_id);
      row.batch_id = batch;
    }
    const month = manifest.date.slice(0, 7);
    const block = [...(blocks.get(month) ?? []), ...fresh];
    blocks.set(month, block);
    if (block.length < BLOCK_ROWS) continue;
    blocks.delete(month);
    await writeEvents(block, deps, summary);
  }
  for (const block of blocks.values()) await writeEvents(block, deps, summary);
}

/** `v1/manifests/3-1-…-0.json` → `archive-3-1-…-0`. */
const batchOf = (manifestKey: string) =>
  REPLAY_BATCH + manifestKey.slice(manifestKey.lastIndexOf("/") + 1, -".json".length);

function manifestOf(body: Uint8Array, key: string): Manifest {
  const manifest: Manifest = JSON.parse(new TextDecoder().decode(body));
  if (manifest.v === ARCHIVE_VERSION) return manifest;
  throw new Error(`${key} is of version ${manifest.v}; this Footfall reads version ${ARCHIVE_VERSION}.`);
}

async function readEvents(
  manifest: Manifest,
  { source }: ReplayDeps,
  { damaged }: ReplaySummary,
): Promise<ArchivedRow[]> {
  const body = await source.read(manifest.key).catch(() => null);
  const damage = body === null ? "missing" : damageOf(body, manifest);
  if (body !== null && damage === null) {
    const rows = await rowsOf(body);
    if (rows.length === manifest.rows) return rows;
    damaged.push(`${manifest.key}: ${rows.length} rows instead of ${manifest.rows}`);
    return [];
  }
  damaged.push(`${manifest.key}: ${damage}`);
  return [];
}

async function freshOf(
  rows: ArchivedRow[],
  { site }: Manifest,
  { sink, isShared, erasures }: ReplayDeps,
  summary: ReplaySummary,
): Promise<ArchivedRow[]> {
  const ofSite = erasures.get(site) ?? NO_ERASURES;
  const kept = rows.filter(({ visitor_id, ts }) => !isErased(ofSite, visitor_id, ts));
  summary.erased += rows.length - kept.length;
  if (!isShared) return kept;
  const known = await sink.knownIds(kept.map(({ event_id, ts }) => ({ site, id: event_id, at: ts })));
  const fresh = kept.filter(({ event_id }) => !known.has(`${site} ${event_id}`));
  summary.known += kept.length - fresh.length;
  return fresh;
}

async function writeEvents(
  block: readonly ArchivedRow[],
  { sink, say }: ReplayDeps,
  summary: ReplaySummary,
): Promise<void> {
  if (block.length === 0) return;
  const names = new Set(block.map(({ batch_id }) => batch_id));
  const token = `${REPLAY_BATCH}${createHash("sha256")
    .update([...names].join(" "))
    .digest("hex")}`;
  const write = (body: Uint8Array<ArrayBuffer>, part: string) => sink.insert("events", body, token + part);
  const refused = await insert(block, write, EVENT_COLUMNS);
  summary.refused += refused;
  summary.events += block.length - refused;
  say(`${summary.events.toLocaleString("en")} events are in`);
}

/** Halves what is refused for its data until only the failing rows are left out. Answers how many. @throws SinkError */
async function insert(
  rows: readonly Record<string, unknown>[],
  write: (body: Uint8Array<ArrayBuffer>, part: string) => Promise<SinkAnswer>,
  columns: Parameters<typeof encodeNative>[0],
  part = "",
): Promise<number> {
  const answer = await write(encodeNative(columns, rows), part);
  if (answer.ok) return 0;
  if (answer.kind === "transient") throw new SinkError(answer);
  if (rows.length === 1) return 1;
  const half = Math.ceil(rows.length / 2);
  return (
    (await insert(rows.slice(0, half), write, columns, `${part}-a`)) +
    (await insert(rows.slice(half), write, columns, `${part}-b`))
  );
}
