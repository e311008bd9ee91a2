/**
 * The users of a deployment and what each may: what its worker sends, and no more. `rights.clickhouse.test.ts` runs the
 * workers' statements under these rights. Pure.
 */
import { CLUSTER_SETTINGS, clusterName, localTable } from "./cluster.ts";

/** `writer`: the shards. `reader`: the query worker. `rollups`: the cron. `migrations`: whoever deploys. */
export const SERVICE_USERS = ["writer", "reader", "rollups", "migrations"] as const;
export type ServiceUser = (typeof SERVICE_USERS)[number];

export interface Right {
  grant: string;
  /** A table, or `*`: all of the database. */
  on: string;
}

/** What admission asks by, and what an update of a visit's events reads. */
const ADMISSION =
  "SELECT(site, date, ts, visitor_id, id_after_ms, id_version, id_random, event_id, session_id, batch_id)";

export const RIGHTS: Readonly<Record<ServiceUser, readonly Right[]>> = {
  writer: [
    // The engine knows no right to update one column by a lightweight UPDATE: it asks for the table's.
    { grant: `INSERT, ${ADMISSION}, ALTER UPDATE`, on: "events" },
    { grant: "INSERT, SELECT", on: "sessions" },
    ...["quarantine", "outcomes", "dirty_days"].map((on) => ({ grant: "INSERT", on })),
  ],
  reader: [{ grant: "SELECT", on: "*" }],
  rollups: [
    ...["events", "sessions", "dirty_days", "outcomes"].map((on) => ({ grant: "SELECT", on })),
    { grant: "SELECT, INSERT, ALTER DELETE", on: "rollups" },
    { grant: "SELECT, INSERT", on: "rollup_runs" },
  ],
  migrations: [
    {
      grant: "CREATE DATABASE, CREATE TABLE, DROP TABLE, ALTER TABLE, SELECT, INSERT, TRUNCATE, OPTIMIZE",
      on: "*",
    },
  ],
};

/** How large a server is: `low` is a machine of 4 GB or less. */
export type Memory = "low" | "normal";

const GB = 1_000_000_000;
/**
 * Bounds, so that no user takes the whole server: what a request may set, it may set up to these. The query worker asks
 * for 30 s itself, and for 10 minutes while a file streams. `low` computes with less at once and spills to disk early: slower, and it stays alive.
 */
const LIMITS: Readonly<Record<Memory, Readonly<Record<string, number>>>> = {
  normal: {
    max_memory_usage: 8 * GB,
    max_bytes_before_external_group_by: 4 * GB,
    max_bytes_before_external_sort: 4 * GB,
  },
  low: {
    max_memory_usage: 1.2 * GB,
    max_bytes_before_external_group_by: 0.4 * GB,
    max_bytes_before_external_sort: 0.4 * GB,
    max_threads: 2,
    max_block_size: 16_384,
    max_insert_threads: 1,
    max_concurrent_queries_for_user: 8,
  },
};
/**
 * Seconds of a statement, where the request does not say, and the most that it may say. A file of all events is one
 * statement of the reader's; the cron's day of a busy site is the slowest of the others.
 */
const EXECUTION_S: Readonly<Record<ServiceUser, readonly [usual: number, most: number]>> = {
  ...{ writer: [60, 60], reader: [60, 600], rollups: [120, 120], migrations: [3_600, 3_600] },
};

export interface UserAbout {
  database: string;
  name: string;
  /** SHA-256 of the password, hexadecimal: the password itself is in no statement, hence in no query log. */
  hash: string;
  cluster?: string | null;
  memory?: Memory;
}

const WORD = /^[A-Za-z_]\w{0,63}$/;
const word = (text: string, what: string): string => {
  if (!WORD.test(text)) throw new Error(`${what} must be a word, not ${JSON.stringify(text)}.`);
  return text;
};

/** Profile, user and rights, in order; each may be repeated, and leaves the user with exactly these rights. */
export function userStatements(user: ServiceUser, about: UserAbout): string[] {
  const { cluster = null, hash } = about;
  const name = word(about.name, "A user's name");
  const on = cluster === null ? "" : ` ON CLUSTER ${clusterName(cluster)}`;
  const identified = `IDENTIFIED WITH sha256_hash BY '${hash.replaceAll("'", "")}' SETTINGS PROFILE '${name}'`;
  return [
    `CREATE SETTINGS PROFILE IF NOT EXISTS ${name}${on}`,
    `ALTER SETTINGS PROFILE ${name}${on} SETTINGS ${profileOf(user, about)}`,
    `CREATE USER IF NOT EXISTS ${name}${on} ${identified}`,
    `ALTER USER ${name}${on} ${identified}`,
    `GRANT${on} ${rightsOf(user, about).join(", ")} TO ${name} WITH REPLACE OPTION`,
  ];
}

function profileOf(user: ServiceUser, { memory = "normal", cluster = null }: UserAbout): string {
  const [usual, most] = EXECUTION_S[user];
  const bounds = Object.entries(LIMITS[memory]).map(
    ([setting, value]) => `${setting} = ${value} MAX ${value}`,
  );
  const spread = cluster === null ? [] : Object.entries(CLUSTER_SETTINGS);
  return [
    `max_execution_time = ${usual} MAX ${most}`,
    ...bounds,
    ...spread.map(([setting, value]) => `${setting} = ${typeof value === "string" ? `'${value}'` : value}`),
  ].join(", ");
}

/** `SELECT ON footfall.events, …`. On a cluster of the local tables too, and of ON CLUSTER for those who change rows. */
export function rightsOf(
  user: ServiceUser,
  { database, cluster = null }: Pick<UserAbout, "database" | "cluster">,
): string[] {
  word(database, "A database's name");
  const rights = RIGHTS[user].flatMap(({ grant, on }) =>
    (cluster === null || on === "*" ? [on] : [on, localTable(on)]).map(
      (table) => `${grant} ON ${database}.${table}`,
    ),
  );
  // Every reader tells whether the schema is the newest.
  const ledger = `SELECT ON ${database}.schema_migrations`;
  return [
    ...rights,
    ...(user === "migrations" ? [] : [ledger]),
    ...(cluster !== null && user !== "reader" ? ["CLUSTER ON *.*"] : []),
  ];
}
