/**
 * `node local/build/npm-package.ts FOLDER`: the npm package of the tracker, ready for `npm publish FOLDER`. It holds the
 * door, the lazy modules beside it, types that need nothing else, and its own README.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import { type Files, placeFiles } from "./files.ts";
import { bundleModule, bundleTracker, MODULES } from "./tracker.ts";

const SDK = join(import.meta.dirname, "../../sdk");

/** The types of the door: those of `api.ts`, which imports nothing, and the functions of a tracker. */
const DOOR_TYPES = `import type { Options, Tracker } from "./api.js";
export type * from "./api.js";
/** Starts the page's tracker. On a server, where there is no page, it does nothing. */
export declare const init: (options: Options) => void;
export declare const { track, page, identify, alias, set, consent, reset, flush }: Tracker;
`;

export async function buildPackage(): Promise<Files> {
  const about = {
    name: "footfall-js",
    version: packageJson.version,
    description: "Web analytics in four kilobytes: the tracker of Footfall",
    license: packageJson.license,
    type: "module",
    sideEffects: false,
    types: "./index.d.ts",
    exports: { ".": { types: "./index.d.ts", default: "./index.js" } },
  };
  const modules = await Promise.all(
    MODULES.map(
      async (name): Promise<[string, Uint8Array]> => [
        `${name}.js`,
        await bundleModule(join(SDK, `${name}.ts`)),
      ],
    ),
  );
  return new Map([
    ["package.json", Buffer.from(`${JSON.stringify(about, null, 2)}\n`)],
    ["README.md", await readFile(join(SDK, "README.md"))],
    ["index.js", await bundleTracker({ entry: join(SDK, "index.ts"), format: "esm" })],
    ["index.d.ts", Buffer.from(DOOR_TYPES)],
    ["api.d.ts", await readFile(join(SDK, "api.ts"))],
    ...modules,
  ]);
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2);
  if (!folder) throw new Error("Say where to: node local/build/npm-package.ts FOLDER");
  await placeFiles(folder, await buildPackage());
}
