import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { build, type Metafile, type OutputFile, type Plugin } from "esbuild";
import { type Files, headersFile, IMMUTABLE, listFiles } from "./files.ts";
import { firstOutputs, gather } from "./gather.ts";
import { linesOnly } from "./lines-only.ts";
import { ASSETS, bundleSheets, withoutSheets } from "./styles.ts";

/** `src` and `href` of index.html that name a source beside it: those are what there is to build. */
const REFERENCE = /(\s(?:src|href)=")(?:\.?\/)?([\w./-]+\.(?:tsx?|css))(")/g;

/** The page may load from its own origin only; charts and views style elements through the DOM, not by markup. */
const PAGE_HEADERS = {
  "Cache-Control": "no-cache",
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/** A share's link is a path of its own, and may stand in anybody's frame: it reads with its own token and sends no cookie. */
const SHARE_HEADERS = {
  ...PAGE_HEADERS,
  "Content-Security-Policy": PAGE_HEADERS["Content-Security-Policy"].replace(
    "frame-ancestors 'none'",
    "frame-ancestors *",
  ),
};

/** The dashboard as static files: everything that index.html refers to, bundled under hashed names, and `public/` as it is. */
export async function buildDashboard(folder: string): Promise<Files> {
  const page = join(folder, "index.html");
  if (!existsSync(page)) return new Map();
  const html = await readFile(page, "utf8");
  const entries = [...html.matchAll(REFERENCE)].map(([, , source = ""]) => source);
  const { outputFiles, metafile, sheets } = await bundle(folder, entries);
  const files: Files = new Map(outputFiles.map((file) => [pathOf(file), file.contents]));
  for (const path of await listFiles(join(folder, "public")))
    files.set(path, await readFile(join(folder, "public", path)));
  const hints = [...styleHints(sheets), ...preloads(metafile, entries)];
  files.set("index.html", Buffer.from(referToOutputs(html, outputsOf(metafile, sheets), hints)));
  files.set(
    "_headers",
    headersFile([
      { path: "/", headers: PAGE_HEADERS },
      { path: "/share", headers: SHARE_HEADERS },
      { path: "/assets/*", headers: { "Cache-Control": IMMUTABLE, "X-Content-Type-Options": "nosniff" } },
    ]),
  );
  return files;
}

/** Fetched by every page that opens, so soon as its first script has run. */
export const AT_ONCE = ["view/chart.tsx"];

/**
 * The bundle as it is served: `entries` and what they import, of the sources in `folder`; nothing is written. `sheets`
 * says which style sheet each script brings along.
 */
export async function bundle(folder: string, entries: string[]) {
  const { metafile } = await bundleWith(folder, entries, []);
  const scripts = Object.values(metafile.outputs).flatMap(({ entryPoint = "" }) =>
    SCRIPT.test(entryPoint) && !entries.includes(entryPoint) ? entryPoint : [],
  );
  const pages = entries.filter((entry) => SCRIPT.test(entry));
  const { outputFiles, sheets } = await bundleSheets(folder, metafile, [...pages, ...scripts]);
  const gathered = await bundleWith(folder, entries, [withoutSheets, gather(folder, metafile, entries)]);
  return { ...gathered, outputFiles: [...gathered.outputFiles, ...outputFiles], sheets };
}

const SCRIPT = /\.tsx?$/;

const bundleWith = (folder: string, entries: string[], plugins: Plugin[]) =>
  build({
    plugins: [linesOnly, ...plugins],
    absWorkingDir: folder,
    entryPoints: entries,
    outdir: "/",
    entryNames: "assets/[name]-[hash]",
    chunkNames: "assets/[name]-[hash]",
    assetNames: "assets/[name]-[hash]",
    loader: ASSETS,
    publicPath: "/",
    bundle: true,
    splitting: true,
    format: "esm",
    minify: true,
    write: false,
    metafile: true,
    jsx: "automatic",
    jsxImportSource: "preact",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
  });

const pathOf = ({ path }: OutputFile) => relative("/", path).replaceAll("\\", "/");

interface Output {
  path: string;
  /** Of the style sheets that a script imports. */
  css?: string;
}

/** Source as index.html names it → what was built from it. */
function outputsOf({ outputs }: Metafile, sheets: ReadonlyMap<string, string>): Map<string, Output> {
  return new Map(
    Object.entries(outputs).flatMap(([path, { entryPoint = "" }]) => {
      const css = sheets.get(entryPoint);
      return entryPoint === ""
        ? []
        : [[entryPoint, { path: fromRoot(path), ...(css !== undefined && { css: fromRoot(css) }) }]];
    }),
  );
}

/** esbuild speaks of outputs relative to its working folder; all of ours lie under `/`. */
const fromRoot = (path: string) => path.replace(/^(?:\.\.\/)*/, "/").replaceAll("//", "/");

const VIEW = /(?:^|\/)views\/([\w-]+)\/view\.tsx$/;

/**
 * The style sheets of lazily loaded views, by the views' names: a script cannot fetch the sheet that it imports, so
 * the page says where each is, and whoever opens the view fetches both.
 */
const styleHints = (sheets: ReadonlyMap<string, string>): string[] =>
  [...sheets].flatMap(([entry, path]) => {
    const name = VIEW.exec(entry)?.[1];
    return name === undefined ? [] : [`<meta name="styles:${name}" content="${fromRoot(path)}">`];
  });

/** Scripts that the page's own script imports, or fetches at once: without a hint each would wait for the one before. */
const preloads = (metafile: Metafile, entries: readonly string[]): string[] =>
  firstOutputs(metafile, [...entries, ...AT_ONCE])
    .filter((path) => !entries.includes(metafile.outputs[path]?.entryPoint ?? "") && path.endsWith(".js"))
    .map((path) => `<link rel="modulepreload" href="${fromRoot(path)}">`);

/** index.html with built files in place of sources, and links to the style sheets that scripts bring along. */
export function referToOutputs(
  html: string,
  outputs: Map<string, Output>,
  hints: readonly string[] = [],
): string {
  const styles: string[] = [];
  const referring = html.replace(REFERENCE, (whole, before: string, source: string, after: string) => {
    const output = outputs.get(source);
    if (output?.css) styles.push(`<link rel="stylesheet" href="${output.css}">`);
    return output ? `${before}${output.path}${after}` : whole;
  });
  return referring.replace("</head>", `${[...styles, ...hints].join("")}</head>`);
}
