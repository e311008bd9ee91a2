/** The whole of Footfall on one machine: embedded ClickHouse, then the all-in-one Worker under `wrangler dev`. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { migrateServer } from "../schema/clickhouse/migrate-cli.ts";
import { type Child, freePort, startChild } from "./child.ts";
import type { Settings } from "./settings.ts";

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const CRON_INTERVAL_MS = 60_000;

export interface Stack {
  url: string;
  /** Resolves with a sentence when a part of the stack ended by itself. */
  failed: Promise<string>;
  /** Ends the Worker, then ClickHouse, so that what the shards are writing still arrives. */
  end(): Promise<void>;
}

/**
 * Starts all parts and resolves when the Worker answers.
 * @throws Error with one readable message when a part does not start.
 */
export async function startStack(settings: Settings, say: (line: string) => void): Promise<Stack> {
  const clickhouse = await startClickHouse(join(settings.folder, "clickhouse"));
  try {
    const applied = await migrateServer({ url: clickhouse.url });
    if (applied.length) say(`ClickHouse schema: applied ${applied.join(", ")}`);
    const worker = await startWorker(settings, clickhouse.url);
    const cron = setInterval(() => void runCron(worker.url), CRON_INTERVAL_MS);
    const log = join(settings.folder, "worker.log");
    let isEnding = false;
    return {
      url: worker.url,
      failed: new Promise((resolve) => {
        const endedWith = (sentence: string) => () => isEnding || resolve(sentence);
        void worker.child.ended.then(endedWith(`The Worker ended by itself; its log is ${log}.`));
        void clickhouse.child.ended.then(endedWith("The embedded ClickHouse ended by itself."));
      }),
      async end() {
        isEnding = true;
        clearInterval(cron);
        await worker.child.end();
        await clickhouse.child.end();
      },
    };
  } catch (error) {
    await clickhouse.child.end();
    throw error;
  }
}

async function startClickHouse(path: string): Promise<{ url: string; child: Child }> {
  const port = await freePort();
  const child = startChild([
    process.execPath,
    here("clickhouse/main.ts"),
    "--path",
    path,
    "--port",
    String(port),
  ]);
  await child.line(/^ready /);
  return { url: `http://127.0.0.1:${port}`, child };
}

async function startWorker(
  settings: Settings,
  clickhouseUrl: string,
): Promise<{ url: string; child: Child }> {
  const logFile = join(settings.folder, "worker.log");
  writeFileSync(logFile, "");
  const child = startChild(await wranglerCommand(settings, clickhouseUrl), {
    env: OFFLINE,
    onLine: (line) => writeFileSync(logFile, `${line}\n`, { flag: "a" }),
  });
  await child.line(/Ready on /);
  return { url: `http://localhost:${settings.port}`, child };
}

/** No account, no telemetry, no look-up of the machine's own address. */
const OFFLINE = {
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_HIDE_BANNER: "true",
  X_LOCAL_OBSERVABILITY: "false",
  FORCE_COLOR: "0",
};

async function wranglerCommand(settings: Settings, clickhouseUrl: string): Promise<string[]> {
  const state = join(settings.folder, "workers");
  mkdirSync(state, { recursive: true });
  const secrets = join(settings.folder, "secrets.env");
  writeFileSync(secrets, secretLines(settings, clickhouseUrl), { mode: 0o600 });
  return [
    process.execPath,
    here("../node_modules/wrangler/bin/wrangler.js"),
    "dev",
    here("worker.ts"),
    `--config=${here("../wrangler.toml")}`,
    `--port=${settings.port}`,
    `--inspector-port=${await freePort()}`,
    `--persist-to=${state}`,
    `--env-file=${secrets}`,
    "--show-interactive-dev-session=false",
    "--log-level=log",
  ];
}

/** Where the ClickHouse of the Footfall in `folder` listens, once it is up: for what writes rows behind its back. */
export function clickHouseIn(folder: string): string {
  const [, url] = /^CLICKHOUSE_URL="(.*)"$/m.exec(readFileSync(join(folder, "secrets.env"), "utf8")) ?? [];
  if (url === undefined) throw new Error(`No Footfall has been started in ${folder}.`);
  return url;
}

const secretLines = ({ secretKey, adminToken }: Settings, clickhouseUrl: string) =>
  Object.entries({
    SECRET_KEY: secretKey,
    ADMIN_TOKEN: adminToken,
    CLICKHOUSE_URL: clickhouseUrl,
    CLICKHOUSE_USER: "default",
    CLICKHOUSE_PASSWORD: "",
  })
    .map(([name, value]) => `${name}="${value}"\n`)
    .join("");

/** `wrangler dev` fires no cron triggers by itself. */
const runCron = (url: string) =>
  fetch(`${url}/cdn-cgi/handler/scheduled?cron=${encodeURIComponent("* * * * *")}`).catch(() => {});
