/** The npm door as a bundler puts it into a site's own script, and on a server. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { placeFiles } from "../local/build/files.ts";
import { buildPackage } from "../local/build/npm-package.ts";
import {
  arrived,
  events,
  goto,
  named,
  origin,
  page,
  requests,
  SITE,
  setting,
  useTracker,
} from "./sdk-page.ts";

const folder = mkdtempSync(join(tmpdir(), "footfall-npm-"));
const installed = join(folder, "node_modules/footfall-js");

beforeAll(async () => placeFiles(installed, await buildPackage()));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A site's own script, bundled as a site does it. */
async function bundleSite(source: string): Promise<Buffer> {
  const entry = join(folder, "site.ts");
  writeFileSync(entry, source);
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, write: false, format: "iife" });
  return Buffer.from(outputFiles[0]?.contents ?? []);
}

describe("the npm door", () => {
  useTracker("short");

  test("counts from before its start, and afterwards", async () => {
    const script = await bundleSite(`
      import { flush, identify, init, track } from "footfall-js";
      track("early", { seats: 2 });
      init({ site: "${SITE}", host: location.origin, include: "local automation", modules: "errors",
        props: { shop: "north" }, beforeSend: (event) => event.name === "secret" ? null : event.name === "broken" ? event.no.such : { ...event, title: undefined } });
      identify("user-7");
      track("secret");
      track("broken");
      init({ site: "other", host: location.origin });
      await0();
      async function await0() { await flush(); document.documentElement.dataset.flushed = "true"; }
    `);
    await page.route("**/site.js", (route) =>
      route.fulfill({ contentType: "text/javascript", body: script }),
    );
    await page.route("**/script.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
    setting.head = '<script defer src="/site.js"></script>';
    await goto("/a");
    await page.waitForSelector("[data-flushed]");
    await arrived(3);
    expect(events().map(({ name }) => name)).toEqual(["early", "pageview", "identify"]);
    expect(named("pageview")[0]).toMatchObject({ url: `${origin}/a`, props: { shop: "north" } });
    expect(named("pageview")[0]).not.toHaveProperty("title");
    expect(requests.every(({ site }) => site === SITE)).toBe(true);
  });
});

test("on a server it does nothing, and keeps nothing", () => {
  const source = `import { flush, init, track } from "footfall-js";
    init({ site: "a.b", host: "https://stats.example" }); track("x"); await flush(); console.log("survived");`;
  writeFileSync(join(folder, "server.mjs"), source);
  expect(execFileSync(process.execPath, [join(folder, "server.mjs")], { encoding: "utf8" })).toBe(
    "survived\n",
  );
});

test("its types are whole: they need no other package", () => {
  writeFileSync(
    join(folder, "typed.ts"),
    `import { init, track, type WireEvent } from "footfall-js";
    init({ site: "a.b", host: "https://stats.example", beforeSend: (event: WireEvent) => event });
    track("order", { items: 2 }, { revenue: { amount: 1, currency: "EUR" } });
    // @ts-expect-error a site is needed
    init({ host: "https://stats.example" });
    // @ts-expect-error a name is a text
    track(7);`,
  );
  const tsc = join(import.meta.dirname, "../node_modules/.bin/tsc");
  const options =
    "--noEmit --strict --skipLibCheck false --module esnext --moduleResolution bundler --lib es2022,dom --types";
  execFileSync(tsc, [...options.split(" "), "", join(folder, "typed.ts")], { cwd: folder, encoding: "utf8" });
}, 60_000);
