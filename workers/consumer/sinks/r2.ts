/**
 * The archive in R2. Keys follow from the shard's range alone. An object's manifest comes after it: one without a
 * manifest was not finished, and is put again; one with a manifest is frozen, and not even a newer encoder touches it.
 * A range's corrections come last, so a range without them was not finished.
 */

import {
  ARCHIVE_VERSION,
  type ArchiveRange,
  type Correction,
  correctionsKey,
  eventsKey,
  type Manifest,
  manifestKey,
} from "../../../schema/archive.ts";
import type { SiteId, UtcDay, VisitorId } from "../../../schema/ids.ts";
import { hex } from "../../control/hex.ts";
import { encodeParquet, PARQUET_ENCODER } from "./parquet.ts";
import { type EncodableRow, textOf } from "./values.ts";
import { buildVisitorFilter } from "./visitor-filter.ts";

export { PARQUET_ENCODER } from "./parquet.ts";

/** The little of a bucket that archiving needs. */
export interface Bucket {
  put(key: string, body: Uint8Array<ArrayBuffer> | string): Promise<unknown>;
  /** Null when there is no such object. */
  head(key: string): Promise<object | null>;
}

export interface ArchiveSink {
  /** Puts the rows of one site and day, then their manifest, unless that was done. @throws what the bucket throws; repeat the call. */
  putEvents(
    site: SiteId,
    date: UtcDay,
    range: ArchiveRange,
    part: number,
    rows: readonly EncodableRow[],
  ): Promise<void>;
  /** Puts what changed of visits, in order of sequence, and thereby says that the range is whole. @throws what the bucket throws; repeat the call. */
  putCorrections(range: ArchiveRange, corrections: readonly Correction[]): Promise<void>;
}

export function createArchiveSink(bucket: Bucket): ArchiveSink {
  return {
    async putEvents(site, date, range, part, rows) {
      if ((await bucket.head(manifestKey(site, date, range, part))) !== null) return;
      const body = encodeParquet(rows);
      await bucket.put(eventsKey(site, date, range, part), body);
      const manifest = await manifestOf({ site, date, range, part, rows, body });
      await bucket.put(manifestKey(site, date, range, part), JSON.stringify(manifest));
    },
    async putCorrections(range, corrections) {
      await bucket.put(correctionsKey(range), await gzip(toLines(corrections)));
    },
  };
}

interface EventsObject {
  site: SiteId;
  date: UtcDay;
  range: ArchiveRange;
  part: number;
  /** At least one. */
  rows: readonly EncodableRow[];
  body: Uint8Array<ArrayBuffer>;
}

export async function manifestOf({ site, date, range, part, rows, body }: EventsObject): Promise<Manifest> {
  const ids = rows.map((row) => textOf(row.event_id)).sort();
  const [least, greatest] = [ids[0], ids.at(-1)];
  if (least === undefined || greatest === undefined)
    throw new Error("An archive object holds at least one event.");
  return {
    v: ARCHIVE_VERSION,
    key: eventsKey(site, date, range, part),
    site,
    date,
    range,
    encoder: PARQUET_ENCODER,
    rows: rows.length,
    bytes: body.length,
    sha256: await sha256(body),
    ids: [least, greatest],
    // A visitor's id is put on its brand when it is hashed; rows on their way to an encoder have lost it.
    visitors: buildVisitorFilter(rows.map((row) => textOf(row.visitor_id) as VisitorId)),
  };
}

/** One correction a line. */
const toLines = (corrections: readonly Correction[]) =>
  corrections.map((correction) => `${JSON.stringify(correction)}\n`).join("");

/** Visits repeat their words: a tenth is left. ClickHouse and DuckDB open it as it is. */
async function gzip(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

async function sha256(body: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", body);
  return hex(new Uint8Array(digest));
}
