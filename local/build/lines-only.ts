import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

/** uPlot keeps each way to draw a series for whoever asks by name; our charts draw lines. A tenth of its bytes. */
const UNUSED = ["stepped", "bars", "spline"];

/** Takes the ways that nobody asks for out of uPlot, so that what they call is left out as well. */
export const linesOnly: Plugin = {
  name: "lines only",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]uPlot\.esm\.js$/ }, async ({ path }) => ({
      contents: UNUSED.reduce(withoutPath, await readFile(path, "utf8")),
    }));
  },
};

function withoutPath(source: string, name: string): string {
  const assignment = new RegExp(`^\\s*\\(?paths\\.${name}\\s*=\\s*\\w+\\)?;$`, "m");
  if (!assignment.test(source))
    throw new Error(`uPlot no longer has its paths.${name} where we take it out.`);
  return source.replace(assignment, "");
}
