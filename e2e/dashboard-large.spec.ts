/** The dashboard over a large site, in a real browser: every page is there, and names of any length and direction fit. */
import type { Browser, Page, Request } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../local/browser.ts";
import { insertManyRows } from "../local/demo/many-rows.ts";
import { clickHouseIn } from "../local/stack.ts";
import { type Opened, openDashboard, openView, settle } from "./dashboard-page.ts";
import { theFootfall } from "./footfall.ts";

const footfall = theFootfall();
const SIZE = process.env.FOOTFALL_LONG ? { events: 2_000_000, pages: 5_000 } : { events: 50_000, pages: 500 };
const PAGE_ROWS = 50;
const RANGE: [string, string] = ["2026-10-01", "2026-10-30"];
const PERIOD = `period=${RANGE.join()}`;
/** Of the most visited pages: what no table was drawn for. */
const NAMES = [
  `/${"a-name-without-an-end-".repeat(60)}`,
  `/${"صفحة-طويلة-جدا-".repeat(40)}`,
  "/عربي",
  `/${"Donaudampfschifffahrtsgesellschaftskapitän".repeat(20)}`,
  "/<b>bold</b>'\"&amp;",
  "/עברית/and english/عربي",
];

let browser: Browser;
let opened: Opened;
let page: Page;
let site: { id: string };

beforeAll(async () => {
  site = await footfall.createSite("Large", ["large.test"]);
  await insertManyRows(clickHouseIn(process.env.FOOTFALL_DATA ?? ""), {
    ...{ site: site.id, hostname: "large.test", ...SIZE, names: NAMES },
    endMs: Date.parse("2026-10-31T00:00:00Z"),
  });
  browser = await launchBrowser();
  opened = await openDashboard(browser, footfall);
  page = opened.page;
});
afterAll(() => browser.close());
afterEach(() => expect(opened.complaints.splice(0)).toEqual([]));

const open = (search = "") => openView(page, footfall, site.id, PERIOD + search);
const ask = async (question: object) =>
  (await footfall.query({ site_id: site.id, date_range: RANGE, metrics: ["visitors"], ...question })).results;
const inFull = (count: unknown) => Number(count).toLocaleString("en-US");

test("the overview shows the API's numbers, asked for once", async () => {
  /** Of each request that asks several at once, how many. */
  const questions: number[] = [];
  const count = (request: Request) => {
    if (new URL(request.url()).pathname !== "/v1/query") return;
    const { queries } = request.postDataJSON() as { queries?: unknown[] };
    if (queries !== undefined) questions.push(queries.length);
  };
  page.on("request", count);
  await open();
  page.off("request", count);
  expect(questions).toEqual([13]);
  const [total] = await ask({ metrics: ["visitors", "visits", "pageviews"] });
  const shown = await page.locator(".number-value").allTextContents();
  expect(shown.slice(0, 3)).toEqual(total?.metrics.map(inFull));
  expect(Number(total?.metrics[2])).toBeGreaterThan(SIZE.events / 2);
  const card = page.locator('[data-card="pages"]');
  const first = await ask({ dimensions: ["event:page"], pagination: { limit: 8 } });
  expect(await card.locator(".row-name bdi").allTextContents()).toEqual(
    first.map(({ dimensions }) => dimensions[0]),
  );
  expect(await card.locator(".count").allTextContents()).toEqual(
    first.map(({ metrics }) => inFull(metrics[0])),
  );
  expect(await card.locator(".more").textContent()).toContain(inFull(SIZE.pages));
});

/** Path, visitors and pageviews of each row, as they are written. */
const rowsShown = () =>
  page
    .locator("dialog tbody tr")
    .evaluateAll((rows) =>
      rows.map((row) =>
        ["bdi", ".visitors", ".pageviews"].map((cell) => row.querySelector(cell)?.textContent ?? ""),
      ),
    );
const rowsOf = async (question: object) =>
  (await ask({ dimensions: ["event:page"], metrics: ["visitors", "pageviews"], ...question })).map(
    ({ dimensions: [path], metrics }) => [path, ...metrics.map(inFull)],
  );
/** Waits for the rows from one place on; the details ask for them page by page. */
const untilFrom = async (first: number) => {
  await page.locator("dialog [role=status]", { hasText: new RegExp(`^${inFull(first)}–`) }).waitFor();
  await page.locator('.details-rows[aria-busy="false"]').waitFor();
};

describe("the details of the pages", () => {
  beforeAll(() => open("&details=event:page"));

  test("turn through all of them, none left out and none twice", async () => {
    const shown: string[][] = [];
    for (let first = 1; first <= SIZE.pages; first += PAGE_ROWS) {
      await untilFrom(first);
      shown.push(...(await rowsShown()));
      if (first + PAGE_ROWS <= SIZE.pages) await page.getByRole("button", { name: "Next" }).click();
    }
    expect(new Set(shown.map(([path]) => path)).size).toBe(SIZE.pages);
    expect(shown).toEqual(await rowsOf({ order_by: [["visitors", "desc"]] }));
    expect(await page.getByRole("button", { name: "Next" }).isVisible()).toBe(false);
  });

  test("sort all of them, not only those on the page", async () => {
    const header = page.locator("dialog th.pageviews");
    for (const direction of ["desc", "asc"] as const) {
      await header.getByRole("button").click();
      await untilFrom(1);
      const sorted = direction === "desc" ? "descending" : "ascending";
      await page.locator(`dialog th.pageviews[aria-sort=${sorted}]`).waitFor();
      const wanted = await rowsOf({ order_by: [["pageviews", direction]], pagination: { limit: PAGE_ROWS } });
      await expect.poll(rowsShown).toEqual(wanted);
    }
  });

  test("search in all of them, whatever script a name is in", async () => {
    for (const text of ["PAGE-4", "عربي", "<b>"]) {
      await page.getByRole("searchbox").fill(text);
      const filters = [["contains", "event:page", [text], { case_sensitive: false }]];
      const wanted = await rowsOf({
        filters,
        order_by: [["pageviews", "asc"]],
        pagination: { limit: PAGE_ROWS },
      });
      expect(wanted.length).toBeGreaterThan(0);
      await expect.poll(rowsShown).toEqual(wanted);
    }
  });
});

describe.each([
  { language: "en", width: 390 },
  { language: "ar", width: 390 },
  { language: "ar", width: 1280 },
])("names of any length, in $language on $width pixels", ({ language, width }) => {
  beforeAll(async () => {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate((code) => localStorage.setItem("footfall:language", code), language);
    const filter = `&f=${encodeURIComponent(`is_not,event:page,${NAMES[0]}`)}`;
    await open(filter);
    expect(await page.evaluate(() => document.documentElement.dir)).toBe(language === "ar" ? "rtl" : "ltr");
  });
  afterAll(() => page.evaluate(() => localStorage.removeItem("footfall:language")));

  const overflow = (selector: string) =>
    page
      .locator(selector)
      .evaluateAll((all) =>
        all.map((each) => each.scrollWidth - each.clientWidth).filter((over) => over > 0),
      );

  test("stay in their row, and the page as wide as it is", async () => {
    expect(await overflow("html, .card, .rows, .filters")).toEqual([]);
    const heights = await page
      .locator('[data-card="pages"] .row')
      .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height));
    expect(heights).toHaveLength(8);
    expect(new Set(heights).size).toBe(1);
  });

  test("stay in the dialog, where numbers keep their columns", async () => {
    await page.locator('[data-card="pages"] .more').click();
    await untilRows();
    expect(await overflow("html, dialog, .dialog-body")).toEqual([]);
    const heights = await page
      .locator("dialog tbody tr")
      .evaluateAll((rows) => rows.map((row) => Math.round(row.getBoundingClientRect().height)));
    // One line each; letters of another font may be a little higher.
    expect(Math.max(...heights) - Math.min(...heights)).toBeLessThan(8);
    await page.keyboard.press("Escape");
    await settle(page);
  });
  const untilRows = () =>
    page
      .locator("dialog tbody tr")
      .nth(PAGE_ROWS - 1)
      .waitFor();
});
