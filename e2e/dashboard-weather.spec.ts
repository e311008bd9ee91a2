/** Every view in bad weather: an API that is slow, one that fails, a site without events, names of any length. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../local/browser.ts";
import { type Opened, openDashboard, openView, settle } from "./dashboard-page.ts";
import { theFootfall } from "./footfall.ts";

const footfall = theFootfall();
const DAY = "2026-10-06";
const NAMES = ["‮مرحبا\u202c بالعالم", `${"long-".repeat(60)}end`, '<img src=x onerror="window.pwned=1">'];
/** Names of sites and events hold no more. */
const MAX_NAME = 100;
/** What each view says on a site that has nothing. */
const EMPTY: [view: string, says: string][] = [
  ["overview", "data-site"],
  ["now", "Nothing in this period"],
  ["goals", "No goals yet"],
  ["events", "Nothing in this period"],
  ["vitals", "No web vitals in this period"],
  ["errors", "No errors in this period"],
  ["segments", "No segments yet"],
  ["annotations", "Nothing noted yet"],
];

let browser: Browser;
let opened: Opened;
let page: Page;
let site: { id: string; key: string };
let empty: { id: string; key: string };

beforeAll(async () => {
  browser = await launchBrowser();
  [site, empty] = [
    await footfall.createSite(NAMES.join(" ").slice(0, MAX_NAME), ["weather.test"]),
    await footfall.createSite("Empty", ["weather-empty.test"]),
  ];
  const events = NAMES.map((name, minute) => ({
    ...{ id: crypto.randomUUID(), name: name.slice(0, MAX_NAME), title: name },
    url: `https://weather.test/${name}`,
    ...{ timestamp: `${DAY}T10:0${minute}:00Z`, visitor: { anonymous_id: `weather-${minute}` } },
    props: { said: name },
  }));
  await footfall.record({ site: site.key, events });
  opened = await openDashboard(browser, footfall);
  page = opened.page;
});
afterAll(() => browser.close());

const search = (view: string) => `${view === "overview" ? "" : `view=${view}&`}period=${DAY},${DAY}`;

test.each(EMPTY)("a site without events says in %s what to do", async (view, says) => {
  await openView(page, footfall, empty.id, search(view));
  await page.getByText(says).first().waitFor();
});

describe("an API that fails", () => {
  test.each(EMPTY)("is told in %s, and what comes back is shown", async (view) => {
    await page.route(/\/v1\/(query|goals|segments|annotations|events)/, (route) =>
      route.fulfill({ status: 503, body: '{"error":{"code":"busy","message":"Away for a moment."}}' }),
    );
    await page.goto(`${footfall.url}/?site=${site.id}&${search(view)}`);
    await page.getByText("Away for a moment.").first().waitFor();
    await page.unrouteAll();
    await page.keyboard.press("r");
    await openView(page, footfall, site.id, search(view));
    expect(await page.getByText("Away for a moment.").count()).toBe(0);
  });
});

describe("an API that is slow", () => {
  test("leaves the numbers where they were, and nothing jumps when the new ones come", async () => {
    await openView(page, footfall, site.id, search("overview"));
    const places = () =>
      page.evaluate(() =>
        [...document.querySelectorAll(".card, .number, .chart")].map((element) => {
          const { top, left, width, height } = element.getBoundingClientRect();
          return [top, left, width, height].map(Math.round).join();
        }),
      );
    const before = await places();
    const held = Promise.withResolvers<void>();
    await page.route("**/v1/query", async (route) => {
      await held.promise;
      await route.continue();
    });
    await page.keyboard.press("c");
    await page.locator('main[aria-busy="true"]').waitFor();
    expect(await page.locator('[data-metric="visitors"] .number-value').textContent()).toBe("3");
    expect(await page.locator(".number .ghost").count()).toBe(0);
    expect(await places()).toEqual(before);
    held.resolve();
    await settle(page);
    expect(await places()).toEqual(before);
    await page.unrouteAll();
  });

  test("shows skeletons of the right size on a first load", async () => {
    const held = Promise.withResolvers<void>();
    await page.route("**/v1/query", async (route) => {
      await held.promise;
      await route.continue();
    });
    await page.goto(`${footfall.url}/?site=${site.id}&${search("overview")}`);
    await page.locator(".ghost").first().waitFor({ state: "attached" });
    const heights = () =>
      page
        .locator("main .card")
        .evaluateAll((cards) => cards.map((card) => Math.round(card.getBoundingClientRect().height)));
    const before = await heights();
    held.resolve();
    await settle(page);
    expect(await heights()).toEqual(before);
    await page.unrouteAll();
  });
});

test.each(["overview", "events", "now", "sites", "goals", "vitals", "errors", "segments", "annotations"])(
  "names of any direction, length and markup stay text inside %s, also on 320 pixels",
  async (view) => {
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      await openView(page, footfall, site.id, search(view));
      const wider = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(wider).toBe(0);
      expect(await page.evaluate(() => "pwned" in window)).toBe(false);
    }
  },
);

test("the period is read whole on 320 pixels", async () => {
  await page.setViewportSize({ width: 320, height: 700 });
  await openView(page, footfall, site.id, "period=30d");
  const clipped = await page
    .locator(".top .clip")
    .evaluate((element) => element.scrollWidth - element.clientWidth);
  expect(clipped).toBe(0);
  await page.setViewportSize({ width: 1280, height: 900 });
});
