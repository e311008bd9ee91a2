/** A Chromium for the browser tests: found on this machine, or put there. */
import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { type Browser, chromium, type LaunchOptions } from "playwright-core";

const run = promisify(execFile);
const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const HOW =
  "No Chromium for the browser tests: install one and put its path into CHROMIUM_PATH, " +
  "or run `npx playwright-core install chromium`.";

/**
 * The path of a Chromium: `CHROMIUM_PATH`, then the PATH, then the one that playwright-core installed.
 * @throws Error with one line that says what to do.
 */
export async function findBrowser(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  if (env.CHROMIUM_PATH) {
    if (isExecutable(env.CHROMIUM_PATH)) return env.CHROMIUM_PATH;
    throw new Error(`CHROMIUM_PATH names ${env.CHROMIUM_PATH}, which is not a program that can be run.`);
  }
  const folders = (env.PATH ?? "").split(delimiter);
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = [...candidates, chromium.executablePath()].find(isExecutable);
  if (!found) throw new Error(HOW);
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * As `findBrowser`, but installs one where there is none: playwright's own, or the distribution's package where
 * that download cannot be reached and this user may install packages.
 * @throws Error with one line that says what to do.
 */
export async function ensureBrowser(): Promise<string> {
  const present = await findBrowser().catch((error: Error) => error);
  if (typeof present === "string") return present;
  if (process.env.CHROMIUM_PATH) throw present;
  for (const install of [installByPlaywright, installByApt]) {
    console.log(
      `No Chromium yet: ${install.name === "installByApt" ? "apt-get" : "playwright-core"} install chromium`,
    );
    const found = await install()
      .then(() => findBrowser())
      .catch(() => null);
    if (found) return found;
  }
  throw present;
}

async function installByPlaywright(): Promise<void> {
  const cli = join(import.meta.dirname, "../node_modules/playwright-core/cli.js");
  await run(process.execPath, [cli, "install", "chromium"], { timeout: 300_000 });
}

/** `sudo -n` fails at once, instead of asking, where it would need a password. */
async function installByApt(): Promise<void> {
  const apt = process.getuid?.() === 0 ? ["apt-get"] : ["sudo", "-n", "apt-get"];
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const aptGet = async (...args: string[]) => {
    const [command = "apt-get", ...before] = apt;
    await run(command, [...before, ...args], { env, timeout: 600_000 });
  };
  await aptGet("update");
  await aptGet("install", "-y", "--no-install-recommends", "chromium");
}

/** What an ordinary visitor's browser calls itself; the tracker and the robots' filter know a headless one by its name. */
export const ORDINARY_USER_AGENT =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/145.0.0.0 Safari/537.36";

/** A container has no sandbox and no GPU, and the network of a test is its own. */
export const LAUNCH_FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  `--user-agent=${ORDINARY_USER_AGENT}`,
];

/** The browser of every browser test; its owner closes it. */
export async function launchBrowser({ args = [], ...options }: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: await findBrowser(),
    args: [...LAUNCH_FLAGS, ...args],
    ...options,
  });
}
