/**
 * `npm run migrate`: brings any ClickHouse to the newest schema.
 * Reads CLICKHOUSE_URL (http(s)://host:port), CLICKHOUSE_USER, CLICKHOUSE_PASSWORD, CLICKHOUSE_DATABASE (footfall).
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "@clickhouse/client-web";
import { type Database, type Migration, migrate } from "./migrate.ts";

export interface Connection {
  url: string;
  username?: string;
  password?: string;
  database?: string;
}

/** The migrations of this folder, in order. */
export function readMigrations(): Migration[] {
  return readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith(".sql") && file !== "structure.sql")
    .sort()
    .map((file) => ({
      name: file.replace(/\.sql$/, ""),
      sql: readFileSync(join(import.meta.dirname, file), "utf8"),
    }));
}

/** Creates the database when it is missing, applies what is pending, returns the names of what it applied. */
export async function migrateServer({
  url,
  username = "default",
  password = "",
  database = "footfall",
}: Connection) {
  const server = createClient({ url, username, password });
  await server.command({
    query: "CREATE DATABASE IF NOT EXISTS {database:Identifier}",
    query_params: { database },
  });
  await server.close();
  const client = createClient({ url, username, password, database });
  const through: Database = {
    command: async (query, query_params = {}) => void (await client.command({ query, query_params })),
    rows: async <Row>(query: string) => (await client.query({ query, format: "JSONEachRow" })).json<Row>(),
  };
  try {
    return await migrate(through, readMigrations());
  } finally {
    await client.close();
  }
}

if (import.meta.main) {
  const { CLICKHOUSE_URL: url, CLICKHOUSE_USER, CLICKHOUSE_PASSWORD, CLICKHOUSE_DATABASE } = process.env;
  if (!url) {
    console.error("Set CLICKHOUSE_URL, for example CLICKHOUSE_URL=http://localhost:8123 npm run migrate");
    process.exit(2);
  }
  const applied = await migrateServer({
    url,
    ...(CLICKHOUSE_USER && { username: CLICKHOUSE_USER }),
    ...(CLICKHOUSE_PASSWORD && { password: CLICKHOUSE_PASSWORD }),
    ...(CLICKHOUSE_DATABASE && { database: CLICKHOUSE_DATABASE }),
  });
  console.log(applied.length ? `applied ${applied.join(", ")}` : "nothing to apply");
}
