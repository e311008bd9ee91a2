/** An embedded ClickHouse of the bench's own, in a child process: a crash there must not look like a slow query here. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "@clickhouse/client-web";
import { spawnClickHouse } from "../../local/clickhouse/child.ts";
import { migrateServer } from "../../schema/clickhouse/migrate-cli.ts";

export interface Server {
  url: string;
  database: string;
  pid: number;
  /** Runs a statement that answers nothing. */
  run(query: string): Promise<void>;
  rows<Row>(query: string): Promise<Row[]>;
  stop(): Promise<void>;
}

const QUERY_TIMEOUT_MS = 600_000;

/** Where data lies: in a folder that is kept, or with a server that runs already; else in one of this run. */
export type Place = { folder: string } | { url: string; pid: number };

/** Our migrated schema in the database `bench`. */
export async function startServer(place?: Place): Promise<Server> {
  const given = place !== undefined && "url" in place ? place : null;
  const kept = place !== undefined && "folder" in place ? place.folder : null;
  const folder = kept ?? (await mkdtemp(join(tmpdir(), "footfall-bench-")));
  const child = given === null ? await spawnClickHouse({ path: folder }) : null;
  const { url, pid } = given ?? child ?? { url: "", pid: 0 };
  const database = "bench";
  await migrateServer({ url, database });
  const client = createClient({ url, database, request_timeout: QUERY_TIMEOUT_MS });
  return {
    url,
    database,
    pid,
    run: async (query) => void (await client.command({ query })),
    rows: async <Row>(query: string) => (await client.query({ query, format: "JSONEachRow" })).json<Row>(),
    stop: async () => {
      await client.close();
      await child?.stop();
      if (kept === null) await rm(folder, { recursive: true });
    },
  };
}

const POLL_MS = 500;

/** Background merges would slow down whoever is measured while they run. */
export async function waitForMerges(server: Server): Promise<void> {
  for (let quiet = 0; quiet < 4; ) {
    const [row] = await server.rows<{ n: number }>("SELECT toUInt32(count()) AS n FROM system.merges");
    quiet = row?.n === 0 ? quiet + 1 : 0;
    await sleep(POLL_MS);
  }
}
