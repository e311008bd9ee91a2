/** A Chromium with people in it who are signed in, and what its pages say of themselves. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { Measured } from "./footfall.ts";

export const DESKTOP = { width: 1440, height: 900 } as const;

/** A browser context with an empty cache and the session's cookie. */
export async function signedIn(browser: Browser, { url, token }: Measured): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: "en-US", timezoneId: "UTC", viewport: DESKTOP });
  const answer = await context.request.post(`${url}/v1/sign-in`, {
    data: { token },
    headers: { origin: url, "content-type": "application/json" },
  });
  if (!answer.ok()) throw new Error(`Signing in was answered ${answer.status()}: ${await answer.text()}`);
  await context.addInitScript(watch);
  return context;
}

interface Seen {
  /** ms since navigation; null: not yet. */
  populatedMs: number | null;
  /** Sum of shifts that nobody's input has caused. */
  layoutShift: number;
  /** Of tasks longer than 50 ms, what is beyond. */
  blockedMs: number;
  interactions: { name: string; ms: number; target: string }[];
}

declare global {
  interface Window {
    seen: Seen;
  }
}

/** Runs in the page, before its own scripts. */
function watch(): void {
  const seen: Seen = { populatedMs: null, layoutShift: 0, blockedMs: 0, interactions: [] };
  window.seen = seen;
  const observe = <Entry extends PerformanceEntry>(
    type: string,
    take: (entry: Entry) => void,
    options: object = {},
  ) =>
    new PerformanceObserver((list) => {
      // The type of the entries is what was asked for.
      for (const entry of list.getEntries()) take(entry as Entry);
    }).observe({ type, buffered: true, ...options });
  observe<PerformanceEntry & { value: number; hadRecentInput: boolean }>("layout-shift", (shift) => {
    if (!shift.hadRecentInput) seen.layoutShift += shift.value;
  });
  observe("longtask", ({ duration }) => {
    seen.blockedMs += duration - 50;
  });
  observe<PerformanceEventTiming>(
    "event",
    ({ interactionId, name, duration, target }) => {
      const element = target instanceof Element ? `${target.tagName} ${target.className}` : "";
      if (interactionId !== 0) seen.interactions.push({ name, ms: duration, target: element });
    },
    { durationThreshold: 16 },
  );
  const isPopulated = () => {
    const numbers = [...document.querySelectorAll(".number-value")];
    const cards = [...document.querySelectorAll(".breakdown")];
    return (
      numbers.length > 0 &&
      cards.length > 0 &&
      document.querySelector("main .ghost") === null &&
      document.querySelector(".chart:not(.empty) canvas") !== null &&
      cards.every((card) => card.querySelector(".row, .none, svg") !== null)
    );
  };
  const look = () => {
    if (isPopulated()) seen.populatedMs = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** Waits until everything of the overview is there; ms since its navigation began. */
export async function untilPopulated(page: Page): Promise<number> {
  const handle = await page.waitForFunction(() => window.seen.populatedMs, undefined, { timeout: 30_000 });
  return (await handle.jsonValue()) ?? Number.NaN;
}
