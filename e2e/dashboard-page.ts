/** What the dashboard's suites stand on: a page in a real Chromium, signed in as the deployment's administrator. */
import axe from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { Footfall } from "./footfall.ts";

export interface Opened {
  page: Page;
  context: BrowserContext;
  /** What the page's console said in anger, and errors that nobody caught. */
  complaints: string[];
}

/** A browser of its own, signed in by the link that Footfall prints. */
export async function openDashboard(
  browser: Browser,
  footfall: Footfall,
  options: { colorScheme?: "light" | "dark"; width?: number } = {},
): Promise<Opened> {
  const opened = await openPage(browser, options);
  await opened.page.goto(`${footfall.url}/#token=${footfall.token}`);
  await opened.page.locator(".top").waitFor();
  return opened;
}

/** The same without a session. */
export async function openPage(
  browser: Browser,
  { colorScheme = "light", width = 1280 }: { colorScheme?: "light" | "dark"; width?: number } = {},
): Promise<Opened> {
  const context = await browser.newContext({
    ...{ locale: "en-US", timezoneId: "UTC", colorScheme, viewport: { width, height: 900 } },
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`${message.text()} ${message.location().url}`);
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  return { page, context, complaints };
}

/** Opens a view of a site and waits until its answers are there. */
export async function openView(page: Page, footfall: Footfall, site: string, search: string): Promise<void> {
  await page.goto(`${footfall.url}/?site=${site}&${search}`);
  await settle(page);
}

/** How often in a row a page must be at rest: between a view's code and its first question nothing is on its way. */
const LOOKS = 4;
const LOOK_MS = 80;

/** No question is on its way any more. */
export async function settle(page: Page): Promise<void> {
  await page.locator(".top").waitFor();
  for (let atRest = 0; atRest < LOOKS; ) {
    const waiting = await page.locator('main[aria-busy="true"], main [aria-busy="true"], .ghost').count();
    atRest = waiting === 0 ? atRest + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** Each violation with the elements that it is about. */
export async function violations(page: Page): Promise<string[]> {
  // By the browser's own door: the page's policy lets no script in.
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    return axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
  });
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
}
