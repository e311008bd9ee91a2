/** The queries of docs/archive.md, as they stand there, over objects that shards wrote. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase } from "../../schema/clickhouse/database-for-tests.ts";
import { decodeCall } from "../../workers/consumer/call/decode.ts";
import { encodeCall } from "../../workers/consumer/call/encode.ts";
import { archive } from "../../workers/consumer/outbox/archive.ts";
import { flush } from "../../workers/consumer/outbox/flush.ts";
import { entry, event, START_MS } from "../../workers/consumer/outbox/world/world.ts";
import { MemoryStore } from "../../workers/consumer/session/store.ts";
import { ShardState } from "../../workers/consumer/shard-state.ts";
import { createClickHouseSink } from "../../workers/consumer/sinks/clickhouse.ts";
import { createArchiveSink } from "../../workers/consumer/sinks/r2.ts";
import { KEYS, startFakeS3 } from "./s3-for-tests.ts";

const folder = mkdtempSync(join(tmpdir(), "footfall-readers-"));
const database = "archive_readers";
const { url, client } = await freshDatabase(database);
afterAll(async () => {
  await client.close();
  rmSync(folder, { recursive: true });
});

const bucket = {
  async put(key: string, body: Uint8Array | string) {
    mkdirSync(dirname(join(folder, key)), { recursive: true });
    writeFileSync(join(folder, key), body);
  },
  head: async () => null,
};

/** Two shards and two days, archived in ranges of several objects. */
beforeAll(async () => {
  const sink = createClickHouseSink({ url, database, user: "default", password: "" });
  for (const shard of [0, 1]) {
    const state = new ShardState(new MemoryStore(256), 256);
    const deps = {
      ...{ identity: { shard, epoch: 1 }, instance: "one", sink, archive: createArchiveSink(bucket) },
      ...{
        shards: 1,
        marked: new Map<string, number>(),
        archiveEncoder: 1,
        now: () => START_MS + 2 * DAY_MS,
      },
      ask: () => Promise.reject(new Error("There is one shard.")),
      park: () => Promise.reject(new Error("Nothing is parked.")),
    };
    for (let number = 0; number < 120; number++) {
      const at = START_MS + (number % 2) * DAY_MS + number * 1_000;
      const name = number % 3 === 0 ? "Signup" : "pageview";
      const one = {
        ...event({ visitor: 1 + shard * 100 + (number % 11), at, name }),
        path: `/page-${number % 5}`,
      };
      state.ingest(decodeCall(encodeCall([entry([one], { received_at: at })])), at);
      if (number % 50 === 49) {
        while (await flush(state, deps)) {}
        await archive(state, deps);
      }
    }
    while (await flush(state, deps)) {}
    await archive(state, deps);
  }
});

const DAY_MS = 86_400_000;

/** The statements of the page's one block of SQL, under the name of the reader that each comment begins with. */
function documented(reader: "DuckDB" | "ClickHouse"): string[] {
  const page = readFileSync(join(import.meta.dirname, "../../docs/archive.md"), "utf8");
  const block = /```sql\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
  const part = block.split(/^-- /m).find((each) => each.startsWith(reader)) ?? "";
  return part
    .slice(part.indexOf("\n"))
    .split(";")
    .map((each) => each.trim())
    .filter(Boolean);
}

const ask = async (query: string) =>
  (await client.query({ query, format: "JSONCompactEachRow" })).json<unknown[]>();

const PAGES = "SELECT path, count() FROM events WHERE name = 'pageview' GROUP BY path ORDER BY 2 DESC, 1";
const DAYS = "SELECT date, uniqExact(visitor_id) FROM events GROUP BY date ORDER BY date";

test("DuckDB reads the archive and counts what ClickHouse counts", async () => {
  const [query = ""] = documented("DuckDB");
  const connection = await (await DuckDBInstance.create()).connect();
  const answer = await connection.runAndReadAll(query.replace("'bucket/", `'${folder}/`));
  const rows = answer.getRows().map(([path, count]) => [path, String(count)]);
  connection.closeSync();
  expect(rows.length).toBe(5);
  expect(rows.sort()).toEqual((await ask(PAGES)).map(([path, count]) => [path, String(count)]).sort());
});

test("ClickHouse reads the files of a folder, and the bucket itself, with equal totals", async () => {
  const [ofFolder = "", ofBucket = ""] = documented("ClickHouse");
  const days = await ask(ofFolder.replace("'bucket/", `'${folder}/`));
  expect(days.sort()).toEqual(await ask(DAYS));
  const s3 = await startFakeS3("footfall-archive", objects());
  try {
    const there = ofBucket
      .replace("https://ACCOUNT.r2.cloudflarestorage.com", s3.url)
      .replace("'KEY', 'SECRET'", `'${KEYS.accessKeyId}', '${KEYS.secretAccessKey}'`);
    expect(await ask(there)).toEqual(await ask("SELECT count() FROM events"));
    await expect(ask(there.replace(KEYS.secretAccessKey, "wrong"))).rejects.toThrow();
  } finally {
    await s3.stop();
  }
});

function objects(): Map<string, Uint8Array> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = files.map(({ parentPath, name }) => join(parentPath, name));
  return new Map(paths.map((path) => [relative(folder, path), readFileSync(path)]));
}
