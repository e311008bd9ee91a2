/**
 * `npm run build`: the tracker, the dashboard and the documentation into dist/, as Workers static assets (and Pages) take them.
 *
 *   dist/sdk         script.js, script/<hash>.js, script/integrity.json: beside the collector
 *   dist/dashboard   index.html, assets/<name>-<hash>.*, docs/<page>.html: on Pages
 *   dist/all-in-one  both together
 *
 * Runs under `wrangler dev`'s watch too, so it leaves folders in place, rewrites a file only when its bytes
 * change, and never lets anybody see half a file; two builds at once give the same result.
 */
import { join } from "node:path";
import { buildDashboard } from "./build/dashboard.ts";
import { buildDocs } from "./build/docs.ts";
import { type Files, placeFiles } from "./build/files.ts";
import { buildTracker } from "./build/tracker.ts";

const TOP = join(import.meta.dirname, "..");

/** Builds everything into `dist`, the folder of the three folders. */
export async function build(dist = join(TOP, "dist")): Promise<void> {
  const [tracker, dashboard, docs] = await Promise.all([
    buildTracker(join(TOP, "sdk")),
    buildDashboard(join(TOP, "dashboard")),
    buildDocs(join(TOP, "docs"), join(TOP, "dashboard/style/tokens.css")),
  ]);
  await placeFiles(join(dist, "sdk"), tracker);
  await placeFiles(join(dist, "dashboard"), mergeFiles(docs, dashboard));
  await placeFiles(join(dist, "all-in-one"), mergeFiles(tracker, docs, dashboard));
}

/** All sets in one; their `_headers` speak of different paths and follow one another. */
export function mergeFiles(...sets: readonly Files[]): Files {
  const headers = sets.flatMap((files) => files.get("_headers") ?? []);
  return new Map([...sets.flatMap((files) => [...files]), ["_headers", Buffer.concat(headers)]]);
}

if (import.meta.main) await build();
