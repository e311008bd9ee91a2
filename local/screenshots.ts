/**
 * `npm run screenshots -- [folder] [part of a name …]`: every view of the dashboard on the demo site, in both themes and at
 * three widths, for eyes. Starts a Footfall of its own, or uses the one that FOOTFALL_URL and FOOTFALL_ADMIN_TOKEN name.
 * `npm run screenshots -- --readme` makes those of the README anew.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { VIEW_NAMES } from "../dashboard/views/names.ts";
import { launchBrowser } from "./browser.ts";
import { freePort, startChild } from "./child.ts";
import { DEMO_SITE_NAME } from "./demo/site.ts";

const THEMES = ["light", "dark"] as const;
const WIDTHS = { phone: 390, tablet: 820, wide: 1280 } as const;
const HEIGHT_PX = 900;
/** Charts draw themselves after the numbers, and transitions end. */
const SETTLE_MS = 500;

interface Shot {
  name: string;
  search: string;
  language?: string;
  /** What is done before the picture is taken. */
  prepare?(page: Page): Promise<unknown>;
  /** The whole page, or what fits on the screen. */
  isWhole: boolean;
}

const press = (key: string) => (page: Page) => page.keyboard.press(key);

const SHOTS: Shot[] = [
  ...VIEW_NAMES.map((view) => ({
    name: view,
    search: view === "overview" ? "?" : `?view=${view}`,
    isWhole: true,
  })),
  {
    name: "overview-filtered",
    search: "?f=is,visit:country,DE&f=is_not,event:page,/&metric=visits",
    isWhole: true,
  },
  {
    name: "overview-map",
    search: "?places=map&technology=visit:screen&pages=visit:entry_page",
    isWhole: true,
  },
  { name: "overview-table", search: "?chart=table&compare=year", isWhole: false },
  { name: "overview-hours", search: "?period=24h", isWhole: false },
  { name: "overview-arabic", search: "?", language: "ar", isWhole: true },
  { name: "overview-japanese", search: "?", language: "ja", isWhole: true },
  { name: "readme-overview", search: "?period=7d", isWhole: false },
  {
    name: "readme-map",
    search: "?period=7d&places=map",
    prepare: (page) => page.evaluate(() => scrollTo(0, document.body.scrollHeight)),
    isWhole: false,
  },
  { name: "details", search: "?details=event:page", isWhole: false },
  { name: "palette", search: "?", prepare: press("p"), isWhole: false },
  { name: "keys", search: "?", prepare: press("?"), isWhole: false },
  { name: "filter", search: "?", prepare: press("f"), isWhole: false },
  { name: "dates", search: "?", prepare: press("d"), isWhole: false },
  { name: "menu", search: "?", prepare: press("s"), isWhole: false },
  ...["quarantine", "live", "rules", "pipeline", "installation"].map((section) => ({
    name: `health-${section}`,
    search: `?view=health&section=${section}`,
    isWhole: true,
  })),
];

/** What the README shows: as large as a screen, hence below 150 KB each. */
const README_FOLDER = join(import.meta.dirname, "../docs/pictures");
const README_PICTURES = ["readme-overview-wide-light", "readme-map-wide-dark", "readme-overview-phone-dark"];

/** The id of the demo's site, among all that there are. */
async function demoSite(url: string, token: string): Promise<string> {
  const response = await fetch(`${url}/v1/sites`, { headers: { authorization: `Bearer ${token}` } });
  const { sites } = (await response.json()) as { sites: { id: string; name: string }[] };
  const found = sites.find(({ name }) => name === DEMO_SITE_NAME) ?? sites[0];
  if (found === undefined) throw new Error("There is no site to take pictures of.");
  return found.id;
}

/** The address of a Footfall with the demo site, and how to end it. */
async function demo(): Promise<{ url: string; token: string; end(): Promise<void> }> {
  const { FOOTFALL_URL, FOOTFALL_ADMIN_TOKEN: token = "ff_admin_of_the_screenshots" } = process.env;
  if (FOOTFALL_URL) return { url: FOOTFALL_URL, token, end: async () => {} };
  const folder = mkdtempSync(join(tmpdir(), "footfall-screenshots-"));
  const port = await freePort();
  const footfall = startChild([process.execPath, join(import.meta.dirname, "start.ts"), "--demo"], {
    env: { FOOTFALL_PORT: String(port), FOOTFALL_DATA: folder, FOOTFALL_ADMIN_TOKEN: token },
    patienceMs: 10_000,
  });
  const [, url = ""] = await footfall.line(/^ready (.*)/);
  const end = async () => {
    await footfall.end();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url, token, end };
}

interface Taking {
  url: string;
  token: string;
  site: string;
  /** A folder. */
  to: string;
  isWanted(picture: string): boolean;
}

async function take(browser: Browser, shot: Shot, { url, token, site, to, isWanted }: Taking) {
  for (const theme of THEMES) {
    const context = await browser.newContext({ locale: "en", reducedMotion: "reduce" });
    await context.addInitScript(
      ([theme, language]) => {
        localStorage.setItem("footfall:theme", theme ?? "light");
        localStorage.setItem("footfall:language", language ?? "en");
      },
      [theme, shot.language ?? "en"],
    );
    const page = await context.newPage();
    await page.goto(`${url}/#token=${token}`);
    await page.locator("main").waitFor();
    for (const [name, width] of Object.entries(WIDTHS)) {
      const picture = `${shot.name}-${name}-${theme}`;
      if (!isWanted(picture)) continue;
      await page.setViewportSize({ width, height: HEIGHT_PX });
      await page.goto(`${url}/${shot.search}&site=${site}`);
      await page.locator("main").waitFor();
      await page.waitForTimeout(SETTLE_MS);
      await shot.prepare?.(page);
      await page.waitForLoadState("networkidle", { timeout: 3_000 }).catch(() => {});
      await page.waitForTimeout(SETTLE_MS);
      await page.screenshot({ path: join(to, `${picture}.png`), fullPage: shot.isWhole });
    }
    await context.close();
  }
}

const isOfReadme = process.argv.includes("--readme");
const [named = "dist/screenshots", ...parts] = process.argv.slice(2).filter((word) => word !== "--readme");
const folder = isOfReadme ? README_FOLDER : named;
mkdirSync(folder, { recursive: true });
const footfall = await demo();
const site = await demoSite(footfall.url, footfall.token);
const browser = await launchBrowser();
const isWantedShot = ({ name }: Shot) =>
  isOfReadme ? name.startsWith("readme-") : parts.length === 0 || parts.some((part) => name.includes(part));
try {
  for (const shot of SHOTS.filter(isWantedShot)) {
    const isWanted = (picture: string) => !isOfReadme || README_PICTURES.includes(picture);
    await take(browser, shot, { ...footfall, site, to: folder, isWanted });
    console.log(shot.name);
  }
} finally {
  await browser.close();
  await footfall.end();
}
