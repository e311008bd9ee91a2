/**
 * The embedded ClickHouse as a process of its own: `node local/clickhouse/main.ts --path DIR --port N [--host H]`.
 * Prints `ready <url>` when it answers; ends with SIGTERM or SIGINT. Exit code 1 with one line when it cannot start.
 */

import { parseArgs } from "node:util";
import { startClickHouse } from "./index.ts";

// libuv reads the size of its thread pool once, before any code of ours runs, and each running query needs a thread:
// start over as the same process with a larger pool.
const POOL_THREADS = "16";
if (process.env.UV_THREADPOOL_SIZE === undefined && process.execve !== undefined) {
  const environment = { ...process.env, UV_THREADPOOL_SIZE: POOL_THREADS };
  process.execve(
    process.execPath,
    [process.execPath, ...process.execArgv, ...process.argv.slice(1)],
    environment,
  );
}

const { values } = parseArgs({
  options: {
    path: { type: "string" },
    port: { type: "string" },
    host: { type: "string", default: "127.0.0.1" },
  },
});
if (values.path === undefined || !/^\d+$/.test(values.port ?? "")) {
  fail("usage: node local/clickhouse/main.ts --path DIR --port N [--host H]");
}

const clickhouse = await startClickHouse({
  path: values.path,
  port: Number(values.port),
  host: values.host,
}).catch((error: Error) => fail(error.message));
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(
    signal,
    () =>
      void clickhouse.close().then(
        () => process.exit(0),
        (error: Error) => fail(error.message),
      ),
  );
}
console.log(`ready ${clickhouse.url}`);

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
