/** The process: its start, its end, its folder. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@clickhouse/client-web";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ClickHouseChild, spawnClickHouse } from "./child.ts";

let path: string;
let children: ClickHouseChild[];

beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), "clickhouse-main-")), "data");
  children = [];
});

afterEach(async () => {
  for (const child of children) await child.stop("SIGKILL");
  await rm(join(path, ".."), { recursive: true, force: true });
});

async function start(): Promise<ClickHouseChild> {
  const child = await spawnClickHouse({ path });
  children.push(child);
  return child;
}

async function insert({ url }: ClickHouseChild, n: number, settings = {}): Promise<void> {
  const client = createClient({ url, clickhouse_settings: settings });
  await client.command({ query: "CREATE TABLE IF NOT EXISTS kept (n UInt32) ENGINE = MergeTree ORDER BY n" });
  await client.insert({ table: "kept", values: [{ n }], format: "JSONEachRow" });
}

async function kept({ url }: ClickHouseChild): Promise<unknown[]> {
  const query = "SELECT n FROM kept ORDER BY n";
  const rows = await (await createClient({ url }).query({ query, format: "JSONEachRow" })).json<{
    n: number;
  }>();
  return rows.map((row) => row.n);
}

test.each(["SIGTERM", "SIGINT"] as const)("%s ends it with code 0, and the data stay", async (signal) => {
  const first = await start();
  await insert(first, 1);
  await insert(first, 2, { async_insert: 1, wait_for_async_insert: 0 });
  expect(await first.stop(signal)).toBe(0);
  expect(await kept(await start())).toEqual([1, 2]);
});

test("running queries do not keep it from ending", async () => {
  const server = await start();
  const client = createClient({ url: server.url });
  const endless = client.query({
    query: "SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(number)",
  });
  const unread = await client.query({
    query: "SELECT number FROM numbers(1000000000000)",
    format: "JSONEachRow",
  });
  const failed = expect(endless).rejects.toThrow();
  expect(await server.stop()).toBe(0);
  await failed;
  await expect(unread.text()).rejects.toThrow();
});

test("a killed process leaves its data, and a lock that nobody needs to remove", async () => {
  const first = await start();
  await insert(first, 1);
  expect(await first.stop("SIGKILL")).toBe("SIGKILL");
  const second = await start();
  expect(await kept(second)).toEqual([1]);
});

test("a held folder is refused by the name of its holder, who goes on", async () => {
  const holder = await start();
  await insert(holder, 1);
  await expect(start()).rejects.toThrow(
    `ClickHouse ended with 1: The data folder ${path} is held by process ${holder.pid}. Stop that process, or choose another folder.`,
  );
  expect(await kept(holder)).toEqual([1]);
});

test("bad queries do not end it", async () => {
  const server = await start();
  await insert(server, 1);
  for (const query of [
    "",
    ";",
    "'",
    "SELECT",
    "SELECT throwIf(1)",
    "\u0000",
    "INSERT INTO kept FORMAT Native \u0001\u0002",
    "SELECT 1 FORMAT Nope",
  ]) {
    await (await fetch(server.url, { method: "POST", body: query })).text();
  }
  expect(await kept(server)).toEqual([1]);
});

test("what cannot be started says why in one line", async () => {
  await writeFile(join(path, "..", "file"), "");
  await expect(spawnClickHouse({ path: join(path, "..", "file") })).rejects.toThrow(
    /^ClickHouse ended with 1: [^\n]+$/,
  );
});
