import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildDashboard, bundle } from "./build/dashboard.ts";
import { listFiles, placeFiles } from "./build/files.ts";
import { release } from "./build/release-tracker.ts";
import { buildTracker, integrityOf, shortHash } from "./build/tracker.ts";
import { build, mergeFiles } from "./build.ts";

const folder = mkdtempSync(join(tmpdir(), "footfall-build-"));
const dist = join(folder, "dist");
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const text = (path: string) => readFile(join(dist, path), "utf8");

describe("the built tracker", () => {
  beforeAll(() => build(dist));

  test("is served under its name and, for ever the same, under its hash with the integrity to pin it", async () => {
    const { path, integrity, all } = JSON.parse(await text("sdk/script/integrity.json"));
    expect(path).toMatch(/^\/script\/[0-9a-f]{16}\.js$/);
    const script = await text(`sdk${path}`);
    expect(script).toBe(await text("sdk/script.js"));
    expect(integrity).toBe(`sha384-${createHash("sha384").update(script).digest("base64")}`);
    expect(all[path]).toBe(integrity);
    expect(await text("sdk/_headers")).toContain(
      `\n${path}\n  Cache-Control: public, max-age=31536000, immutable\n`,
    );
    expect(await text("sdk/_headers")).toMatch(/\n\/script\/\*\n {2}Access-Control-Allow-Origin: \*\n/);
  });

  test("asks for its lazy modules by names that are served", async () => {
    const { all } = JSON.parse(await text("sdk/script/integrity.json"));
    const modules = Object.keys(all).filter((path) => /vitals|errors/.test(path));
    const [, hash] = /\/script\/errors\.(\w+)\.js/.exec(modules.join()) ?? [];
    expect(modules.sort()).toEqual([`/script/errors.${hash}.js`, `/script/vitals.${hash}.js`]);
    expect(await text("sdk/script.js")).toContain(`.${hash}.js`);
    for (const path of modules) expect(await text(`sdk${path}`)).toMatch(/export\s*\{/);
  });

  test("needs no eval and reaches for no global but its own", async () => {
    expect(await text("sdk/script.js")).not.toMatch(/\beval\(|new Function\b/);
  });

  test("lies in the all-in-one folder too, with its headers", async () => {
    expect(await text("all-in-one/script.js")).toBe(await text("sdk/script.js"));
    expect(await text("all-in-one/_headers")).toContain("/script.js\n");
  });

  test("is left untouched by the next build, also by two at once", async () => {
    const before = statSync(join(dist, "sdk/script.js"));
    await Promise.all([build(dist), build(dist)]);
    const after = statSync(join(dist, "sdk/script.js"));
    expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
    expect(await readdir(dist)).toEqual(["all-in-one", "dashboard", "sdk"]);
  });
});

test("a script that was released is served for ever, and with the hash that its page pinned", async () => {
  const source = join(folder, "tracker");
  await mkdir(join(source, "releases"), { recursive: true });
  for (const name of ["script", "vitals", "errors"])
    writeFileSync(join(source, `${name}.ts`), "export default 1;");
  writeFileSync(join(source, "releases/0123456789abcdef.js"), "old()");
  const files = await buildTracker(source);
  const { all } = JSON.parse(Buffer.from(files.get("script/integrity.json") ?? []).toString());
  expect(Buffer.from(files.get("script/0123456789abcdef.js") ?? []).toString()).toBe("old()");
  expect(all["/script/0123456789abcdef.js"]).toBe(integrityOf(Buffer.from("old()")));
});

test("a release keeps the present script and its modules, under names that are their hashes", async () => {
  const releases = join(folder, "releases");
  const names = await release(releases);
  expect(names).toHaveLength(3);
  expect(await listFiles(releases)).toEqual(expect.arrayContaining(names));
  const [script = ""] = names.filter((name) => /^[0-9a-f]{16}\.js$/.test(name));
  expect(script).toBe(`${shortHash(await readFile(join(releases, script)))}.js`);
});

test("what was released before is unchanged", async () => {
  const releases = join(import.meta.dirname, "../sdk/releases");
  for (const name of (await listFiles(releases)).filter((each) => /^[0-9a-f]{16}\.js$/.test(each)))
    expect(`${shortHash(await readFile(join(releases, name)))}.js`).toBe(name);
});

describe("the built dashboard", () => {
  const source = join(folder, "dashboard");
  beforeAll(async () => {
    await mkdir(join(source, "public"), { recursive: true });
    writeFileSync(join(source, "public/robots.txt"), "User-agent: *\nDisallow: /\n");
    writeFileSync(join(source, "view.css"), "a { color: red }");
    writeFileSync(join(source, "main.css"), "b { color: blue }");
    writeFileSync(join(source, "later.css"), "i { color: green }");
    writeFileSync(
      join(source, "later.ts"),
      'import "./later.css";\nimport "./view.css";\nexport const later = 1;',
    );
    writeFileSync(join(source, "main.tsx"), 'import "./view.css";\nvoid import("./later.ts");\n');
    writeFileSync(
      join(source, "index.html"),
      '<head><link rel="icon" href="/icon.svg"><link rel="stylesheet" href="./main.css"></head>' +
        '<script type="module" src="main.tsx"></script>',
    );
  });

  test("refers to hashed files in place of sources, and to the styles that scripts import", async () => {
    const files = await buildDashboard(source);
    const html = Buffer.from(files.get("index.html") ?? []).toString();
    const references = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, path = ""]) => path);
    expect(references.map((path) => path.replace(/-[A-Z0-9]{8}\./, "."))).toEqual([
      "assets/main.css",
      "assets/main.css",
      "assets/main.js",
    ]);
    for (const path of references) expect([...files.keys()]).toContain(path);
    expect(html).toContain('href="/icon.svg"');
    expect([...files.keys()].filter((path) => /^assets\/later-\w+\.js$/.test(path))).toHaveLength(1);
    expect(files.has("robots.txt")).toBe(true);
  });

  test("keeps the styles of what is loaded later out of the page's, and the page's out of theirs", async () => {
    const { sheets, outputFiles } = await bundle(source, ["main.tsx"]);
    const texts = [...sheets].map(([entry, path]) => [
      entry,
      outputFiles.find((file) => path.endsWith(file.path))?.text.trim(),
    ]);
    expect(texts).toEqual([
      ["main.tsx", "a{color:red}"],
      ["later.ts", "i{color:green}"],
    ]);
  });

  test("is nothing where there are no sources", async () => {
    expect(await buildDashboard(join(folder, "nowhere"))).toEqual(new Map());
  });
});

test("placing files removes what is no longer built", async () => {
  const out = join(folder, "out");
  await placeFiles(out, new Map([["a/old.js", Buffer.from("1")]]));
  await placeFiles(out, new Map([["a/new.js", Buffer.from("2")]]));
  expect(await listFiles(out)).toEqual(["a/new.js"]);
});

test("merged files keep the headers of both", () => {
  const merged = mergeFiles(
    new Map([["_headers", Buffer.from("/script.js\n")]]),
    new Map([["_headers", Buffer.from("/\n")]]),
  );
  expect(Buffer.from(merged.get("_headers") ?? []).toString()).toBe("/script.js\n/\n");
});
