import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { bundleTracker } from "../local/build/tracker.ts";
import packageJson from "../package.json" with { type: "json" };
import { SDK_NAME } from "./version.ts";

/** The budget of a page that carries the tracker: bytes on the wire, gzip -9. */
const MAX_GZIP_BYTES = 4_096;

test.each([
  ["script.ts", "iife"],
  ["index.ts", "esm"],
] as const)("the door %s stays within its budget", async (door, format) => {
  const bundle = await bundleTracker(join(import.meta.dirname, door), format);
  expect(gzipSync(bundle, { level: 9 }).length).toBeLessThanOrEqual(MAX_GZIP_BYTES);
});

test("the tracker calls itself by the package's version", () => {
  expect(SDK_NAME).toBe(`footfall-js/${packageJson.version}`);
});
