import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { theFootfall } from "./footfall.ts";

const IMPORT = join(import.meta.dirname, "../local/import-access-log.ts");
const footfall = theFootfall();
const folder = mkdtempSync(join(tmpdir(), "footfall-import-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36";
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0";
const ROBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May"];

/** 1,000 lines of two weeks in May 2015: people and a robot, pages and assets, failures, and three broken lines. */
function makeLog(): string[] {
  let state = 7;
  const chance = (below: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  const pick = <Item>(items: [Item, ...Item[]]): Item => items[chance(items.length)] ?? items[0];
  let at = Date.UTC(2015, 4, 4, 6);
  const line = () => {
    at += chance(2_400_000);
    const day = new Date(at);
    const pad = (n: number) => String(n).padStart(2, "0");
    const time = `${pad(day.getUTCDate())}/${MONTHS[day.getUTCMonth()]}/${day.getUTCFullYear()}:${day.toISOString().slice(11, 19)} +0000`;
    const target = pick(["/", "/about", "/blog/a", "/blog/b?page=2", "/style.css", "/logo.png"]);
    const referrer = pick(["-", "-", "https://www.google.com/search?q=x", "https://news.example.org/story"]);
    return `10.0.${chance(3)}.${chance(12)} - - [${time}] "${pick(["GET", "GET", "GET", "POST"])} ${target} HTTP/1.1" ${pick([200, 200, 200, 404])} 512 "${referrer}" "${pick([CHROME, FIREFOX, ROBOT])}"`;
  };
  const lines = Array.from({ length: 1_000 }, line);
  return [
    ...lines.slice(0, 500),
    "",
    "not a log line",
    ...lines.slice(500),
    '1.2.3.4 - - [99/Foo/2015] "GET',
  ];
}

const LINE =
  /^(\S+) \S+ \S+ \[(\d+)\/(\w+)\/(\d+):([\d:]+) \+0000\] "(\w+) (\S+) [^"]*" (\d+) \d+ "([^"]*)" "([^"]*)"$/;

/** The same lines in a database that shares nothing with Footfall. */
function independent(lines: string[]): DatabaseSync {
  const database = new DatabaseSync(":memory:");
  database.exec(
    "CREATE TABLE lines (n INTEGER PRIMARY KEY, visitor TEXT, day TEXT, at INTEGER, method TEXT, path TEXT, status INTEGER, referrer TEXT, agent TEXT)",
  );
  const insert = database.prepare(
    "INSERT INTO lines (visitor, day, at, method, path, status, referrer, agent) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  );
  for (const line of lines) {
    const match = line.match(LINE);
    if (!match) continue;
    const [
      ,
      address = "",
      date = "",
      month = "",
      year = "",
      time = "",
      method = "",
      target = "",
      status,
      referrer = "",
      agent = "",
    ] = match;
    const day = `${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, "0")}-${date}`;
    const at = Date.parse(`${day}T${time}Z`);
    insert.run(
      `${address} ${agent}`,
      day,
      at,
      method,
      target.split("?")[0] ?? "",
      Number(status),
      referrer,
      agent,
    );
  }
  database.exec(`
    CREATE VIEW views AS SELECT * FROM lines
      WHERE method = 'GET' AND status = 200 AND path NOT LIKE '%.css' AND path NOT LIKE '%.png' AND agent NOT LIKE '%bot%';
    CREATE VIEW cuts AS SELECT *, at - lag(at) OVER person > 1800000 OR lag(at) OVER person IS NULL AS is_first FROM views
      WINDOW person AS (PARTITION BY visitor, day ORDER BY at, n);
    CREATE VIEW numbered AS SELECT *, sum(is_first) OVER (PARTITION BY visitor, day ORDER BY at, n) AS visit FROM cuts;
    CREATE VIEW visits AS SELECT visitor, day, visit, count(*) AS pageviews, max(at) - min(at) AS duration FROM numbered GROUP BY visitor, day, visit;`);
  return database;
}

const rows = (database: DatabaseSync, sql: string) =>
  database
    .prepare(sql)
    .all()
    .map((row) => Object.values(row));

describe("an imported access log", () => {
  test("gives the numbers that plain SQL gives over the same lines, and counts once when imported twice", async () => {
    const lines = makeLog();
    const file = join(folder, "access.log");
    writeFileSync(file, `${lines.join("\n")}\n`);
    const site = await footfall.createSite("Imported", ["www.example.com"]);
    const run = () =>
      promisify(execFile)(process.execPath, [
        IMPORT,
        file,
        "--site",
        site.key,
        "--url",
        footfall.url,
        "--token",
        footfall.token,
      ]);
    const { stdout, stderr } = await run();
    expect(stdout + stderr).toMatch(/line 502\b/);
    await run();
    await footfall.flush();

    const database = independent(lines);
    const ask = (metrics: string[], dimensions: string[] = []) =>
      footfall.query({
        site_id: site.id,
        date_range: ["2015-05-01", "2015-06-30"],
        metrics: metrics as ["visitors"],
        dimensions: dimensions as ["event:page"],
        order_by: dimensions.map((dimension) => [dimension as "event:page", "asc"]),
      });
    const flat = ({ results }: Awaited<ReturnType<typeof ask>>) =>
      results.map((row) => [...row.dimensions, ...row.metrics]);

    expect(flat(await ask(["visitors", "visits", "pageviews", "bounce_rate", "visit_duration"]))).toEqual(
      rows(
        database,
        `SELECT (SELECT count(DISTINCT visitor || day) FROM views), count(*), sum(pageviews),
           CAST(round(100.0 * sum(pageviews = 1) / count(*)) AS INTEGER), CAST(round(avg(duration) / 1000.0) AS INTEGER) FROM visits`,
      ),
    );
    expect(flat(await ask(["pageviews", "visitors"], ["event:page"]))).toEqual(
      rows(
        database,
        "SELECT path, count(*), count(DISTINCT visitor || day) FROM views GROUP BY path ORDER BY path",
      ),
    );
    expect(flat(await ask(["visitors", "pageviews"], ["time:day"]))).toEqual(
      rows(database, "SELECT day, count(DISTINCT visitor), count(*) FROM views GROUP BY day ORDER BY day"),
    );
    expect(flat(await ask(["visits"], ["visit:browser"]))).toEqual(
      rows(
        database,
        "SELECT CASE WHEN visitor LIKE '%Firefox%' THEN 'Firefox' ELSE 'Chrome' END AS browser, count(*) FROM visits GROUP BY browser ORDER BY browser",
      ),
    );
  });

  test("a missing file and missing arguments are one clear line", async () => {
    const run = (...args: string[]) => promisify(execFile)(process.execPath, [IMPORT, ...args]);
    await expect(run()).rejects.toThrow(/usage: npm run import:access-log/);
    await expect(run(join(folder, "none.log"), "--site", "x.y", "--token", "t")).rejects.toThrow(/none\.log/);
  });
});
