import { gzipSync } from "node:zlib";
import type { Metafile } from "esbuild";
import { expect, test } from "vitest";
import { AT_ONCE, bundle } from "../local/build/dashboard.ts";
import { firstOutputs } from "../local/build/gather.ts";
import { VIEW_NAMES } from "./views/names.ts";

const MAX_FIRST_LOAD_BYTES = 60_000;

/** What a populated overview needs, in English: the page, and the chart, which draws itself after the first numbers. */
const firstLoad = (metafile: Metafile): string[] => firstOutputs(metafile, ["main.tsx", ...AT_ONCE]);

const { outputFiles, metafile } = await bundle(import.meta.dirname, ["main.tsx"]);
const fileOf = (path: string) => outputFiles.find((file) => path.endsWith(file.path));

test(`the first load's JavaScript is at most ${MAX_FIRST_LOAD_BYTES} bytes gzipped`, () => {
  const scripts = firstLoad(metafile).flatMap((path) => fileOf(path) ?? []);
  expect(scripts.length).toBeGreaterThan(0);
  const bytes = scripts.reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0);
  expect(bytes).toBeLessThanOrEqual(MAX_FIRST_LOAD_BYTES);
});

test("no view but the overview, and no language but English, is part of it", () => {
  const sources = firstLoad(metafile).flatMap((path) => Object.keys(metafile.outputs[path]?.inputs ?? {}));
  expect(sources).toContain("view/overview.tsx");
  const lazy = /^views\/\w+\/(?!words)|messages\/(?!en|index|catalogue|languages)\w+\.ts$/;
  expect(sources.filter((source) => lazy.test(source))).toEqual([]);
  const entries = Object.values(metafile.outputs).flatMap(({ entryPoint }) => entryPoint ?? []);
  for (const view of VIEW_NAMES.filter((name) => name !== "overview"))
    expect(entries).toContain(`views/${view}/view.tsx`);
});
