/** The Footfall that is measured: the local stack with the demo's site, and beside it one of a million events. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Administration, administrationOf } from "../../local/administration.ts";
import { freePort, startChild } from "../../local/child.ts";
import { insertManyRows } from "../../local/demo/many-rows.ts";
import { DEMO_SITE_NAME } from "../../local/demo/site.ts";
import { clickHouseIn } from "../../local/stack.ts";

export interface Measured {
  url: string;
  token: string;
  /** Ids of the sites. */
  demo: string;
  large: string;
  end(): Promise<void>;
}

const START = join(import.meta.dirname, "../../local/start.ts");
const TOKEN = "ff_admin_of_the_bench";
const PAGES = 5_000;

/** In FOOTFALL_DATA, where a later run finds its data again, else in a folder of this run. */
export async function startFootfall(events: number): Promise<Measured> {
  const kept = process.env.FOOTFALL_DATA;
  const folder = kept ?? mkdtempSync(join(tmpdir(), "footfall-bench-dashboard-"));
  const footfall = startChild([process.execPath, START, "--demo"], {
    env: { FOOTFALL_PORT: String(await freePort()), FOOTFALL_DATA: folder, FOOTFALL_ADMIN_TOKEN: TOKEN },
    patienceMs: 10_000,
  });
  const end = async () => {
    await footfall.end();
    if (kept === undefined) rmSync(folder, { recursive: true, force: true });
  };
  try {
    const [, url = ""] = await footfall.line(/^ready (.*)/);
    const administration = administrationOf(url, TOKEN);
    const large = await largeSite(administration, folder, events);
    const demo = await siteNamed(administration, DEMO_SITE_NAME);
    if (demo === undefined) throw new Error("The demo's site is not there.");
    return { url, token: TOKEN, demo, large, end };
  } catch (error) {
    await end();
    throw error;
  }
}

const siteNamed = async (administration: Administration, wanted: string): Promise<string | undefined> =>
  (await administration.sites()).find(({ name }) => name === wanted)?.id;

async function largeSite(administration: Administration, folder: string, events: number): Promise<string> {
  const name = `${events} events`;
  const known = await siteNamed(administration, name);
  if (known !== undefined) return known;
  const { id } = await administration.createSite({ name, domains: ["large.example"], timezone: "UTC" });
  const rows = { site: id, hostname: "large.example", events, pages: PAGES, endMs: Date.now() };
  await insertManyRows(clickHouseIn(folder), rows);
  return id;
}
