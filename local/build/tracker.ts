import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type BuildOptions, build, type Plugin } from "esbuild";
import { type Files, headersFile, IMMUTABLE, listFiles } from "./files.ts";

/** A fix reaches every page within the hour; the platform adds the ETag, so asking again costs no bytes. */
const SHORT = "public, max-age=3600, stale-while-revalidate=86400";

/** The platform takes a hundred rules in all. */
const MAX_IMMUTABLE_RULES = 60;

/** Any page may embed the tracker: also one with COEP, with SRI, or one that measures its own resources. */
const FOR_ANY_PAGE = {
  "Access-Control-Allow-Origin": "*",
  "Cross-Origin-Resource-Policy": "cross-origin",
  "Timing-Allow-Origin": "*",
  "X-Content-Type-Options": "nosniff",
};

/** Logical assignment stays as it is: Chrome 85, Firefox 79, Safari 14. */
const TARGET = "es2021";

/** Names that only the tracker reads, in the browser's storage. They are for ever: an older tracker may have written. */
const STORED_NAMES = { key: "k", head: "h", bytes: "b", untilMs: "u", seenMs: "s", waits: "w" };

/** Loaded only where a site asks for them. */
export const MODULES = ["vitals", "errors"];

/** `readable`: for tests, the same without any shortening. */
export type Form = "short" | "readable";

export interface Door {
  entry: string;
  format?: "iife" | "esm";
  form?: Form;
  /** What the names of the lazy modules carry; the tag asks for them by that name. */
  modulesHash?: string;
}

/** A door of the tracker as the page gets it. The lazy modules are no part of it. */
export const bundleTracker = ({ entry, format = "iife", form = "short", modulesHash = "" }: Door) =>
  bundle({
    entryPoints: [entry],
    format,
    minify: form === "short",
    define: { MODULES_HASH: JSON.stringify(modulesHash) },
    plugins: [lazyModulesBeside],
    mangleProps: new RegExp(`^(${Object.keys(STORED_NAMES).join("|")})$`),
    mangleCache: STORED_NAMES,
  });

/** A lazy module, with all that it needs: it shares nothing with the tracker but the call that starts it. */
export const bundleModule = (entry: string, form: Form = "short") =>
  bundle({ entryPoints: [entry], format: "esm", minify: form === "short" });

const lazyModulesBeside: Plugin = {
  name: "lazy modules stay beside",
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`^\\./(${MODULES.join("|")})\\.ts$`) }, ({ path }) => ({
      path: path.replace(/ts$/, "js"),
      external: true,
    }));
  },
};

async function bundle(options: BuildOptions): Promise<Uint8Array> {
  const { outputFiles } = await build({
    bundle: true,
    write: false,
    target: TARGET,
    charset: "utf8",
    legalComments: "none",
    // Nothing in it depends on strict mode, so the page need not load the word.
    tsconfigRaw: { compilerOptions: { alwaysStrict: false } },
    ...options,
  });
  const [output] = outputFiles ?? [];
  if (!output) throw new Error(`esbuild gave no file for ${options.entryPoints}`);
  return output.contents;
}

export const shortHash = (content: Uint8Array) =>
  createHash("sha256").update(content).digest("hex").slice(0, 16);
export const integrityOf = (content: Uint8Array) =>
  `sha384-${createHash("sha384").update(content).digest("base64")}`;

/**
 * What the edge serves: `script.js`, the same under its hash for pages that pin it, its lazy modules, every script that
 * was released before (sdk/releases), and `script/integrity.json`, which says what to pin them with.
 */
export async function buildTracker(folder: string, form: Form = "short"): Promise<Files> {
  const modules = await Promise.all(MODULES.map((name) => bundleModule(join(folder, `${name}.ts`), form)));
  const modulesHash = shortHash(Buffer.concat(modules)).slice(0, 6);
  const script = await bundleTracker({ entry: join(folder, "script.ts"), form, modulesHash });
  const path = `script/${shortHash(script)}.js`;
  const immutable: Files = new Map([
    ...(await readReleases(join(folder, "releases"))),
    ...modules.map((module, index): [string, Uint8Array] => [
      `script/${MODULES[index]}.${modulesHash}.js`,
      module,
    ]),
    [path, script],
  ]);
  const integrity = Object.fromEntries(
    [...immutable].map(([each, content]) => [`/${each}`, integrityOf(content)]),
  );
  return new Map([
    ["script.js", script],
    ...immutable,
    [
      "script/integrity.json",
      Buffer.from(
        `${JSON.stringify({ path: `/${path}`, integrity: integrity[`/${path}`], all: integrity }, null, 2)}\n`,
      ),
    ],
    [
      "_headers",
      headersFile([
        { path: "/script.js", headers: { "Cache-Control": SHORT, ...FOR_ANY_PAGE } },
        { path: "/script/*", headers: FOR_ANY_PAGE },
        { path: "/script/integrity.json", headers: { "Cache-Control": SHORT } },
        // One by one: a pattern would also have browsers keep a 404 for a year. What is left out is asked for again.
        ...[...immutable.keys()]
          .slice(-MAX_IMMUTABLE_RULES)
          .map((each) => ({ path: `/${each}`, headers: { "Cache-Control": IMMUTABLE } })),
      ]),
    ],
  ]);
}

/** A page that pinned a script asks for it as long as it stands, so a released file is served for ever. */
async function readReleases(folder: string): Promise<Files> {
  const names = await listFiles(folder);
  return new Map(
    await Promise.all(
      names.map(
        async (name): Promise<[string, Uint8Array]> => [`script/${name}`, await readFile(join(folder, name))],
      ),
    ),
  );
}
