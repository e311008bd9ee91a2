/** Every example of docs/asking.md, as it stands there, against a running Footfall. */
import { execFile, execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createContext, runInContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../local/browser.ts";
import { theFootfall } from "./footfall.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../docs/asking.md"), "utf8");
const footfall = theFootfall();
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "footfall-asking-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The page's examples in one language, in order. */
const examples = (language: string): string[] =>
  [...PAGE.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, of, code = ""]) =>
    of === language ? [code] : [],
  );

async function made(path: string, body: object): Promise<{ token: string }> {
  const response = await fetch(footfall.url + path, {
    method: "POST",
    headers: { authorization: `Bearer ${footfall.token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return (await response.json()) as { token: string };
}

let site = { id: "", key: "" };
let token = "";
let share = "";
/** Two readers of the documentation, one of whom came back to it, and one of the front page. */
beforeAll(async () => {
  site = await footfall.createSite("Asking", ["example.com"]);
  const events = [
    ["ada", "/docs"],
    ["ada", "/docs"],
    ["bob", "/docs"],
    ["cleo", "/"],
  ].map(([anonymous_id, path], minute) => ({
    ...{ id: crypto.randomUUID(), name: "pageview", timestamp: `2026-03-02T10:0${minute}:00Z` },
    ...{ url: `https://example.com${path}`, visitor: { anonymous_id: `asking:${anonymous_id}` } },
  }));
  await footfall.record({ site: site.key, events });
  const sites = [site.id];
  token = (await made("/v1/tokens", { name: "examples", scopes: ["stats:read"], sites })).token;
  share = (await made("/v1/shares", { site_id: site.id, name: "a page" })).token;
});

const variables = () => ({ FOOTFALL: footfall.url, TOKEN: token, SITE_ID: site.id });

async function printedBy(program: string, file: string, code: string): Promise<string> {
  writeFileSync(join(folder, file), code);
  const { stdout } = await run(program, [join(folder, file)], { env: { ...process.env, ...variables() } });
  return stdout;
}

const isThere = (program: string, ...args: string[]) => spawnSync(program, args).status === 0;

/** The table that a frame's example asks for, where its language is not installed: its own question, put by us. */
async function tableAskedBy(code: string): Promise<string> {
  const said = [...code.matchAll(/"?\b(metrics|dimensions|date_range|format)"?(?: =|:) "([^"]*)"/g)];
  const question = new URLSearchParams(said.map(([, key = "", value = ""]) => [key, value]));
  expect(code).toContain("/v1/query?");
  const address = `${footfall.url}/v1/query?site_id=${site.id}&${question}`;
  return (await fetch(address, { headers: { authorization: `Bearer ${token}` } })).text();
}
const TABLE = '"event:page","visitors","pageviews"\n"/docs",2,3\n"/",1,1\n';

describe("the examples", () => {
  test("curl asks in JSON", async () => {
    const printed = JSON.parse(await printedBy("bash", "json.sh", examples("sh")[0] ?? ""));
    expect(printed.results).toEqual([{ dimensions: ["/docs"], metrics: [2, 3] }]);
  });

  test("curl asks for a table", async () => {
    expect(await printedBy("bash", "csv.sh", examples("sh")[1] ?? "")).toBe(TABLE);
  });

  test("Node asks two questions at once", async () => {
    expect(await printedBy(process.execPath, "ask.mjs", examples("js")[0] ?? "")).toBe(
      "visitors 3\n/docs 2\n/ 1\n",
    );
  });

  test("Python asks", async () => {
    expect(await printedBy("python3", "ask.py", examples("python")[0] ?? "")).toBe("/docs 2\n/ 1\n");
  });

  test("pandas reads a frame", async () => {
    const code = examples("python")[1] ?? "";
    if (!isThere("python3", "-c", "import pandas")) return expect(await tableAskedBy(code)).toBe(TABLE);
    expect(await printedBy("python3", "frame.py", code)).toMatch(/\/docs +2 +3/);
  });

  test("R reads a frame", async () => {
    const code = examples("r")[0] ?? "";
    if (!isThere("Rscript", "--version")) return expect(await tableAskedBy(code)).toBe(TABLE);
    expect(await printedBy("Rscript", "frame.R", code)).toMatch(
      /event:page visitors pageviews\n +\/docs +2 +3\n +\/ +1 +1/,
    );
  });

  test("a spreadsheet's function fills a table, and says what is refused", () => {
    const sheet = createContext({ ...googleSheets() });
    runInContext(examples("gs")[0] ?? "", sheet);
    const cells = (call: string) => JSON.parse(String(runInContext(`JSON.stringify(${call})`, sheet)));
    expect(cells('FOOTFALL("visitors,pageviews", "event:page", "2026-03-01,2026-03-31")')).toEqual([
      ["event:page", "visitors", "pageviews"],
      ["/docs", 2, 3],
      ["/", 1, 1],
    ]);
    expect(() => cells('FOOTFALL("visitor", "", "7d")')).toThrow(
      "`metrics[0]` must be one of the allowed words",
    );
  });

  test("a page of another origin asks with a share", async () => {
    const page = (examples("html")[0] ?? "")
      .replace("$FOOTFALL", footfall.url)
      .replace("$SHARE", share)
      .replace("$SITE_ID", site.id);
    const server = createServer((_, response) => response.setHeader("content-type", "text/html").end(page));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const browser = await launchBrowser();
    try {
      const tab = await browser.newPage();
      await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      await expect.poll(() => tab.textContent("#visitors"), { timeout: 15_000 }).toBe("3");
    } finally {
      await browser.close();
      server.close();
    }
  });

  test("are all of those on the page", () => {
    const languages = [...PAGE.matchAll(/^```(\w+)$/gm)].map(([, language]) => language);
    expect(languages.toSorted()).toEqual(["gs", "html", "js", "python", "python", "r", "sh", "sh"]);
  });
});

/** What the function uses of Apps Script; it fetches while the script waits, hence in a process. */
const googleSheets = () => ({
  PropertiesService: {
    getScriptProperties: () => ({
      getProperty: (name: "FOOTFALL" | "TOKEN" | "SITE_ID") => variables()[name],
    }),
  },
  UrlFetchApp: {
    fetch(address: string, { headers }: { headers: Record<string, string> }) {
      const carried = Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
      const told = execFileSync("curl", ["--silent", "-w", "\n%{http_code}", ...carried, address], {
        encoding: "utf8",
      });
      const end = told.lastIndexOf("\n");
      return { getResponseCode: () => Number(told.slice(end + 1)), getContentText: () => told.slice(0, end) };
    },
  },
  Utilities: {
    parseCsv: (text: string) =>
      text
        .trimEnd()
        .split("\n")
        .map((line) => line.split(",").map((cell) => cell.replace(/^"(.*)"$/, "$1"))),
  },
});
