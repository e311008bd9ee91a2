import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Loader, Metafile, Plugin } from "esbuild";

const PART = /\.tsx?$/;

/** The outputs that a page needs at once: those of `entries`, and all that they import statically. */
export function firstOutputs({ outputs }: Metafile, entries: readonly string[]): string[] {
  const found = new Set(
    Object.keys(outputs).filter((path) => entries.includes(outputs[path]?.entryPoint ?? "")),
  );
  for (const path of found)
    for (const { path: imported, kind } of outputs[path]?.imports ?? [])
      if (kind === "import-statement") found.add(imported);
  return [...found];
}

/**
 * Keeps what is loaded first in one piece. A module that some lazy parts share with the page would get a chunk for each
 * different set of them, some twenty files that compress badly; as every lazy part here is said to need all of the
 * first load, which is there anyway, the sets are one.
 */
export const gather = (folder: string, metafile: Metafile, entries: readonly string[]): Plugin => {
  const first = firstOutputs(metafile, entries)
    .flatMap((path) => Object.keys(metafile.outputs[path]?.inputs ?? {}))
    .filter((source) => PART.test(source) && !entries.includes(source));
  const lazy = new Set(
    Object.values(metafile.outputs).flatMap(({ entryPoint }) =>
      entryPoint && !entries.includes(entryPoint) && PART.test(entryPoint) ? [entryPoint] : [],
    ),
  );
  return {
    name: "gather",
    setup(build) {
      build.onLoad({ filter: PART }, async ({ path }) => {
        const source = relative(folder, path).replaceAll("\\", "/");
        if (!lazy.has(source)) return undefined;
        const imports = first.map((each) => `import ${JSON.stringify(join(folder, each))};`);
        const loader: Loader = path.endsWith("x") ? "tsx" : "ts";
        return { contents: `${await readFile(path, "utf8")}\n${imports.join("\n")}\n`, loader };
      });
    },
  };
};
