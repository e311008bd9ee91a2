import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { migrateServer, openServer, planServer, readMigrations } from "./migrate-cli.ts";

const url = process.env.CLICKHOUSE_URL ?? "";
const database = "migrate_cli_test";
const server = openServer({ url });
await server.command(`DROP DATABASE IF EXISTS ${database} SYNC`);
afterAll(() => server.close());

const names = readMigrations().map(({ name }) => name);

test("an empty server can take all of it, and the plan changes nothing", async () => {
  const first = await planServer({ url, database });
  expect(first.problems).toEqual([]);
  expect(first.pending.map(({ name }) => name)).toEqual(names);
  expect(first.costs).toHaveLength(names.length);
  expect((await planServer({ url, database })).pending).toHaveLength(names.length);
});

test("of several who migrate at once one does, and the others say so or find nothing left", async () => {
  const runs = await Promise.allSettled([1, 2, 3].map(() => migrateServer({ url, database })));
  const applied = runs.flatMap((run) => (run.status === "fulfilled" ? run.value : []));
  expect(applied).toEqual(names);
  for (const run of runs)
    if (run.status === "rejected") expect(String(run.reason)).toMatch(/MigrationLocked/);
  const left = await server.rows<{ name: string }>(
    `SELECT name FROM system.tables WHERE database = '${database}' AND name LIKE 'migration_lock%'`,
  );
  expect(left).toEqual([]);
});

test("a server of which nothing is known is planned with what its tables weigh", async () => {
  const next = { name: "9999_rewrite_events", sql: "ALTER TABLE events MATERIALIZE INDEX batch_id_bloom" };
  const { costs } = await planServer({ url, database }, [...readMigrations(), next]);
  expect(costs).toEqual([expect.stringMatching(/^9999_rewrite_events rewrites events: 0 rows/)]);
});

test("npm run migrate -- --plan prints the plan, and fails with a sentence where nobody answers", async () => {
  const run = (CLICKHOUSE_URL: string) =>
    promisify(execFile)(process.execPath, [join(import.meta.dirname, "migrate-cli.ts"), "--plan"], {
      env: { ...process.env, CLICKHOUSE_URL, CLICKHOUSE_DATABASE: "migrate_cli_other" },
    });
  expect((await run(url)).stdout).toContain("0001_create_events creates events, costs nothing");
  await expect(run("http://127.0.0.1:1")).rejects.toMatchObject({ code: 2 });
});
