/**
 * Our schema against Plausible's: the same rows in the same engine, the insert's time and the disk. DESIGN §6 has the
 * gate; docs/benchmarks.md the figures. What is asked of them is another bench (`query`).
 *
 *   node bench/schema.ts [--events 10000000]
 */
import { parseArgs } from "node:util";
import { type Disk, readDisk } from "./schema/disk.ts";
import { type Filling, fill } from "./schema/fill.ts";
import { startServer } from "./schema/server.ts";

const MAX_DISK = 1.25;

const { values } = parseArgs({ options: { events: { type: "string", default: "10000000" } } });

const server = await startServer();
try {
  const filling = await fill(server, Number(values.events));
  const disk = await readDisk(server);
  printDisk(disk, filling);
  if (disk.ours.total > MAX_DISK * disk.theirs.total) process.exitCode = 1;
} finally {
  await server.stop();
}

function printDisk({ ours, theirs, rows, columns }: Disk, filling: Filling): void {
  const row = (ours: number, theirs: number) => ({
    ours: (ours / rows.events).toFixed(1),
    theirs: (theirs / rows.events).toFixed(1),
    ratio: (ours / theirs).toFixed(2),
  });
  console.log(`\n${rows.events} events, ${rows.sessions} rows of sessions`);
  console.table({
    "bytes per event, events": row(ours.events, theirs.events),
    "bytes per event, sessions": row(ours.sessions, theirs.sessions),
    [`bytes per event, all (gate ${MAX_DISK})`]: row(ours.total, theirs.total),
    "insert, µs per event": row(filling.oursMs * 1e3, filling.theirsMs * 1e3),
  });
  console.table(columns);
}
