/** Events, web vitals and errors as the dashboard shows them: the API's own numbers, and stored text as text. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../local/browser.ts";
import { type Opened, openDashboard, openView, violations } from "./dashboard-page.ts";
import { theFootfall } from "./footfall.ts";

const footfall = theFootfall();
const DAY = "2026-10-06";
const PERIOD = `period=${DAY},${DAY}`;
const MARKUP = '<img src=x onerror="window.pwned=1">';
const VITALS = [1_200, 2_400, 2_600, 4_800];

let browser: Browser;
let opened: Opened;
let page: Page;
let site: { id: string; key: string };

const event = (name: string, minute: number, visitor: string, more: object) => ({
  ...{ id: crypto.randomUUID(), name, url: `https://explored.test/${MARKUP}`, title: MARKUP },
  timestamp: `${DAY}T10:${String(minute).padStart(2, "0")}:00Z`,
  visitor: { anonymous_id: `explored-${visitor}` },
  ...more,
});

beforeAll(async () => {
  browser = await launchBrowser();
  site = await footfall.createSite(MARKUP, ["explored.test"]);
  const rated = (value: number) => (value <= 2_500 ? "good" : value <= 4_000 ? "needs-improvement" : "poor");
  const events = [
    ...VITALS.map((value, at) =>
      event("web_vital", at, `v${at}`, {
        interactive: false,
        vital: { metric: "LCP", value, rating: rated(value), target: MARKUP },
      }),
    ),
    ...["a", "a", "b"].map((visitor, at) =>
      event("error", 10 + at, visitor, {
        interactive: false,
        error: {
          message: `boom ${MARKUP}`,
          file: "https://explored.test/app.js",
          line: 7,
          column: 3,
          stack: `at ${MARKUP}`,
        },
      }),
    ),
    ...[10, 20, 60].map((price, at) =>
      event("order", 20 + at, `o${at}`, { props: { price, plan: at === 0 ? MARKUP : "pro" } }),
    ),
  ];
  await footfall.record({ site: site.key, events });
  opened = await openDashboard(browser, footfall);
  page = opened.page;
});
afterAll(() => browser.close());

afterEach(async () => {
  expect(await page.evaluate(() => "pwned" in window)).toBe(false);
  // A question that was refused shows in the page, and each test says what must stand there.
  expect(opened.complaints.splice(0).filter((text) => !/status of 4\d\d/.test(text))).toEqual([]);
});

const ask = (question: object) =>
  footfall.query({ site_id: site.id, date_range: [DAY, DAY], metrics: ["events", "visitors"], ...question });

test("web vitals are the API's: the 75th percentile, its rating, and what each element took", async () => {
  await openView(page, footfall, site.id, `view=vitals&by=event:vital_target&${PERIOD}`);
  const { results } = await ask({
    metrics: ["p75(event:vital_value)", "vital_good", "vital_poor"],
    dimensions: ["event:vital"],
  });
  expect(results).toEqual([{ dimensions: ["LCP"], metrics: [3_150, 50, 25] }]);
  const lcp = page.getByRole("button", { name: /^LCP/ });
  expect(await lcp.textContent()).toContain("3.15s");
  expect(await lcp.textContent()).toContain("needs improvement");
  const row = page.getByRole("row", { name: /onerror/ });
  expect(await row.textContent()).toContain("3.15s");
  expect(await row.textContent()).toContain("50.0");
});

test("errors are grouped by what they said, and one of them opens with where and how it happened", async () => {
  await openView(page, footfall, site.id, `view=errors&${PERIOD}`);
  const { results } = await ask({ dimensions: ["event:error_message"] });
  expect(results).toEqual([{ dimensions: [`boom ${MARKUP}`], metrics: [3, 2] }]);
  const cells = page.getByRole("row", { name: /^boom/ }).getByRole("cell");
  expect(await cells.filter({ hasText: /^\d+$/ }).allTextContents()).toEqual(["3", "2"]);
  await page.getByRole("button", { name: `boom ${MARKUP}` }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("3 times, at 2 visitors").waitFor();
  await dialog.getByText("https://explored.test/app.js:7").first().waitFor();
  await dialog.locator("summary").first().click();
  await dialog.getByText(`at ${MARKUP}`).first().waitFor();
  await page.goBack();
  await dialog.waitFor({ state: "detached" });
});

describe("the explorer", () => {
  test("lists every name with the API's counts", async () => {
    await openView(page, footfall, site.id, `view=events&${PERIOD}`);
    const { results } = await ask({ dimensions: ["event:name"] });
    const rows = await page.locator(".event-names .row:has(.count)").allTextContents();
    expect(rows).toEqual(results.map(({ dimensions: [name], metrics: [count] }) => `${name}${count}`));
  });

  test("opens a property: its values, and what its numbers come to", async () => {
    await openView(page, footfall, site.id, `view=events&event=order&prop=price&${PERIOD}`);
    const { results } = await ask({
      metrics: ["sum(event:props:price)", "avg(event:props:price)", "max(event:props:price)"],
      filters: [["is", "event:name", ["order"]]],
    });
    expect(results[0]?.metrics).toEqual([90, 30, 60]);
    const shown = await page.locator(".aggregates dd").allTextContents();
    expect([shown[0], shown[1], shown[5]]).toEqual(["90", "30", "60"]);
    await page.getByRole("button", { name: "plan", exact: true }).click();
    await page.getByRole("rowheader", { name: MARKUP }).waitFor();
    await page.getByRole("rowheader", { name: MARKUP }).getByRole("button").click();
    await page.getByRole("list", { name: "Filters" }).getByText(MARKUP).waitFor();
  });

  test("a table is saved as a file that a spreadsheet takes for text", async () => {
    await openView(page, footfall, site.id, `view=events&event=order&prop=plan&${PERIOD}`);
    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: "CSV" }).last().click();
    const stream = await (await saving).createReadStream();
    let text = "";
    for await (const chunk of stream) text += chunk;
    expect(text).toBe(`\ufeffplan,Events,Visitors\r\npro,2,2\r\n"${MARKUP.replaceAll('"', '""')}",1,1\r\n`);
  });
});

describe("axe finds nothing in either theme", () => {
  const SETTINGS = ["site", "snippet", "sites", "tokens", "shares", "people", "audit"];
  const VIEWS = [
    ...["now", "goals", "sites", "segments", "annotations", `errors&${PERIOD}`, `vitals&${PERIOD}`],
    ...[`events&event=order&prop=price&${PERIOD}`],
    ...SETTINGS.map((section) => `settings&section=${section}`),
  ];

  test.each(VIEWS)("in %s", async (view) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await openView(page, footfall, site.id, `view=${view}`);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page)).toEqual([]);
    }
  });
});
