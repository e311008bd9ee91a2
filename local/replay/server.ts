/** The ClickHouse that a replay fills: the one that CLICKHOUSE_URL names, or the local Footfall's own. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { migrateServer } from "../../schema/clickhouse/migrate-cli.ts";
import type { ClickHouseAccess } from "../../workers/consumer/sinks/clickhouse.ts";
import { freePort, startChild } from "../child.ts";

export interface Server {
  access: ClickHouseAccess;
  end(): Promise<unknown>;
}

export async function openServer(env: NodeJS.ProcessEnv, dataFolder: string): Promise<Server> {
  const server = env.CLICKHOUSE_URL
    ? { url: env.CLICKHOUSE_URL, end: async () => {} }
    : await startLocal(dataFolder);
  const access = {
    url: server.url,
    user: env.CLICKHOUSE_USER || "default",
    password: env.CLICKHOUSE_PASSWORD ?? "",
    database: env.CLICKHOUSE_DATABASE || "footfall",
  };
  try {
    await migrateServer({ ...access, username: access.user });
    return { access, end: server.end };
  } catch (error) {
    await server.end();
    throw error;
  }
}

/** Holds the folder's lock, so a Footfall that runs on it is noticed here. */
async function startLocal(dataFolder: string): Promise<{ url: string; end: () => Promise<unknown> }> {
  const port = await freePort();
  const main = fileURLToPath(new URL("../clickhouse/main.ts", import.meta.url));
  const path = join(dataFolder, "clickhouse");
  const child = startChild([process.execPath, main, "--path", path, "--port", String(port)]);
  await child.line(/^ready /);
  return { url: `http://127.0.0.1:${port}`, end: () => child.end() };
}
