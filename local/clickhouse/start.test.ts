/** The gateway inside this process, whose thread pool nobody has enlarged. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@clickhouse/client-web";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FolderHeldError, type LocalClickHouse, startClickHouse } from "./index.ts";

const users = { writer: "secret", reader: "" };
let path: string;
let clickhouse: LocalClickHouse;

beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), "clickhouse-start-"));
  clickhouse = await startClickHouse({ path, port: 0, users });
});

afterAll(async () => {
  await clickhouse.close();
  await rm(path, { recursive: true, force: true });
});

test.each([
  ["writer", "secret", true],
  ["reader", "", true],
  ["writer", "wrong", false],
  ["default", "", false],
  ["toString", "", false],
])("%s with %j is let in: %s", async (username, password, isIn) => {
  const client = createClient({ url: clickhouse.url, username, password });
  expect((await client.ping()).success).toBe(isIn);
});

test("many queries take turns on few threads, also behind readers that do not read", async () => {
  const client = createClient({ url: clickhouse.url, username: "reader" });
  const unread = await client.query({
    query: "SELECT number FROM numbers(1000000000)",
    format: "JSONEachRow",
  });
  const ask = async (n: number) => {
    const result = await client.query({
      query: "SELECT {n:UInt8} AS n",
      format: "JSONEachRow",
      query_params: { n },
    });
    return result.json();
  };
  const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => ask(n)));
  expect(answers).toEqual(Array.from({ length: 50 }, (_, n) => [{ n }]));
  await unread.close();
});

test("the folder is held, and free after close", async () => {
  await expect(startClickHouse({ path, port: 0 })).rejects.toThrow(FolderHeldError);
  await clickhouse.close();
  clickhouse = await startClickHouse({ path, port: 0, users });
  expect(await (await fetch(`${clickhouse.url}/ping`)).text()).toBe("Ok.\n");
});
