/** The overview in a real browser: the API's own numbers, and an address that is the whole state. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../local/browser.ts";
import { type Opened, openDashboard, openView, settle, violations } from "./dashboard-page.ts";
import { theFootfall } from "./footfall.ts";

const footfall = theFootfall();
const DAY = "2026-10-06";
const PERIOD = `period=${DAY},${DAY}`;
/** Longer than any place for it, and from right to left. */
const LONG = `/${"مقال-طويل-جدا-".repeat(12)}`;
const VISITS = [
  { visitor: "ada", paths: ["/", "/pricing", "/pricing"] },
  { visitor: "bob", paths: ["/"] },
  { visitor: "cleo", paths: ["/pricing"] },
  { visitor: "dina", paths: [LONG, "/"] },
];

let browser: Browser;
let opened: Opened;
let page: Page;
let site: { id: string; key: string };
let empty: { id: string; key: string };

beforeAll(async () => {
  browser = await launchBrowser();
  site = await footfall.createSite("Overview", ["overview.test"]);
  empty = await footfall.createSite("Nothing yet", ["empty.test"]);
  const events = VISITS.flatMap(({ visitor, paths }, at) =>
    paths.map((path, minute) => ({
      ...{ id: crypto.randomUUID(), name: "pageview", url: `https://overview.test${path}` },
      timestamp: `${DAY}T${10 + at}:0${minute}:00Z`,
      visitor: { anonymous_id: `overview-${visitor}` },
    })),
  );
  await footfall.record({ site: site.key, events });
  opened = await openDashboard(browser, footfall);
  page = opened.page;
});
afterAll(() => browser.close());
/** A question that was refused shows in the page, and each test says what must stand there. */
afterEach(() =>
  expect(opened.complaints.splice(0).filter((text) => !/status of 4\d\d/.test(text))).toEqual([]),
);

const open = (search = "") => openView(page, footfall, site.id, `${PERIOD}${search}`);
const ask = (question: object) =>
  footfall.query({ site_id: site.id, date_range: [DAY, DAY], metrics: ["visitors"], ...question });
const headline = () => page.locator(".number-value").allTextContents();
const rowsOf = (card: string) => page.locator(`[data-card="${card}"] .row`);
const visitorsIn = async (card: string) =>
  Promise.all(
    (await rowsOf(card).all()).map(async (row) => [
      await row.locator(".row-name bdi").textContent(),
      Number(await row.locator(".count").textContent()),
    ]),
  );

test("the headline and the cards are the API's numbers", async () => {
  await open();
  const { results } = await ask({
    metrics: ["visitors", "visits", "pageviews", "views_per_visit", "bounce_rate"],
  });
  expect(results[0]?.metrics).toEqual([4, 4, 7, 1.75, 50]);
  expect((await headline()).slice(0, 5)).toEqual(["4", "4", "7", "1.75", "50\u00a0%"]);
  const pages = await ask({ dimensions: ["event:page"] });
  expect(await visitorsIn("pages")).toEqual(
    pages.results.map(({ dimensions: [path], metrics: [visitors] }) => [path, visitors]),
  );
});

describe("a row", () => {
  test("filters everything, with Shift it excludes, and back takes it away again", async () => {
    await open();
    await rowsOf("pages").filter({ hasText: "/pricing" }).click();
    await settle(page);
    expect(new URL(page.url()).searchParams.getAll("f")).toEqual(["is,event:page,/pricing"]);
    const { results } = await ask({ filters: [["is", "event:page", ["/pricing"]]] });
    await expect.poll(async () => (await headline())[0]).toBe(String(results[0]?.metrics[0]));
    await page.goBack();
    await settle(page);
    expect(new URL(page.url()).searchParams.has("f")).toBe(false);
    await expect.poll(async () => (await headline())[0]).toBe("4");
    await rowsOf("pages")
      .first()
      .click({ modifiers: ["Shift"] });
    await settle(page);
    expect(new URL(page.url()).searchParams.getAll("f")).toEqual(["is_not,event:page,/"]);
    await expect.poll(async () => (await headline())[0]).toBe("3");
  });

  test("has all of its kind behind it, searched and paged in the address", async () => {
    await open("&details=event:page");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("/pricing").first().waitFor();
    await dialog.getByRole("searchbox").fill("pric");
    await dialog.getByText(LONG).waitFor({ state: "detached" });
    await dialog.getByRole("searchbox").fill("");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  });
});

test("the keyboard changes the period, the comparison and the view, and lists its keys", async () => {
  await open();
  await page.keyboard.press("w");
  await settle(page);
  expect(new URL(page.url()).searchParams.get("period")).toBe("7d");
  await page.keyboard.press("c");
  expect(new URL(page.url()).searchParams.get("compare")).toBe("year");
  await page.keyboard.press("?");
  await page.getByRole("dialog").locator("kbd").first().waitFor();
  expect(await page.getByRole("dialog").locator("kbd").count()).toBeGreaterThan(25);
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("h");
  await page.locator(".health").waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").waitFor();
  await page.keyboard.press("Escape");
});

test("an API that fails is told, the numbers that were there stay, and the next answer replaces them", async () => {
  await open();
  await page.route("**/v1/query", (route) => route.fulfill({ status: 503, body: "{}" }));
  await page.keyboard.press("r");
  await page.getByRole("alert").first().waitFor();
  expect((await headline())[0]).toBe("4");
  await page.unroute("**/v1/query");
  await page.keyboard.press("r");
  await page.getByRole("alert").first().waitFor({ state: "detached" });
  expect(opened.complaints.splice(0).join()).toMatch(/503/);
});

test("a site without events says what to do", async () => {
  await openView(page, footfall, empty.id, PERIOD);
  await page.getByText("data-site").first().waitFor();
});

test.each([390, 820, 1280])(
  "nothing is wider than a page of %i pixels, also from right to left",
  async (width) => {
    await page.setViewportSize({ width, height: 900 });
    for (const language of ["en", "ar"]) {
      await page.evaluate((code) => localStorage.setItem("footfall:language", code), language);
      await open();
      const wider = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(wider).toBe(0);
    }
    await page.evaluate(() => localStorage.removeItem("footfall:language"));
    await page.setViewportSize({ width: 1280, height: 900 });
  },
);

test.each([PERIOD, `${PERIOD}&details=event:page`, "view=health"])(
  "axe finds nothing in %s",
  async (search) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await openView(page, footfall, site.id, search);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page)).toEqual([]);
    }
  },
);
