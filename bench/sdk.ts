/** The tracker's weight on the wire: each door, raw and compressed. `node bench/sdk.ts` prints a table. */
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { bundleTracker } from "../local/build/tracker.ts";

const SDK = join(import.meta.dirname, "../sdk");
const DOORS = [
  ["script.ts", "iife"],
  ["index.ts", "esm"],
] as const;

const rows = await Promise.all(
  DOORS.map(async ([door, format]) => {
    const bundle = await bundleTracker(join(SDK, door), format);
    const gzip = gzipSync(bundle, { level: 9 }).length;
    return { door: `sdk/${door}`, raw: bundle.length, gzip, brotli: brotliCompressSync(bundle).length };
  }),
);
console.table(rows);
