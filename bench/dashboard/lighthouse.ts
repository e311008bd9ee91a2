/** Lighthouse on the populated demo, signed in by the cookie that the browser holds. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import lighthouse, { desktopConfig } from "lighthouse";
import { chromium } from "playwright-core";
import { findBrowser, LAUNCH_FLAGS } from "../../local/browser.ts";
import { freePort } from "../../local/child.ts";
import { median } from "../rounds.ts";
import type { Measured } from "./footfall.ts";
import type { Gate } from "./gates.ts";

const MIN_SCORE = 95;
const CATEGORIES = ["performance", "accessibility", "best-practices"];
const PRESETS = { desktop: desktopConfig, mobile: undefined };

export async function runLighthouse(footfall: Measured, runs: number): Promise<Gate[]> {
  const folder = mkdtempSync(join(tmpdir(), "footfall-lighthouse-"));
  const port = await freePort();
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: await findBrowser(),
    args: [...LAUNCH_FLAGS, `--remote-debugging-port=${port}`],
  });
  try {
    const page = await context.newPage();
    await page.goto(`${footfall.url}/#token=${footfall.token}`);
    await page.locator(".top").waitFor();
    await page.close();
    const gates: Gate[] = [];
    for (const preset of ["desktop", "mobile"] as const)
      gates.push(...(await audit(`${footfall.url}/?site=${footfall.demo}`, port, preset, runs)));
    return gates;
  } finally {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Medians of the scores; what each audit that is not perfect says is printed. */
async function audit(url: string, port: number, preset: keyof typeof PRESETS, runs: number): Promise<Gate[]> {
  const scores = new Map<string, number[]>(CATEGORIES.map((category) => [category, []]));
  for (let run = 0; run < runs; run++) {
    const result = await lighthouse(
      url,
      { port, onlyCategories: CATEGORIES, logLevel: "error" },
      PRESETS[preset],
    );
    if (result === undefined) throw new Error("Lighthouse gave no result.");
    const { lhr } = result;
    if (lhr.runtimeError !== undefined) throw new Error(lhr.runtimeError.message);
    for (const category of CATEGORIES)
      scores.get(category)?.push(Math.round((lhr.categories[category]?.score ?? 0) * 100));
    if (run === 0) printFindings(preset, lhr.audits);
  }
  return [...scores].map(([category, each]) => ({
    ...{ what: `Lighthouse, ${preset}, ${category}`, measured: median(each) },
    ...{ unit: "", limit: MIN_SCORE, isFloor: true },
  }));
}

interface Audit {
  title: string;
  score: number | null;
  displayValue?: string;
}

function printFindings(preset: string, audits: Record<string, Audit>): void {
  console.log(`\nLighthouse, ${preset}`);
  for (const id of [
    "first-contentful-paint",
    "largest-contentful-paint",
    "total-blocking-time",
    "cumulative-layout-shift",
    "speed-index",
  ])
    console.log(`  ${id}: ${audits[id]?.displayValue ?? "?"}`);
  for (const [id, { score, title, displayValue = "" }] of Object.entries(audits))
    if (score !== null && score < 0.9) console.log(`  ${id} (${score}): ${title} ${displayValue}`);
}
