/**
 * The style sheets of the page and of the views. esbuild follows `import()` when it gathers the sheets of an entry, and
 * so puts every lazy view's sheet into the page's, and the page's into each view's; here each brings its own.
 */
import { basename, extname } from "node:path";
import { build, type Loader, type Metafile, type OutputFile, type Plugin } from "esbuild";

/** What scripts and sheets refer to beside themselves. */
export const ASSETS: Record<string, Loader> = { ".svg": "file", ".woff2": "file", ".png": "file" };

const SHEET = /\.css$/;
const NAMESPACE = "sheets";

/** The sheets that `entry` and what it imports statically import, in the order in which they apply. */
export function sheetsOf({ inputs }: Metafile, entry: string): string[] {
  const [modules, sheets] = [new Set<string>(), new Set<string>()];
  const visit = (path: string): void => {
    modules.add(path);
    for (const { path: imported, kind } of inputs[path]?.imports ?? []) {
      if (kind !== "import-statement") continue;
      if (SHEET.test(imported)) sheets.add(imported);
      else if (!modules.has(imported)) visit(imported);
    }
  };
  visit(entry);
  return [...sheets];
}

/** Scripts that import a sheet import nothing. */
export const withoutSheets: Plugin = {
  name: "without sheets",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: SHEET }, ({ path, kind }) =>
      kind === "import-statement" ? { path, namespace: NAMESPACE } : undefined,
    );
    onLoad({ filter: SHEET, namespace: NAMESPACE }, () => ({ contents: "", loader: "js" }));
  },
};

export interface Sheets {
  outputFiles: OutputFile[];
  /** Source of the script → path of its sheet; none for a script without one. */
  sheets: Map<string, string>;
}

/** One sheet for each of `entries` that has any, of what the first of them, the page, does not bring already. */
export async function bundleSheets(
  folder: string,
  metafile: Metafile,
  entries: readonly string[],
): Promise<Sheets> {
  const [page = "", ...others] = entries;
  const first = sheetsOf(metafile, page);
  const rest = (entry: string) => sheetsOf(metafile, entry).filter((sheet) => !first.includes(sheet));
  const wanted = new Map([[page, first], ...others.map((entry) => [entry, rest(entry)] as const)]);
  const full = [...wanted].filter(([, sheets]) => sheets.length > 0);
  const { outputFiles, metafile: made } = await build({
    ...{ absWorkingDir: folder, bundle: true, minify: true, write: false, metafile: true, charset: "utf8" },
    ...{
      outdir: "/",
      entryNames: "assets/[name]-[hash]",
      assetNames: "assets/[name]-[hash]",
      publicPath: "/",
    },
    loader: ASSETS,
    entryPoints: full.map(([entry]) => ({
      in: `${NAMESPACE}:${entry}`,
      out: basename(entry, extname(entry)),
    })),
    plugins: [together(folder, wanted)],
  });
  const sheets = Object.entries(made.outputs).flatMap(([path, { entryPoint }]) =>
    entryPoint === undefined ? [] : [[entryPoint.slice(NAMESPACE.length + 1), path] as const],
  );
  return { outputFiles, sheets: new Map(sheets) };
}

/** `sheets:<entry>` is a sheet that imports the entry's. */
const together = (folder: string, wanted: ReadonlyMap<string, readonly string[]>): Plugin => ({
  name: "together",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^${NAMESPACE}:`) }, ({ path }) => ({
      path: path.slice(NAMESPACE.length + 1),
      namespace: NAMESPACE,
    }));
    onLoad({ filter: /./, namespace: NAMESPACE }, ({ path }) => ({
      contents: (wanted.get(path) ?? [])
        .map((sheet) => `@import ${JSON.stringify(`./${sheet}`)};`)
        .join("\n"),
      loader: "css",
      resolveDir: folder,
    }));
  },
});
