/**
 * What an R2 object of the archive holds. Keys derive from the shard and the range of its ring, so that a
 * repeated put writes the same object:
 *
 *   v1/events/site=<site>/date=<YYYY-MM-DD>/<shard>-<epoch>-<from>-<to>-<part>.parquet
 *   v1/corrections/<shard>-<epoch>-<from>-<to>.ndjson.gz
 *   v1/manifests/<shard>-<epoch>-<from>-<to>-<site>-<date>-<part>.json
 *
 * `from` and `to` are ring sequence numbers, zero-padded to 12 digits, both included. A range's corrections are put last,
 * also when there are none: they say that the range is whole.
 */
import type { SessionId, SiteId, UtcDay, VisitorId } from "./ids.ts";
import type { SessionRow } from "./rows.ts";

export const ARCHIVE_VERSION = 1;

export interface ArchiveRange {
  shard: number;
  epoch: number;
  from: number;
  to: number;
}

const padded = (sequence: number) => sequence.toString().padStart(12, "0");
const rangeName = ({ shard, epoch, from, to }: ArchiveRange) =>
  `${shard}-${epoch}-${padded(from)}-${padded(to)}`;

export const eventsKey = (site: SiteId, date: UtcDay, range: ArchiveRange, part: number) =>
  `v${ARCHIVE_VERSION}/events/site=${site}/date=${date}/${rangeName(range)}-${part}.parquet`;

export const correctionsKey = (range: ArchiveRange) =>
  `v${ARCHIVE_VERSION}/corrections/${rangeName(range)}.ndjson.gz`;

export const manifestKey = (site: SiteId, date: UtcDay, range: ArchiveRange, part: number) =>
  `v${ARCHIVE_VERSION}/manifests/${rangeName(range)}-${site}-${date}-${part}.json`;

/** The range of a corrections object; null for other keys. */
export const parseCorrectionsKey = (key: string): ArchiveRange | null => parseRange(CORRECTIONS_KEY, key);

/** The range of a manifest; null for other keys. */
export const parseManifestKey = (key: string): ArchiveRange | null => parseRange(MANIFEST_KEY, key);

const CORRECTIONS_KEY = new RegExp(
  `^v${ARCHIVE_VERSION}/corrections/(\\d+)-(\\d+)-(\\d+)-(\\d+)\\.ndjson\\.gz$`,
);
const MANIFEST_KEY = new RegExp(`^v${ARCHIVE_VERSION}/manifests/(\\d+)-(\\d+)-(\\d+)-(\\d+)-.+\\.json$`);

function parseRange(pattern: RegExp, key: string): ArchiveRange | null {
  const [shard, epoch, from, to] = (pattern.exec(key) ?? []).slice(1).map(Number);
  if (shard === undefined || epoch === undefined || from === undefined || to === undefined) return null;
  return { shard, epoch, from, to };
}

/** A line of a corrections object; replay applies them in (epoch, shard, seq) order. */
export type Correction = { seq: number } & (
  | { type: "upsert"; session: SessionRow }
  | {
      type: "retract";
      site: SiteId;
      start_date: UtcDay;
      visitor_id: VisitorId;
      id: SessionId;
      version: number;
      into: SessionId;
    }
);

/** Says what an events object holds, without opening it. */
export interface Manifest {
  v: typeof ARCHIVE_VERSION;
  key: string;
  site: SiteId;
  date: UtcDay;
  range: ArchiveRange;
  encoder: number;
  rows: number;
  bytes: number;
  /** SHA-256 of the object, hexadecimal. */
  sha256: string;
  /** Smallest and greatest event id, as text. */
  ids: [string, string];
  /** Bloom filter of the visitors in the object, base64; erasure looks here before it opens a file. */
  visitors: { bits: number; hashes: number; filter: string };
}
