/** Who is measured: ours by the built script, the peers by what they publish on npm, each with what it can capture switched on. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import { buildTracker } from "../../local/build/tracker.ts";

const TOP = join(import.meta.dirname, "../..");

export interface Contender {
  name: string;
  /** As a page loads it from them. */
  published(): Promise<Uint8Array>;
  /** A script that starts it in the page and offers `bench(name, props)`. */
  script(): Promise<Uint8Array>;
}

/** What is only loaded when it is needed (a recorder, say) is no part of what a page loads. */
const loadedLater: Plugin = {
  name: "what is loaded later stays away",
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ path, kind }) =>
      kind === "dynamic-import" ? { path, external: true } : undefined,
    );
  },
};

/** A site's own script with the peer's package in it. */
async function bundle(source: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: TOP, loader: "ts" },
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: "es2021",
    legalComments: "none",
    plugins: [loadedLater],
  });
  const [output] = outputFiles;
  if (!output) throw new Error("esbuild gave no file");
  return output.contents;
}

async function ours(): Promise<Uint8Array> {
  const script = (await buildTracker(join(TOP, "sdk"))).get("script.js");
  if (!script) throw new Error("the build holds no script.js");
  return script;
}

export const CONTENDERS: Contender[] = [
  {
    name: "(none)",
    published: async () => Buffer.alloc(0),
    script: async () => Buffer.from("bench = () => {}"),
  },
  {
    name: "footfall",
    published: ours,
    script: async () =>
      Buffer.concat([await ours(), Buffer.from("\nbench = (name, props) => footfall.track(name, props)")]),
  },
  {
    name: "@plausible-analytics/tracker 0.4.6",
    published: () => readFile(join(TOP, "node_modules/@plausible-analytics/tracker/plausible.js")),
    script: () =>
      bundle(`import { init, track } from "@plausible-analytics/tracker";
        window.__plausible = true;
        init({ domain: "shop.example", endpoint: location.origin + "/capture", captureOnLocalhost: true,
          outboundLinks: true, fileDownloads: true, formSubmissions: true, logging: false });
        window.bench = (name, props) => track(name, { props });`),
  },
  {
    name: "@openpanel/web 1.4.1",
    published: () =>
      bundle(
        'export * from "@openpanel/web"; import { OpenPanel } from "@openpanel/web"; window.OpenPanel = OpenPanel;',
      ),
    script: () =>
      bundle(`import { OpenPanel } from "@openpanel/web";
        const panel = new OpenPanel({ clientId: "shop", apiUrl: location.origin + "/capture", trackScreenViews: true,
          trackOutgoingLinks: true, trackAttributes: true });
        window.bench = (name, props) => panel.track(name, props);`),
  },
  {
    name: "posthog-js 1.449.2",
    published: () => readFile(join(TOP, "node_modules/posthog-js/dist/array.js")),
    script: () =>
      bundle(`import posthog from "posthog-js";
        posthog.init("phc_bench", { api_host: location.origin + "/capture", opt_out_useragent_filter: true,
          disable_session_recording: true, request_batching: true });
        window.bench = (name, props) => posthog.capture(name, props);`),
  },
];
