/** Bytes of JavaScript and style that a page loads, gzipped as they travel: first, and with each view that is opened. */
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Metafile } from "esbuild";
import { AT_ONCE, bundle } from "../../local/build/dashboard.ts";
import { firstOutputs } from "../../local/build/gather.ts";
import type { Gate } from "./gates.ts";

const FOLDER = join(import.meta.dirname, "../../dashboard");
const MAX_FIRST_LOAD_BYTES = 60_000;
const GOAL_BYTES = 45_000;
/** First load of the peers' dashboards, from their builds, gzip. */
const PEERS = {
  "Counterscale 3.4.1": 242_532,
  "Rybbit (2025-06)": 624_499,
  "Swetrix (2026-08)": 776_597,
  "Umami 3.1.0": 845_623,
};

type Weigh = (entries: readonly string[]) => number;

/** Prints what each view weighs beyond the first load. */
export async function weighDashboard(): Promise<Gate[]> {
  const { outputFiles, metafile } = await bundle(FOLDER, ["main.tsx"]);
  const first = new Set(firstOutputs(metafile, ["main.tsx", ...AT_ONCE]));
  const bytesOf = (path: string) => {
    const file = outputFiles.find((output) => path.endsWith(output.path));
    return file === undefined || !path.endsWith(".js") ? 0 : gzipSync(file.contents, { level: 9 }).length;
  };
  const weigh = (paths: Iterable<string>) => [...paths].reduce((sum, path) => sum + bytesOf(path), 0);
  const firstLoad = weigh(first);
  console.log(`\nJavaScript of the first load, bytes gzip -9 (goal ${GOAL_BYTES})`);
  const ours = { bytes: firstLoad, "against ours": 1 };
  const theirs = Object.entries(PEERS).map(([name, bytes]) => [
    name,
    { bytes, "against ours": Number((bytes / firstLoad).toFixed(1)) },
  ]);
  console.table(Object.fromEntries([["Footfall", ours], ...theirs]));
  console.log("and with each part that is opened later");
  console.table(later(metafile, (entries) => weigh(difference(firstOutputs(metafile, entries), first))));
  return [
    { what: "first load, JavaScript", measured: firstLoad, unit: "B gzip", limit: MAX_FIRST_LOAD_BYTES },
  ];
}

const difference = (paths: readonly string[], without: ReadonlySet<string>) =>
  paths.filter((path) => !without.has(path));

function later({ outputs }: Metafile, weigh: Weigh): Record<string, { bytes: number }> {
  const entries = Object.values(outputs).flatMap(({ entryPoint = "" }) => entryPoint || []);
  const parts = entries.filter((entry) => /^view.*\.tsx$/.test(entry) && !AT_ONCE.includes(entry));
  return Object.fromEntries(parts.toSorted().map((entry) => [entry, { bytes: weigh([entry]) }]));
}
