/**
 * `node local/build/release-tracker.ts`, once for each version: puts the present script and its lazy modules among
 * those that every later build goes on serving under their hashes. Pages pin a script for years.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildTracker } from "./tracker.ts";

const SDK = join(import.meta.dirname, "../../sdk");

/** The names of the files that are the present release; those already there stay as they are. */
export async function release(folder = join(SDK, "releases")): Promise<string[]> {
  const files = [...(await buildTracker(SDK))].filter(([path]) => /^script\/.+\.js$/.test(path));
  await mkdir(folder, { recursive: true });
  for (const [path, content] of files) await writeFile(join(folder, path.slice("script/".length)), content);
  return files.map(([path]) => path.slice("script/".length));
}

if (import.meta.main) console.log((await release()).join("\n"));
