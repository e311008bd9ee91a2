import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";

const MAX_FIRST_LOAD_BYTES = 60_000;

/** What index.html loads before anything is on the page: the entry and all that it imports statically. */
test(`the first load's JavaScript is at most ${MAX_FIRST_LOAD_BYTES} bytes gzipped`, async () => {
  const { outputFiles, metafile } = await build({
    absWorkingDir: import.meta.dirname,
    entryPoints: ["main.tsx"],
    outdir: "/",
    bundle: true,
    splitting: true,
    format: "esm",
    minify: true,
    write: false,
    metafile: true,
    jsx: "automatic",
    jsxImportSource: "preact",
    target: "es2022",
    legalComments: "none",
  });
  const lazy = new Set(
    Object.values(metafile.outputs).flatMap(({ imports }) =>
      imports.filter(({ kind }) => kind === "dynamic-import").map(({ path }) => path.split("/").at(-1)),
    ),
  );
  const first = outputFiles.filter(({ path }) => path.endsWith(".js") && !lazy.has(path.split("/").at(-1)));
  expect(first.length).toBeGreaterThan(0);
  const bytes = first.reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0);
  expect(bytes).toBeLessThanOrEqual(MAX_FIRST_LOAD_BYTES);
});
