import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";

/** The gate is 16,000; what is not needed shall not come back unseen. */
const MAX_GZIP_BYTES = 13_000;
const FORBIDDEN = /node_modules\//;

test("the collector's bundle is small and holds no parser, client or schema library", async () => {
  const result = await build({
    entryPoints: ["workers/collector/index.ts"],
    bundle: true,
    minify: true,
    format: "esm",
    external: ["cloudflare:*"],
    metafile: true,
    write: false,
  });
  const inputs = Object.keys(result.metafile.inputs);
  expect(inputs).toContain("workers/collector/accept.ts");
  expect(inputs.filter((path) => FORBIDDEN.test(path))).toEqual([]);
  const code = result.outputFiles[0]?.contents ?? new Uint8Array();
  expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(MAX_GZIP_BYTES);
});
