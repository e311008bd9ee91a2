import { createClient } from "@clickhouse/client-web";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrateServer } from "./clickhouse/migrate-cli.ts";
import { COLUMN_DEFAULTS, EVENT_COLUMNS, SESSION_COLUMNS } from "./rows.ts";

const url = process.env.CLICKHOUSE_URL ?? "";
const database = "rows_test";
const client = createClient({ url, database });

beforeAll(async () => {
  const server = createClient({ url });
  await server.command({ query: `DROP DATABASE IF EXISTS ${database}` });
  await server.close();
  await migrateServer({ url, database });
});
afterAll(() => client.close());

test.each([
  ["events", EVENT_COLUMNS],
  ["sessions", SESSION_COLUMNS],
])("the table %s has the columns of rows.ts, in their order, with their defaults", async (table, columns) => {
  const described = await client.query({ query: `DESCRIBE TABLE ${table}`, format: "JSONEachRow" });
  const found = await described.json<{ name: string; type: string; default_expression: string }>();
  expect(found.map(({ name, type }) => [name, type])).toEqual(Object.entries(columns));
  const defaults = found.filter(({ default_expression }) => default_expression !== "");
  expect(defaults.map(({ name, default_expression }) => [name, Number(default_expression)])).toEqual(
    Object.entries(COLUMN_DEFAULTS).filter(([name]) => name in columns),
  );
});
