/** The process: its start, its end, its folder. */

import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
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
  const uploading = request(`${server.url}/?query=INSERT+INTO+t+FORMAT+CSV`, { method: "POST" }).on(
    "error",
    () => {},
  );
  uploading.write("1");
  const endless = client.query({
    query: "SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(number)",
  });
  const rows = request(`${server.url}/?query=SELECT+number+FROM+numbers(1000000000000)`).on(
    "error",
    () => {},
  );
  const unread = await new Promise<IncomingMessage>((resolve) => rows.once("response", resolve).end());
  unread.on("error", () => {});
  const failed = expect(endless).rejects.toThrow();
  expect(await server.stop()).toBe(0);
  await failed;
  await expect(finished(unread.resume())).rejects.toThrow();
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

test("bad queries and bad requests do not end it", async () => {
  const server = await start();
  await insert(server, 1);
  const queries = [
    "",
    ";",
    "'",
    "SELECT",
    "SELECT throwIf(1)",
    "\u0000",
    "SELECT 1 FORMAT Nope",
    "(".repeat(10_000),
  ];
  for (const body of [
    ...queries,
    "INSERT INTO kept FORMAT Native \u0001\u0002",
    "INSERT INTO",
    "SYSTEM SHUTDOWN",
  ]) {
    await (await fetch(server.url, { method: "POST", body })).text();
  }
  for (const search of [
    "query_id=a%0Ab%C3%A9",
    "default_format=a%0D%0Ab",
    "param_=1",
    "database=%60%00",
    "user=%FF",
  ]) {
    await (await fetch(`${server.url}/?${search}`, { method: "POST", body: "SELECT 1" })).text();
  }
  await rawRequest(server.url, "GET // HTTP/1.1\r\nHost: x\r\n\r\n");
  await rawRequest(
    server.url,
    "POST /?query=SELECT HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data\r\nContent-Length: 1\r\n\r\nx",
  );
  expect(await kept(server)).toEqual([1]);
});

async function rawRequest(url: string, text: string): Promise<void> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.write(text));
  await once(socket, "data");
  socket.destroy();
}

test("what cannot be started says why in one line", async () => {
  await writeFile(join(path, "..", "file"), "");
  await expect(spawnClickHouse({ path: join(path, "..", "file") })).rejects.toThrow(
    /^ClickHouse ended with 1: [^\n]+$/,
  );
});
