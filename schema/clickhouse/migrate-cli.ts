/**
 * `npm run migrate`: brings any ClickHouse to the newest schema. `-- --plan` says what it would do and what that costs,
 * `-- --cluster NAME` makes replicated tables spread by site, `-- --users` prints the users that a service needs.
 * Reads CLICKHOUSE_URL (http(s)://host:port), CLICKHOUSE_USER, CLICKHOUSE_PASSWORD, CLICKHOUSE_DATABASE (footfall),
 * CLICKHOUSE_CLUSTER, and CLICKHOUSE_ACCESS_CLIENT_ID and _SECRET for a server behind Cloudflare Access.
 */
import { readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createClient } from "@clickhouse/client-web";
import { accessHeaders } from "./access-headers.ts";
import { clusterName } from "./cluster.ts";
import { costOf, describeCost, type TableSize } from "./cost.ts";
import { withMigrationLock } from "./lock.ts";
import { appliedMigrations, type Database, type Migration, migrate, plan, withHashes } from "./migrate.ts";
import { type Problem, problemsOf, readServer, type Server } from "./preflight.ts";
import { SERVICE_USERS, userStatements } from "./users.ts";

export interface Connection {
  url: string;
  username?: string;
  password?: string;
  database?: string;
  cluster?: string | null;
  /** Of Cloudflare Access, say. */
  headers?: Readonly<Record<string, string>>;
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

/** A server as migrating speaks to it; without a database in the connection it need not be there. Close it. */
export function openServer({ url, username = "default", password = "", headers = {}, ...more }: Connection) {
  const { database = "default" } = more;
  const client = createClient({ url, username, password, database, http_headers: headers });
  const server: Database & Server = {
    command: async (query, query_params = {}) => void (await client.command({ query, query_params })),
    rows: async <Row>(query: string) => (await client.query({ query, format: "JSONEachRow" })).json<Row>(),
    text: async (query) => new Response((await client.exec({ query })).stream).text(),
  };
  return { ...server, close: () => client.close() };
}

/** Creates the database when it is missing, applies what is pending, returns the names of what it applied. */
export async function migrateServer(connection: Connection, files = readMigrations()): Promise<string[]> {
  const { database = "footfall", cluster = null } = connection;
  const server = openServer({ ...connection, database: "default" });
  const on = cluster === null ? "" : ` ON CLUSTER ${clusterName(cluster)}`;
  await server.command(`CREATE DATABASE IF NOT EXISTS {database:Identifier}${on}`, { database });
  await server.close();
  const through = openServer({ ...connection, database });
  const holder = `${hostname()} (process ${process.pid})`;
  try {
    return await withMigrationLock(through, holder, Date.now(), () => migrate(through, files, cluster));
  } finally {
    await through.close();
  }
}

export interface MigrationPlan {
  version: string;
  problems: Problem[];
  pending: Migration[];
  costs: string[];
}

/** What `migrateServer` would do, and why it could not. Changes nothing. */
export async function planServer(connection: Connection, files = readMigrations()): Promise<MigrationPlan> {
  const { database = "footfall", cluster = null } = connection;
  const server = openServer({ ...connection, database: "default" });
  try {
    const facts = await readServer(server, database, cluster);
    const problems = problemsOf(facts);
    const decided = plan(await withHashes(files), await applied(connection, database));
    if (!decided.ok) throw new Error(decided.message);
    const sizes = await server.rows<TableSize>(
      `SELECT table, toFloat64(sum(rows)) AS rows, toFloat64(sum(bytes_on_disk)) AS bytes FROM system.parts WHERE active AND database = '${database}' GROUP BY table`,
    );
    const costs = decided.pending.map((file) => describeCost(costOf(file, sizes)));
    return { version: facts.version, problems, pending: decided.pending, costs };
  } finally {
    await server.close();
  }
}

async function applied(connection: Connection, database: string) {
  const through = openServer({ ...connection, database });
  try {
    return await appliedMigrations(through);
  } finally {
    await through.close();
  }
}

/** The connection that the environment names. @throws Error in one sentence. */
export function connectionOf(env: NodeJS.ProcessEnv, cluster = env.CLICKHOUSE_CLUSTER || null): Connection {
  const {
    CLICKHOUSE_URL: url,
    CLICKHOUSE_USER,
    CLICKHOUSE_PASSWORD,
    CLICKHOUSE_DATABASE: database = "footfall",
  } = env;
  if (!url)
    throw new Error("Set CLICKHOUSE_URL, for example CLICKHOUSE_URL=http://localhost:8123 npm run migrate");
  if (!/^[A-Za-z_]\w{0,63}$/.test(database)) throw new Error("CLICKHOUSE_DATABASE must be a word.");
  return {
    ...{ url, database, cluster, headers: headersOf(env) },
    ...(CLICKHOUSE_USER && { username: CLICKHOUSE_USER }),
    ...(CLICKHOUSE_PASSWORD && { password: CLICKHOUSE_PASSWORD }),
  };
}

const headersOf = ({ CLICKHOUSE_ACCESS_CLIENT_ID, CLICKHOUSE_ACCESS_CLIENT_SECRET }: NodeJS.ProcessEnv) =>
  accessHeaders({ CLICKHOUSE_ACCESS_CLIENT_ID, CLICKHOUSE_ACCESS_CLIENT_SECRET });

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { plan: { type: "boolean" }, users: { type: "boolean" }, cluster: { type: "string" } },
  });
  if (values.users) return printUsers(values.cluster ?? null);
  const connection = connectionOf(process.env, values.cluster);
  const { version, problems, pending, costs } = await planServer(connection);
  console.log(`ClickHouse ${version} at ${new URL(connection.url).host}`);
  for (const line of costs) console.log(`  ${line}`);
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join("\n"));
  if (values.plan || pending.length === 0) return console.log(pending.length ? "" : "nothing to apply");
  console.log(`applied ${(await migrateServer(connection)).join(", ")}`);
}

/** To be run by an administrator, passwords put in. */
function printUsers(cluster: string | null): void {
  const { CLICKHOUSE_DATABASE: database = "footfall" } = process.env;
  for (const user of SERVICE_USERS)
    for (const statement of userStatements(user, {
      database,
      cluster,
      name: `footfall_${user}`,
      hash: "<SHA-256 of the password>",
    }))
      console.log(`${statement};\n`);
}

if (import.meta.main)
  await main().catch((error: Error) => {
    console.error(error.message);
    process.exit(2);
  });
