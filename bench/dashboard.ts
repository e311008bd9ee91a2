/**
 * The dashboard against its budget (DESIGN §6): bytes of the first load and of each view, milliseconds to an overview that
 * is all there, questions that it asks, interaction to next paint, layout shift, Lighthouse. Over the local stack with
 * the demo's 30 days, and a site of a million events beside it.
 *
 *   node bench/dashboard.ts [--only loads] [--loads 7] [--rounds 3] [--runs 3] [--events 1000000]
 */
import { parseArgs } from "node:util";
import { launchBrowser } from "../local/browser.ts";
import { weighDashboard } from "./dashboard/bytes.ts";
import { startFootfall } from "./dashboard/footfall.ts";
import { type Gate, printGates } from "./dashboard/gates.ts";
import { measureInteractions } from "./dashboard/interactions.ts";
import { runLighthouse } from "./dashboard/lighthouse.ts";
import { measureLoads } from "./dashboard/loads.ts";

const { values } = parseArgs({
  options: {
    /** bytes, loads, interactions or lighthouse; all without it. */
    only: { type: "string", default: "" },
    loads: { type: "string", default: "7" },
    /** Of the scripted interactions, beside the first one. */
    rounds: { type: "string", default: "3" },
    /** Of Lighthouse, each preset. */
    runs: { type: "string", default: "3" },
    events: { type: "string", default: "1000000" },
  },
});
const isWanted = (part: string) => values.only === "" || values.only === part;

const gates: Gate[] = isWanted("bytes") ? await weighDashboard() : [];
if (values.only !== "bytes") gates.push(...(await measureInBrowser()));
if (!printGates(gates)) process.exitCode = 1;

async function measureInBrowser(): Promise<Gate[]> {
  const footfall = await startFootfall(Number(values.events));
  const browser = await launchBrowser();
  try {
    return [
      ...(isWanted("loads") ? await measureLoads(browser, footfall, Number(values.loads)) : []),
      ...(isWanted("interactions")
        ? await measureInteractions(browser, footfall, Number(values.rounds))
        : []),
      ...(isWanted("lighthouse") ? await runLighthouse(footfall, Number(values.runs)) : []),
    ];
  } finally {
    await browser.close();
    await footfall.end();
  }
}
