/** Global set-up of the browser tests: one whole Footfall, started exactly as a newcomer starts it, in a folder of its own. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort, startChild } from "../local/child.ts";

const START = fileURLToPath(new URL("../local/start.ts", import.meta.url));
const ADMIN_TOKEN = "ff_admin_of_the_browser_tests";

export default async function setup() {
  const folder = mkdtempSync(join(tmpdir(), "footfall-e2e-"));
  const port = await freePort();
  const footfall = startChild([process.execPath, START, "--demo"], {
    env: { FOOTFALL_PORT: String(port), FOOTFALL_DATA: folder, FOOTFALL_ADMIN_TOKEN: ADMIN_TOKEN },
    patienceMs: 10_000,
  });
  const [, url] = await footfall.line(/^ready (.*)/);
  process.env.FOOTFALL_URL = url;
  process.env.FOOTFALL_DATA = folder;
  process.env.FOOTFALL_ADMIN_TOKEN = ADMIN_TOKEN;
  return async () => {
    await footfall.end();
    rmSync(folder, { recursive: true, force: true });
  };
}
