/** The chart in a real browser: zoomed by dragging and by keys, compared, a table; each number the API's own. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../local/browser.ts";
import type { QueryAnswer } from "../schema/query.ts";
import { type Opened, openDashboard, openView } from "./dashboard-page.ts";
import { theFootfall } from "./footfall.ts";

const footfall = theFootfall();
/** Visitors by day: the period, the days before it, and a year earlier; the first event lies before all of them. */
const DAYS: Record<string, number> = {
  "2025-01-01": 1,
  ...{ "2025-10-06": 2, "2025-10-09": 1 },
  ...{ "2026-10-01": 2, "2026-10-04": 3 },
  ...{ "2026-10-06": 4, "2026-10-07": 1, "2026-10-08": 5, "2026-10-09": 2 },
};
const PERIOD = ["2026-10-06", "2026-10-09"] as const;

let browser: Browser;
let opened: Opened;
let page: Page;
let site: { id: string; key: string };

beforeAll(async () => {
  browser = await launchBrowser();
  site = await footfall.createSite("Charted", ["charted.test"]);
  const events = Object.entries(DAYS).flatMap(([day, visitors]) =>
    Array.from({ length: visitors }, (_, at) => ({
      ...{ id: crypto.randomUUID(), name: "pageview", url: "https://charted.test/" },
      timestamp: `${day}T1${at}:00:00Z`,
      visitor: { anonymous_id: `charted-${day}-${at}` },
    })),
  );
  await footfall.record({ site: site.key, events });
  opened = await openDashboard(browser, footfall);
  page = opened.page;
});
afterAll(() => browser.close());

const open = (search = "", period = PERIOD.join()) =>
  openView(page, footfall, site.id, `period=${period}${search}`);
const visitorsIn = async (date_range: [string, string], more = {}) =>
  (await footfall.query({ site_id: site.id, metrics: ["visitors"], date_range, ...more })).results;
const shown = () => page.locator('[data-metric="visitors"] .number-value').textContent();
const asked = () => new URL(page.url()).searchParams.get("period");
const plot = () => page.locator(".chart .u-over");

describe("zoom", () => {
  test("by dragging over two days, and back", async () => {
    await open();
    const box = await plot().boundingBox();
    if (box === null) throw new Error("there is no chart");
    const at = (day: number) => box.x + (box.width * day) / (PERIOD.length + 1);
    await page.mouse.move(at(1) - 4, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(at(2) + 4, box.y + 70, { steps: 6 });
    await page.mouse.up();
    await expect.poll(asked).toBe("2026-10-07,2026-10-08");
    const [row] = await visitorsIn(["2026-10-07", "2026-10-08"]);
    await expect.poll(shown).toBe(String(row?.metrics[0]));
    await page.goBack();
    await expect.poll(asked).toBe(PERIOD.join());
    await expect.poll(shown).toBe("12");
  });

  test("by keys into the day that they stand on", async () => {
    await open();
    await page.getByRole("slider").focus();
    for (const key of ["Home", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
    expect(await page.getByRole("slider").getAttribute("aria-valuetext")).toContain("Oct 8: 5");
    await page.keyboard.press("Enter");
    await expect.poll(asked).toBe("2026-10-08,2026-10-08");
    await expect.poll(shown).toBe("5");
  });
});

describe("the comparison", () => {
  test.each([
    ["previous", "2026-10-02", "2026-10-05"],
    ["year", "2025-10-06", "2025-10-09"],
  ] as const)("with %s is the API's for that range", async (compare, from, to) => {
    await open(compare === "previous" ? "&chart=table" : `&compare=${compare}&chart=table`);
    const before = 3;
    expect(await visitorsIn([from, to])).toEqual([{ dimensions: [], metrics: [before] }]);
    const told = page.locator('[data-metric="visitors"] .change');
    expect(await told.getAttribute("title")).toBe(`${before} in the period before`);
    expect(await told.textContent()).toContain("+300");
    const answer: QueryAnswer = await footfall.query({
      ...{ site_id: site.id, metrics: ["visitors"], dimensions: ["time:day"], date_range: [from, to] },
      include: { time_labels: true },
    });
    const byDay = new Map(answer.results.map(({ dimensions: [day], metrics: [count] }) => [day, count]));
    expect(await page.locator(".series-table tbody td:last-child").allTextContents()).toEqual(
      (answer.meta.time_labels ?? []).map((day) => String(byDay.get(day) ?? 0)),
    );
  });

  test("says so where the site's data begins later", async () => {
    await open("", "2025-01-01,2025-10-09");
    await page.getByText("no data to compare").first().waitFor();
    expect(await page.getByText("no data to compare").first().getAttribute("title")).toContain("Jan 1, 2025");
  });

  test("off leaves one column", async () => {
    await open("&compare=off&chart=table");
    expect(await page.locator(".series-table thead th").allTextContents()).toEqual(["Time", "Visitors"]);
  });
});
