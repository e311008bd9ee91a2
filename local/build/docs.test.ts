/** The pages under /docs, and the Markdown that they are made of. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { anchorOf, buildDocs } from "./docs.ts";
import type { Files } from "./files.ts";

const TOP = join(import.meta.dirname, "../..");
const DOCS = join(TOP, "docs");
let files: Files;
beforeAll(async () => {
  files = await buildDocs(DOCS, join(TOP, "dashboard/style/tokens.css"));
});
const html = (path: string) => Buffer.from(files.get(path) ?? []).toString();
const pages = () => [...files.keys()].filter((path) => path.endsWith(".html"));

test("every page of docs/ is there, and in the navigation of each", async () => {
  const written = (await readdir(DOCS)).filter((name) => name.endsWith(".md"));
  expect(pages()).toHaveLength(written.length);
  for (const path of pages()) {
    expect(
      html(path)
        .match(/<nav[\s\S]*<\/nav>/)?.[0]
        .match(/<a /g),
    ).toHaveLength(written.length);
    expect(html(path).match(/aria-current/g)).toHaveLength(1);
  }
});

test("every link inside leads to a page that is there, and to a heading on it", () => {
  const anchors = new Map(
    pages().map((path) => [
      path === "docs/index.html" ? "/docs/" : `/${path.replace(".html", "")}`,
      new Set([...html(path).matchAll(/<h\d id="([^"]*)"/g)].map(([, id]) => id)),
    ]),
  );
  const links = [...anchors.keys()].flatMap((from) => {
    const path = from === "/docs/" ? "docs/index.html" : `${from.slice(1)}.html`;
    const targets = [...html(path).matchAll(/<a href="((?:\/docs|#)[^"]*)"/g)].map(([, to = ""]) => to);
    return targets.map((to) => (to.startsWith("#") ? from + to : to));
  });
  expect(links.length).toBeGreaterThan(400);
  const broken = links.filter((to) => {
    const [page = "", anchor] = to.split("#");
    return !anchors.has(page) || (anchor !== undefined && !anchors.get(page)?.has(anchor));
  });
  expect(broken).toEqual([]);
});

test("links into the repository are text, and nothing runs or is fetched from elsewhere", () => {
  for (const path of pages()) {
    expect(html(path)).not.toMatch(/href="(?:\.\.|[\w-]+\.md)/);
    expect(html(path)).not.toMatch(/<(?:script|style)|<[a-z][^>]*\s(?:on\w+|src)=/);
  }
});

test("code of an example stays text", async () => {
  expect(await readFile(join(DOCS, "sdk.md"), "utf8")).toContain("<script defer");
  expect(html("docs/sdk.html")).toContain("&lt;script defer");
});

test.each([
  ["The whole path: `npm run bench -- pipeline`", "the-whole-path-npm-run-bench----pipeline"],
  ["`POST /v1/query`", "post-v1query"],
  ["2. The debugger", "2-the-debugger"],
])("the anchor of %s is %s", (heading, anchor) => {
  expect(anchorOf(heading)).toBe(anchor);
});
