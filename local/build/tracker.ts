import { createHash } from "node:crypto";
import { join } from "node:path";
import { build } from "esbuild";
import { type Files, headersFile, IMMUTABLE } from "./files.ts";

/** A fix reaches every page within the hour; the platform adds the ETag, so asking again costs no bytes. */
const SHORT = "public, max-age=3600, stale-while-revalidate=86400";

/** Any page may embed the tracker: also one with COEP, with SRI, or one that measures its own resources. */
const FOR_ANY_PAGE = {
  "Access-Control-Allow-Origin": "*",
  "Cross-Origin-Resource-Policy": "cross-origin",
  "Timing-Allow-Origin": "*",
  "X-Content-Type-Options": "nosniff",
};

/** Optional chaining and `??` stay as they are: Chrome 80, Firefox 74, Safari 13.1. */
const TARGET = "es2020";

/** A door of the tracker as the page gets it. */
export async function bundleTracker(entry: string, format: "iife" | "esm" = "iife"): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format,
    target: TARGET,
    charset: "utf8",
    legalComments: "none",
  });
  const [output] = outputFiles;
  if (!output) throw new Error(`esbuild gave no file for ${entry}`);
  return output.contents;
}

/** `script.js`, the same under its hash for pages that pin it, and the hash to pin it with. */
export async function buildTracker(folder: string): Promise<Files> {
  const script = await bundleTracker(join(folder, "script.ts"));
  const path = `script/${createHash("sha256").update(script).digest("hex").slice(0, 16)}.js`;
  const integrity = `sha384-${createHash("sha384").update(script).digest("base64")}`;
  return new Map([
    ["script.js", script],
    [path, script],
    ["script/integrity.json", Buffer.from(`${JSON.stringify({ path: `/${path}`, integrity })}\n`)],
    [
      "_headers",
      headersFile([
        { path: "/script.js", headers: { "Cache-Control": SHORT, ...FOR_ANY_PAGE } },
        { path: `/${path}`, headers: { "Cache-Control": IMMUTABLE, ...FOR_ANY_PAGE } },
        { path: "/script/integrity.json", headers: { "Cache-Control": SHORT, ...FOR_ANY_PAGE } },
      ]),
    ],
  ]);
}
