import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { bundle } from "../local/build/dashboard.ts";

const MAX_FIRST_LOAD_BYTES = 60_000;

/** What index.html loads before anything is on the page: the entry and all that it imports statically. */
test(`the first load's JavaScript is at most ${MAX_FIRST_LOAD_BYTES} bytes gzipped`, async () => {
  const { outputFiles, metafile } = await bundle(import.meta.dirname, ["main.tsx"]);
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
