import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { bundleModule, bundleTracker } from "../local/build/tracker.ts";
import packageJson from "../package.json" with { type: "json" };
import { SESSION_GAP_MS } from "../schema/limits.ts";
import { SESSION_GAP_MINUTES } from "./bounds.ts";
import { SDK_NAME } from "./version.ts";

/** The budget of a page that carries the tracker: bytes on the wire, gzip -9. Lazy modules have their own. */
const ROWS = [
  ["script.ts", 4_096, (entry: string) => bundleTracker({ entry, modulesHash: "a7c1e5" })],
  ["index.ts", 4_096, (entry: string) => bundleTracker({ entry, format: "esm" })],
  ["errors.ts", 600, bundleModule],
  ["vitals.ts", 6_200, bundleModule],
] as const;

test.each(ROWS)("%s stays within %d bytes", async (door, maxBytes, bundle) => {
  const bytes = gzipSync(await bundle(join(import.meta.dirname, door)), { level: 9 }).length;
  console.log(`sdk/${door}: ${bytes} B`);
  expect(bytes).toBeLessThanOrEqual(maxBytes);
});

test("the tracker calls itself by the package's version", () => {
  expect(SDK_NAME).toBe(`footfall-js/${packageJson.version}`);
});

test("the tracker's session gap is the service's", () => {
  expect(SESSION_GAP_MINUTES * 60_000).toBe(SESSION_GAP_MS);
});
