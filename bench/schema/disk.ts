/** What the tables take on disk, and which columns take most. */
import type { Server } from "./server.ts";

interface Sizes {
  events: number;
  sessions: number;
  total: number;
}

export interface Disk {
  ours: Sizes;
  theirs: Sizes;
  rows: { events: number; sessions: number };
  /** Bytes per event of the largest columns, by table and name. */
  columns: Record<string, string>;
}

const SHOWN_COLUMNS = 30;

export async function readDisk(server: Server): Promise<Disk> {
  const tables = await server.rows<{ table: string; bytes: number; rows: number }>(
    "SELECT table, toFloat64(sum(bytes_on_disk)) AS bytes, toFloat64(sum(rows)) AS rows FROM system.parts WHERE active AND database = currentDatabase() GROUP BY table",
  );
  const of = (name: string) => tables.find(({ table }) => table === name) ?? { bytes: 0, rows: 0 };
  const sizes = (events: string, sessions: string): Sizes => ({
    events: of(events).bytes,
    sessions: of(sessions).bytes,
    total: of(events).bytes + of(sessions).bytes,
  });
  const columns = await server.rows<{ name: string; bytes: number }>(
    `SELECT concat(table, '.', name) AS name, toFloat64(data_compressed_bytes) AS bytes FROM system.columns
     WHERE database = currentDatabase() AND table != 'visits' ORDER BY bytes DESC LIMIT ${SHOWN_COLUMNS}`,
  );
  const events = of("events").rows;
  return {
    ours: sizes("events", "sessions"),
    theirs: sizes("events_v2", "sessions_v2"),
    rows: { events, sessions: of("sessions").rows },
    columns: Object.fromEntries(columns.map(({ name, bytes }) => [name, (bytes / events).toFixed(2)])),
  };
}
