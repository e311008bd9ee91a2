/** An events object of the archive as rows for an encoder: the way back of `sinks/parquet.ts`. */
import { createHash } from "node:crypto";
import { parquetReadObjects } from "hyparquet";
import type { Manifest } from "../../schema/archive.ts";
import { type SessionId, utcDay, type VisitorId } from "../../schema/ids.ts";
import { EVENT_COLUMNS } from "../../schema/rows.ts";

export type ArchivedRow = {
  visitor_id: VisitorId;
  session_id: SessionId;
  ts: number;
  event_id: string;
} & Record<string, unknown>;

/** Why the object is not what its manifest says; null when it is. */
export function damageOf(body: Uint8Array, manifest: Manifest): string | null {
  if (body.length !== manifest.bytes) return `${body.length} bytes instead of ${manifest.bytes}`;
  const hash = createHash("sha256").update(body).digest("hex");
  return hash === manifest.sha256 ? null : "another SHA-256";
}

/** Columns that the object has not are absent, and take their defaults. */
export async function rowsOf(body: Uint8Array<ArrayBuffer>): Promise<ArchivedRow[]> {
  const rows = await parquetReadObjects({
    file: body.buffer.slice(body.byteOffset, body.byteOffset + body.byteLength),
    parsers: { dateFromDays: (days) => utcDay(days * DAY_MS), timestampFromMilliseconds: Number },
  });
  // The encoder wrote every key column; the rest of the shape is checked by the encoder that takes the row.
  return rows.map((row) => withIds(row) as ArchivedRow);
}

const DAY_MS = 86_400_000;
const ID_COLUMNS = Object.entries(EVENT_COLUMNS).flatMap(([name, type]) => (type === "UInt64" ? [name] : []));

function withIds(row: Record<string, unknown>): Record<string, unknown> {
  for (const name of ID_COLUMNS) {
    const id = row[name];
    if (typeof id === "bigint") row[name] = BigInt.asUintN(64, id).toString(16).padStart(16, "0");
  }
  return row;
}
