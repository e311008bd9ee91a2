/** The unmodified client of ClickHouse, before the gateway in a process of its own. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClickHouseClient, ClickHouseError, createClient } from "@clickhouse/client-web";
import { afterAll, beforeAll, expect } from "vitest";
import { type ClickHouseChild, spawnClickHouse } from "./child.ts";

/** Of the file of tests that called `useGateway`, while its tests run. */
export let folder: string;
export let server: ClickHouseChild;
export let client: ClickHouseClient;

/** For a file of tests: one gateway for all of them, which has to end as it should. */
export function useGateway(): void {
  beforeAll(start);
  afterAll(stop);
}

async function start(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), "clickhouse-gateway-"));
  server = await spawnClickHouse({ path: folder });
  client = createClient({ url: server.url, compression: { response: true } });
}

async function stop(): Promise<void> {
  await client.close();
  const code = await server.stop();
  await rm(folder, { recursive: true, force: true });
  expect(code).toBe(0);
}

/** What it says with its rows as JSON. */
export async function rowsOf<T>(query: string, query_params?: Record<string, unknown>): Promise<T[]> {
  const result = await client.query({
    query,
    format: "JSONEachRow",
    ...(query_params ? { query_params } : {}),
  });
  return result.json<T>();
}

/** The error of ClickHouse that it fails with; throws any other. */
export async function failureOf(promise: Promise<unknown>): Promise<ClickHouseError> {
  const error = await promise.then(
    () => new Error("it should have failed"),
    (reason: unknown) => reason,
  );
  if (error instanceof ClickHouseError) return error;
  throw error;
}

/** Without the client: the answer as it is on the wire. */
export async function post(
  query: string,
  search: Record<string, string> = {},
  init: RequestInit = {},
): Promise<Response> {
  const url = new URL(server.url);
  for (const [name, value] of Object.entries(search)) url.searchParams.set(name, value);
  return fetch(url, { method: "POST", body: query, ...init });
}

/** How many statements run that end with the comment `-- mark`. */
export async function processes(mark: string): Promise<number> {
  const query =
    "SELECT count() AS n FROM system.processes WHERE position(query, {mark:String}) > 0 AND NOT position(query, 'system.processes') > 0";
  const [row] = await rowsOf<{ n: number }>(query, { mark: `-- ${mark}` });
  return row?.n ?? 0;
}
