/** A view brings its own style sheet, and nobody else's lies under it: a class must not be styled by luck. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Metafile } from "esbuild";
import { expect, test } from "vitest";
import { bundle } from "../local/build/dashboard.ts";

const { metafile, sheets, outputFiles } = await bundle(import.meta.dirname, ["main.tsx"]);
const entries = Object.values(metafile.outputs).flatMap(({ entryPoint = "" }) =>
  entryPoint.endsWith(".tsx") ? entryPoint : [],
);

const textOf = (entry: string): string =>
  outputFiles.find(({ path }) => sheets.get(entry)?.endsWith(path))?.text ?? "";
const styledIn = (sheet: string) =>
  new Set([...sheet.matchAll(/\.([a-z][\w-]*)/g)].map(([, name = ""]) => name));
const ofPage = styledIn(textOf("main.tsx"));
const ofAny = styledIn([...sheets.keys()].map(textOf).join("\n"));

/** What an entry consists of: itself and what it imports statically. */
function partsOf({ inputs }: Metafile, entry: string): Set<string> {
  const parts = new Set([entry]);
  for (const part of parts)
    for (const { path, kind } of inputs[part]?.imports ?? [])
      if (kind === "import-statement" && path.endsWith(".tsx")) parts.add(path);
  return parts;
}

/** Words of `class` attributes, conditions and all: those that no sheet knows are none. */
const classesIn = (source: string): string[] =>
  [...source.matchAll(/\bclass=(?:"([^"]*)"|\{([^}]*)\})/g)].flatMap(
    ([, text, expression]) => (text ?? expression ?? "").match(/[a-z][\w-]*/g) ?? [],
  );

test.each(entries)("%s has the styles of its classes", (entry) => {
  const own = styledIn(textOf(entry));
  const parts = [...partsOf(metafile, entry)].filter((part) => /^views?\//.test(part));
  const used = parts.flatMap((part) =>
    classesIn(readFileSync(join(import.meta.dirname, part), "utf8")).map((name) => ({ name, part })),
  );
  expect(used.filter(({ name }) => ofAny.has(name) && !ofPage.has(name) && !own.has(name))).toEqual([]);
});

test("the page's sheet holds none of a view's", () => {
  expect(ofPage.size).toBeGreaterThan(50);
  expect(
    [...ofPage].filter((name) => ["view-head", "form", "event-list", "time-bars"].includes(name)),
  ).toEqual([]);
});
