/**
 * Global set-up of the tests that need ClickHouse: the embedded one in a process and a folder of its own, or the
 * server that CLICKHOUSE_URL names. Test files make a database of their own.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort, startChild } from "./child.ts";

export const GATEWAY = fileURLToPath(new URL("clickhouse/main.ts", import.meta.url));

export default async function setup() {
  if (process.env.CLICKHOUSE_URL) return;
  const path = mkdtempSync(join(tmpdir(), "footfall-clickhouse-"));
  const port = await freePort();
  const gateway = startChild([process.execPath, GATEWAY, "--path", path, "--port", String(port)]);
  await gateway.line(/^ready /);
  process.env.CLICKHOUSE_URL = `http://127.0.0.1:${port}`;
  return async () => {
    await gateway.end();
    rmSync(path, { recursive: true, force: true });
    delete process.env.CLICKHOUSE_URL;
  };
}
