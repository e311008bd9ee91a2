/** Runs a Worker of the bench under `wrangler dev`, with the whole service's bindings and four shards. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort, startChild } from "../../local/child.ts";

export const SHARDS = 4;
export const ADMIN_TOKEN = "ff_admin_of_the_bench";

export interface Dev {
  url: string;
  port: number;
  /** The service's processes are below it. */
  pid: number;
  stop(): Promise<void>;
}

const OFFLINE = {
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_SEND_METRICS: "false",
  X_LOCAL_OBSERVABILITY: "false",
};

export async function startDev(main: "worker.ts" | "floor.ts", clickhouseUrl: string): Promise<Dev> {
  const folder = await mkdtemp(join(tmpdir(), "footfall-bench-dev-"));
  const [port, inspector] = [await freePort(), await freePort()];
  await mkdir(join(folder, "state"));
  const config = join(folder, "wrangler.toml");
  const classes = main === "floor.ts" ? FLOOR_CLASSES : CLASSES;
  const path = fileURLToPath(new URL(main, import.meta.url));
  await writeFile(config, configOf(path, clickhouseUrl, classes));
  const wrangler = fileURLToPath(new URL("../../node_modules/wrangler/bin/wrangler.js", import.meta.url));
  const options = [`--config=${config}`, `--port=${port}`, `--inspector-port=${inspector}`];
  const state = [`--persist-to=${join(folder, "state")}`, "--show-interactive-dev-session=false"];
  const child = startChild([process.execPath, wrangler, "dev", ...options, ...state], { env: OFFLINE });
  await child.line(/Ready on /);
  return {
    ...{ url: `http://localhost:${port}`, port, pid: child.pid },
    stop: async () => {
      await child.end();
      await rm(folder, { recursive: true });
    },
  };
}

const CLASSES = { SHARDS: "SessionShard", SALTS: "Salts", LIVE: "LiveFeed" };
const FLOOR_CLASSES = { SHARDS: "Floor" };

const configOf = (main: string, clickhouseUrl: string, classes: Record<string, string>) => `
name = "footfall-bench"
main = "${main}"
compatibility_date = "2026-11-01"
[vars]
DASHBOARD_HOST = ""
CLICKHOUSE_DATABASE = "bench"
CLICKHOUSE_URL = "${clickhouseUrl}"
CLICKHOUSE_USER = "default"
CLICKHOUSE_PASSWORD = ""
SECRET_KEY = "a secret of the bench, 32 bytes or more"
ADMIN_TOKEN = "${ADMIN_TOKEN}"
SHARD_COUNT = "${SHARDS}"
[[d1_databases]]
binding = "CONTROL"
database_name = "footfall"
database_id = "footfall-bench"
[[r2_buckets]]
binding = "ARCHIVE"
bucket_name = "footfall-archive"
[[queues.producers]]
binding = "EVENTS"
queue = "footfall-events"
[[queues.consumers]]
queue = "footfall-events"
max_batch_size = 100
max_batch_timeout = 2
max_retries = 100
[[queues.producers]]
binding = "DEAD"
queue = "footfall-dead"
${Object.entries(classes)
  .map(([name, type]) => `[[durable_objects.bindings]]\nname = "${name}"\nclass_name = "${type}"\n`)
  .join("")}
[[migrations]]
tag = "v1"
new_sqlite_classes = ${JSON.stringify(Object.values(classes))}
`;
