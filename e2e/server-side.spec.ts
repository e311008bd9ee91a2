/** Every example of docs/server-side.md, as it stands there, against a running Footfall. */
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { captureRequest } from "../schema/event.ts";
import { theFootfall } from "./footfall.ts";

const TOP = join(import.meta.dirname, "..");
const PAGE = readFileSync(join(TOP, "docs/server-side.md"), "utf8");
const footfall = theFootfall();
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "footfall-server-side-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The page's examples in one language, in order. */
const examples = (language: string): string[] =>
  [...PAGE.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, of, code = ""]) =>
    of === language ? [code] : [],
  );

let site = { id: "", key: "" };
beforeAll(async () => {
  site = await footfall.createSite("Server side", ["example.com"]);
  const line = `192.0.2.10 - - [${clfTime(new Date())}] "GET /docs HTTP/1.1" 200 512 "-" "Mozilla/5.0 (X11; Linux x86_64; rv:149.0) Gecko/20100101 Firefox/149.0"`;
  writeFileSync(join(folder, "access.log"), `${line}\n`);
});

function clfTime(date: Date): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) (\S+)/.exec(date.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}

const environment = () => ({
  ...process.env,
  ...{ FOOTFALL: footfall.url, TOKEN: footfall.token, SITE_KEY: site.key },
});

async function printedBy(program: string, file: string, code: string): Promise<string> {
  writeFileSync(join(folder, file), code.replace("access.log", join(folder, "access.log")));
  // The example of a log runs where Footfall is checked out.
  const { stdout } = await run(program, [join(folder, file)], { cwd: TOP, env: environment() });
  return stdout;
}

async function stored(): Promise<number> {
  await footfall.flush();
  const { results } = await footfall.query({
    site_id: site.id,
    date_range: "day",
    traffic: "all",
    metrics: ["events"],
  });
  return Number(results[0]?.metrics[0] ?? 0);
}

const isInstalled = (program: string) => spawnSync(program, ["--version"]).status === 0;

describe("the examples", () => {
  test.each([
    ["curl", "bash", "curl.sh", "sh", 0, '{"accepted":1}'],
    ["curl, packed", "bash", "packed.sh", "sh", 1, '{"accepted":1}'],
    ["Node", process.execPath, "count.mjs", "js", 0, "{ accepted: 1 }"],
    ["Python", "python3", "count.py", "python", 0, "{'accepted': 1}"],
    ["PHP", "php", "count.php", "php", 0, "202"],
    ["a log", "bash", "log.sh", "sh", 2, "1 page views sent, 1 accepted"],
  ])("%s counts one event", async (_name, program, file, language, index, expected) => {
    const code = examples(language)[index] ?? "";
    expect(code).not.toBe("");
    if (program === "php" && !isInstalled("php")) return expect(phpEvents(code)).toEqual([]);
    const before = await stored();
    expect(await printedBy(program, file, code)).toContain(expected);
    expect(await stored()).toBe(before + 1);
  });

  test.each(examples("html").map((html) => [html]))("the pixel: %s", async (html) => {
    const address = /src="([^"]*)"/
      .exec(html)?.[1]
      ?.replace("$FOOTFALL", footfall.url)
      .replace("$SITE_KEY", site.key);
    const before = await stored();
    const answer = await fetch(address ?? "", { headers: { Referer: "https://example.com/read-me" } });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/gif"]);
    expect(await stored()).toBe(before + 1);
  });

  test("are all of those on the page", () => {
    const languages = [...PAGE.matchAll(/^```(\w+)$/gm)].map(([, language]) => language);
    expect(languages.toSorted()).toEqual(["html", "html", "js", "php", "python", "sh", "sh", "sh"]);
  });
});

/** Where there is no PHP: what its example builds, read as data, against the contract; the problems found. */
function phpEvents(code: string): unknown[] {
  const array = /\$event = \[([\s\S]*?)\n {4}\];/.exec(code)?.[1] ?? "";
  const json = `{${array}}`
    .replaceAll("=>", ":")
    .replaceAll("(int) (microtime(true) * 1000)", "1795000000000")
    .replaceAll('"https://" . $server["HTTP_HOST"] . $server["REQUEST_URI"]', '"https://example.com/"')
    .replaceAll(/\$server\["\w+"\](?: \?\? "")?/g, '"192.0.2.9"')
    .replaceAll("[", "{")
    .replaceAll("]", "}")
    .replace(/,\s*\}$/, "}");
  const event: unknown = JSON.parse(json);
  const sent = captureRequest.safeParse({ site: site.key, events: [event] });
  const known = sent.success ? Object.keys(sent.data.events[0] ?? {}) : [];
  return [
    ...(sent.error?.issues ?? []),
    ...Object.keys(event as object).filter((key) => !known.includes(key)),
  ];
}
