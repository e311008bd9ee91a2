/**
 * Which validator may stand on the hot path? The collector's own checks against the same shape in zod and in zod/mini:
 * processor time an event, and what each adds to a bundle. V8 has its compiler here; Workers forbid generated code, so
 * zod runs as it does there (`jitless`).
 *
 *   node bench/validation.ts [--events 100000]
 */
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { z } from "zod";
import { event as zodEvent } from "../schema/event.ts";
import { Problem } from "../workers/collector/shape.ts";
import { browserEvent } from "../workers/collector/wire.ts";
import { captureRequests } from "./collector/requests.ts";
import { median } from "./rounds.ts";
import { miniEvent } from "./validation/mini.ts";

const ROUNDS = 9;
const CONTENDERS: Readonly<Record<string, { accepts: (event: unknown) => boolean; entry: string }>> = {
  "by hand": {
    accepts: (event) => !(browserEvent(event) instanceof Problem),
    entry: 'export { browserEvent } from "./workers/collector/wire.ts"',
  },
  "zod/mini": {
    accepts: (event) => miniEvent.safeParse(event).success,
    entry: 'export { miniEvent } from "./bench/validation/mini.ts"',
  },
  zod: {
    accepts: (event) => zodEvent.safeParse(event).success,
    entry: 'export { event } from "./schema/event.ts"',
  },
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { values } = parseArgs({ options: { events: { type: "string", default: "100000" } } });
  z.config({ jitless: true });
  console.table(await measureValidation(Number(values.events)));
}

/** One row a contender; rounds are interleaved and their median counts. */
export async function measureValidation(count: number): Promise<Record<string, unknown>[]> {
  const events = eventsOf(captureRequests("site.key"));
  const names = Object.keys(CONTENDERS);
  const samples = new Map<string, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, { accepts }] of Object.entries(CONTENDERS)) {
      const us = costUs(accepts, events, count / ROUNDS);
      if (round > 0) samples.get(name)?.push(us); // the first one warms up
    }
  }
  const us = (name: string) => median(samples.get(name) ?? []);
  return Promise.all(
    names.map(async (name) => ({
      validator: name,
      "µs an event": us(name).toFixed(2),
      "to by hand": (us(name) / us("by hand")).toFixed(1),
      "bundle, gzip -9": await bundleBytes(CONTENDERS[name]?.entry ?? ""),
    })),
  );
}

/** Throws when a contender refuses what the others take: then they would not be doing the same work. */
function costUs(accepts: (event: unknown) => boolean, events: readonly unknown[], count: number): number {
  const before = process.cpuUsage();
  for (let n = 0; n < count; n++) {
    if (!accepts(events[n % events.length])) throw new Error("A validator refused a good event.");
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}

function eventsOf(requests: readonly Buffer[]): unknown[] {
  const bodies = requests.map((bytes) => bytes.subarray(bytes.indexOf("\r\n\r\n") + 4).toString());
  return bodies.flatMap((body) => JSON.parse(body).events);
}

async function bundleBytes(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: ".", loader: "ts" },
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
  });
  return gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length;
}
