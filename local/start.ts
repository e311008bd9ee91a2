/**
 * `npm start`: a whole local Footfall on one origin, until Ctrl-C. `npm start -- --demo` adds a site with 30 days
 * of traffic, and live pages under /demo. Prints `ready <url>` on a line of its own when all is up.
 */
import { parseArgs } from "node:util";
import { type Administration, administrationOf, type Site } from "./administration.ts";
import { isPortTaken } from "./child.ts";
import { sendDemoTraffic } from "./demo/send.ts";
import { DEMO_SITE_NAME } from "./demo/site.ts";
import { readSettings, type Settings } from "./settings.ts";
import { type Stack, startStack } from "./stack.ts";

const FLUSH_AT_END_MS = 800;
const FLUSH_DEMO_MS = 25_000;
const DEMO_FLUSHES = 6;

async function main(): Promise<never> {
  const { values } = parseArgs({ options: { demo: { type: "boolean", default: false } } });
  const settings = readSettings(process.env);
  if (await isPortTaken(settings.port))
    throw new Error(`Port ${settings.port} is in use; end what uses it, or set FOOTFALL_PORT to another.`);
  console.log(`Starting Footfall; its data is in ${settings.folder}`);
  const starting = startStack(settings, console.log);
  endOnSignal(starting, settings);
  const stack = await starting;
  const administration = administrationOf(stack.url, settings.adminToken);
  const sites = await prepareSites(administration, values.demo, settings, stack.url);
  welcome(stack.url, settings, sites);
  throw new Error(await stack.failed);
}

/** Ctrl-C: lets what was accepted arrive, then ends Worker and ClickHouse in this order. */
function endOnSignal(starting: Promise<Stack>, settings: Settings): void {
  let isEnding = false;
  const end = async () => {
    if (isEnding) return;
    isEnding = true;
    const stack = await starting.catch(() => null);
    if (stack) {
      const administration = administrationOf(stack.url, settings.adminToken);
      await administration.flush(FLUSH_AT_END_MS).catch(() => false);
      await stack.end();
    }
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
}

async function prepareSites(
  administration: Administration,
  withDemo: boolean,
  settings: Settings,
  url: string,
): Promise<Site[]> {
  const sites = await administration.sites();
  const own = sites.filter(({ name }) => name !== DEMO_SITE_NAME);
  if (own.length === 0) sites.push(await administration.createSite(describe("My site", ["localhost"])));
  if (!withDemo) return sites;
  const known = sites.find(({ name }) => name === DEMO_SITE_NAME);
  const demo =
    known ?? (await administration.createSite(describe(DEMO_SITE_NAME, ["localhost", "demo.example"])));
  if (!known) await fillDemo(administration, demo, settings, url);
  return known ? sites : [...sites, demo];
}

const describe = (name: string, domains: string[]) => ({
  name,
  domains,
  timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
});

async function fillDemo(
  administration: Administration,
  demo: Site,
  settings: Settings,
  url: string,
): Promise<void> {
  const startedAt = Date.now();
  const { events } = await sendDemoTraffic({
    url,
    siteKey: demo.key,
    token: settings.adminToken,
    now: startedAt,
  });
  for (let attempt = 0; attempt < DEMO_FLUSHES; attempt++)
    if (await administration.flush(FLUSH_DEMO_MS)) break;
  console.log(`Demo: ${events} events of 30 days in ${Math.round((Date.now() - startedAt) / 1_000)} s`);
}

function welcome(url: string, settings: Settings, sites: Site[]): void {
  const site = sites.find(({ name }) => name === DEMO_SITE_NAME) ?? sites[0];
  if (settings.isNewToken) console.log(`\nAdmin token (kept in the data folder): ${settings.adminToken}`);
  console.log(`
Sign in:  ${url}/?site=${site?.id}#token=${settings.adminToken}
Snippet:  <script defer src="${url}/script.js" data-site="${site?.key}"></script>
Demo:     ${url}/demo

ready ${url}`);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
