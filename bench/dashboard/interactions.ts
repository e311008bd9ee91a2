/** Interaction to next paint, over what people do with the overview, by the browser's own Event Timing. */
import type { Browser, Page } from "playwright-core";
import { median } from "../rounds.ts";
import { signedIn, untilPopulated } from "./browser.ts";
import type { Measured } from "./footfall.ts";
import type { Gate } from "./gates.ts";

const MAX_INP_MS = 100;
const MAX_LAYOUT_SHIFT = 0.1;
/** The shortest that Event Timing tells of; what it does not tell of took no longer. */
const UNSEEN_MS = 16;
const LOOK_MS = 50;
/** After the answers: what is drawn later belongs to the interaction before it. */
const REST_MS = 250;

interface Interaction {
  what: string;
  act(page: Page): Promise<unknown>;
}

const press =
  (...keys: string[]) =>
  async (page: Page) => {
    for (const key of keys) await page.keyboard.press(key);
  };
const click = (selector: string) => (page: Page) => page.locator(selector).first().click();

/** In turn, each from where the one before it leads. */
const INTERACTIONS: readonly Interaction[] = [
  { what: "filter by a page", act: click('[data-card="pages"] .row') },
  { what: "take the filter away", act: click(".chip button") },
  { what: "filter by a country", act: click('[data-card="places"] .row') },
  { what: "take all filters away", act: press("x") },
  { what: "seven days", act: press("w") },
  { what: "thirty days", act: press("m") },
  { what: "the days before", act: press("[") },
  { what: "back to now", act: press("m") },
  { what: "another comparison", act: press("c") },
  { what: "metric, by its number", act: click(".number:nth-child(3) .number-press") },
  { what: "metric, by key", act: press("1") },
  { what: "interval", act: press("i") },
  { what: "interval again", act: press("i") },
  { what: "tab of a card", act: click('[data-card="technology"] [role="tab"]:nth-child(2)') },
  { what: "map", act: click('[data-card="places"] [role="tab"]:nth-child(4)') },
  { what: "along the chart", act: along },
  { what: "table in place of the chart", act: press("v") },
  { what: "chart again", act: press("v") },
  { what: "open details", act: click('[data-card="pages"] .more') },
  { what: "search in details", act: (page) => page.keyboard.type("doc", { delay: 40 }) },
  { what: "sort details", act: click(".details thead th:nth-child(3) button") },
  { what: "close details", act: press("Escape") },
  { what: "open the palette", act: press("Control+k") },
  { what: "type in the palette", act: (page) => page.keyboard.type("day", { delay: 40 }) },
  { what: "close the palette", act: press("Escape") },
  { what: "filter's dialog", act: press("f") },
  { what: "close it", act: press("Escape") },
  { what: "choose dates", act: press("d") },
  { what: "close them", act: press("Escape") },
  { what: "other view: health", act: press("g", "h") },
  { what: "other view: events", act: press("g", "e") },
  { what: "back to the overview", act: press("g", "o") },
  { what: "other theme", act: press("l") },
];

async function along(page: Page): Promise<void> {
  await page.locator(".chart").focus();
  await press("ArrowLeft", "ArrowLeft", "ArrowLeft", "Escape")(page);
}

export async function measureInteractions(
  browser: Browser,
  footfall: Measured,
  rounds: number,
): Promise<Gate[]> {
  const context = await signedIn(browser, footfall);
  const page = await context.newPage();
  const times = new Map<string, number[]>(INTERACTIONS.map(({ what }) => [what, []]));
  let shift = 0;
  for (let round = 0; round <= rounds; round++) {
    await page.goto(`${footfall.url}/?site=${footfall.demo}`);
    await untilPopulated(page);
    await rest(page);
    for (const { what, act } of INTERACTIONS) {
      const ms = await timeOf(page, act);
      // In the first round code is fetched and compiled: every visitor's first use, told apart.
      times.get(what)?.push(ms);
    }
    shift = Math.max(shift, await page.evaluate(() => window.seen.layoutShift));
  }
  await context.close();
  return tell(times, shift);
}

/** The longest of what one step of the script made: a key has two events, a text several keys. */
async function timeOf(page: Page, act: Interaction["act"]): Promise<number> {
  await page.evaluate(() => {
    window.seen.interactions = [];
  });
  await act(page);
  await rest(page);
  return page.evaluate(
    (unseen) => Math.max(unseen, ...window.seen.interactions.map(({ ms }) => ms)),
    UNSEEN_MS,
  );
}

/** Nothing is on its way, and what arrived is drawn. */
async function rest(page: Page): Promise<void> {
  do await page.waitForTimeout(LOOK_MS);
  while ((await page.locator('[aria-busy="true"], main .ghost').count()) > 0);
  await page.waitForTimeout(REST_MS);
}

function tell(times: ReadonlyMap<string, number[]>, shift: number): Gate[] {
  const rows = [...times].map(([what, [first = 0, ...later]]) => [
    what,
    { "first, ms": first, "median, ms": median(later), "worst, ms": Math.max(...later) },
  ]);
  console.log("\nInteraction to next paint, ms (16: or less; the clock has steps of 8)");
  console.table(Object.fromEntries(rows));
  const all = [...times.values()].flat().toSorted((a, b) => b - a);
  // As web-vitals has it: of fifty interactions the worst one does not count.
  const inp = all[Math.floor(all.length / 50)] ?? Number.NaN;
  return [
    { what: `interaction to next paint, of ${all.length}`, measured: inp, unit: "ms", limit: MAX_INP_MS },
    { what: "layout shift while used", measured: shift, unit: "", limit: MAX_LAYOUT_SHIFT },
  ];
}
