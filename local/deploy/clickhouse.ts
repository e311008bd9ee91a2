/** The deployment's part at ClickHouse: look, make the users, migrate. Repeatable. */
import {
  type Connection,
  migrateServer,
  openServer,
  planServer,
} from "../../schema/clickhouse/migrate-cli.ts";
import { userStatements } from "../../schema/clickhouse/users.ts";
import { type ClickHouseUser, type Secrets, sha256 } from "./secrets.ts";
import type { Wishes } from "./wishes.ts";

/** As the administrator, or whoever was named. @throws Error when the address or the user is missing. */
export function administratorOf(
  { clickhouseUrl: url, administrator, ...secrets }: Secrets,
  wishes: Wishes,
): Connection {
  if (url === null || administrator === null)
    throw new Error(
      "ClickHouse is not named: set CLICKHOUSE_URL (https://host:8443), CLICKHOUSE_USER and CLICKHOUSE_PASSWORD of a user who may create tables and users.",
    );
  return connectionAs(administrator, { ...secrets, clickhouseUrl: url }, wishes);
}

export function connectionAs(
  { name, password }: ClickHouseUser,
  { clickhouseUrl, accessId, accessSecret }: Pick<Secrets, "clickhouseUrl" | "accessId" | "accessSecret">,
  { database, cluster }: Wishes,
): Connection {
  const headers =
    accessId === null
      ? {}
      : { "cf-access-client-id": accessId, "cf-access-client-secret": accessSecret ?? "" };
  return { url: clickhouseUrl ?? "", username: name, password, database, cluster, headers };
}

/** Says line by line what it does. @throws Error with every problem that the server has, before anything is changed. */
export async function prepareClickHouse(
  secrets: Secrets,
  wishes: Wishes,
  say: (line: string) => void,
): Promise<void> {
  const connection = administratorOf(secrets, wishes);
  const { version, problems, costs } = await planServer(connection);
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join("\n"));
  say(`ClickHouse ${version} at ${new URL(connection.url).host}`);
  for (const line of costs) say(line);
  const applied = await migrateServer(connection);
  say(applied.length > 0 ? `applied ${applied.length} migrations` : "the schema is the newest");
  await makeUsers(connection, secrets, wishes, say);
}

const MADE = ["writer", "reader", "rollups"] as const;

/** After the tables, which their rights name. Users that somebody else made are left as they are. */
async function makeUsers(
  connection: Connection,
  secrets: Secrets,
  { database, cluster, isLowMemory }: Wishes,
  say: (line: string) => void,
): Promise<void> {
  const own = MADE.flatMap((role) => {
    const user = secrets[role];
    return user?.name === `footfall_${role}` ? [{ role, user }] : [];
  });
  const server = openServer({ ...connection, database: "default" });
  try {
    for (const { role, user } of own) {
      const about = { database, cluster, name: user.name, hash: sha256(user.password) };
      for (const statement of userStatements(role, { ...about, memory: isLowMemory ? "low" : "normal" }))
        await server.command(statement).catch(sayWhatToDo(user.name));
    }
  } finally {
    await server.close();
  }
  if (own.length > 0) say(`users ${own.map(({ user }) => user.name).join(", ")}`);
}

const sayWhatToDo = (name: string) => (error: Error) => {
  const [reason] = error.message.split("\n");
  throw new Error(
    `ClickHouse did not make the user ${name}: ${reason}\nGive the user that deploys the right to (access_management), or ` +
      "make the users yourself (npm run migrate -- --users prints them) and set CLICKHOUSE_WRITER_USER and _PASSWORD, " +
      "CLICKHOUSE_READER_USER and _PASSWORD, CLICKHOUSE_ROLLUP_USER and _PASSWORD.",
  );
};
