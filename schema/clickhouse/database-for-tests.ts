/** A database of a test file's own on the server of the tests. */
import { createClient } from "@clickhouse/client-web";
import { migrateServer } from "./migrate-cli.ts";

/** An empty database with the newest schema, whatever an earlier run left there, and a client of it. */
export async function freshDatabase(name: string) {
  const url = process.env.CLICKHOUSE_URL ?? "";
  const server = createClient({ url });
  await server.command({ query: `DROP DATABASE IF EXISTS ${name} SYNC` });
  await server.close();
  await migrateServer({ url, database: name });
  return { url, client: createClient({ url, database: name }) };
}
