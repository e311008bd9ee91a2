/** Whether a server can take the migrations at all: asked before anything is changed, all of it, so that one run says all. */
import { clusterName } from "./cluster.ts";
import type { Database } from "./migrate.ts";

/** Before it, inserts are de-duplicated otherwise, and lightweight updates are experiments. */
export const LEAST_VERSION = [26, 3] as const;
/** Merges need room beside what lies there. */
const LEAST_FREE_BYTES = 1_000_000_000;

export interface Problem {
  code: "version" | "rights" | "settings" | "disk" | "cluster";
  /** What is wrong, and what to do. */
  message: string;
}

export interface ServerFacts {
  /** As the server says it: `26.7.2.1`. */
  version: string;
  /** Rights that were asked for, and whether the user has them. */
  rights: { right: string; isGranted: boolean }[];
  settings: Readonly<Record<string, string>>;
  /** Bytes; null: the server does not tell. */
  freeBytes: number | null;
  /** Servers of the cluster, and which macros this one has; null without a cluster. */
  cluster: { name: string; servers: number; macros: string[] } | null;
}

export function problemsOf({ version, rights, settings, freeBytes, cluster }: ServerFacts): Problem[] {
  const lacking = rights.filter(({ isGranted }) => !isGranted).map(({ right }) => right);
  const checks: (Problem | false)[] = [
    isOlder(version) && {
      code: "version",
      message: `ClickHouse ${version} is too old: ${LEAST_VERSION.join(".")} or newer is needed, because older ones de-duplicate inserts otherwise.`,
    },
    lacking.length > 0 && {
      code: "rights",
      message: `The user lacks ${lacking.join(", ")}. Migrate as the user footfall_migrations, or as an administrator.`,
    },
    settings.readonly !== undefined &&
      settings.readonly !== "0" && {
        code: "settings",
        message: `The user's profile says readonly = ${settings.readonly}: migrating needs a user whose profile does not.`,
      },
    settings.allow_ddl === "0" && {
      code: "settings",
      message: "The user's profile says allow_ddl = 0: migrating needs a user whose profile does not.",
    },
    settings.enable_lightweight_update === "0" && {
      code: "settings",
      message:
        "The user's profile says enable_lightweight_update = 0: joined visits need lightweight updates.",
    },
    freeBytes !== null &&
      freeBytes < LEAST_FREE_BYTES && {
        code: "disk",
        message: `Only ${(freeBytes / 1e9).toFixed(2)} GB of disk are free: merges need at least ${LEAST_FREE_BYTES / 1e9} GB.`,
      },
    cluster?.servers === 0 && {
      code: "cluster",
      message: `The server knows no cluster ${cluster.name}: name one of system.clusters.`,
    },
    cluster !== null &&
      !["shard", "replica"].every((macro) => cluster.macros.includes(macro)) && {
        code: "cluster",
        message: "The server has no macros `shard` and `replica`: replicated tables are told apart by them.",
      },
  ];
  return checks.filter((check) => check !== false);
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor, leastMinor] = LEAST_VERSION;
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}

/** What migrating does. */
const RIGHTS = ["CREATE TABLE", "DROP TABLE", "ALTER TABLE", "SELECT", "INSERT"];
const SETTINGS = ["readonly", "allow_ddl", "enable_lightweight_update"];

export interface Server extends Pick<Database, "rows"> {
  /** The answer as it comes: `CHECK GRANT` takes no FORMAT. */
  text(sql: string): Promise<string>;
}

/** Asks the server; `database` is the name of the one to migrate, which need not be there. */
export async function readServer(
  server: Server,
  database: string,
  cluster: string | null,
): Promise<ServerFacts> {
  const [said] = await server.rows<{ version: string }>("SELECT version() AS version");
  const listed = SETTINGS.map((name) => `'${name}'`).join(", ");
  const settings = await server.rows<{ name: string; value: string }>(
    `SELECT name, value FROM system.settings WHERE name IN (${listed})`,
  );
  return {
    version: said?.version ?? "0",
    rights: await Promise.all(
      RIGHTS.map(async (right) => ({ right, isGranted: await has(server, right, database) })),
    ),
    settings: Object.fromEntries(settings.map(({ name, value }) => [name, value])),
    freeBytes: await freeBytes(server),
    cluster: cluster === null ? null : await readCluster(server, cluster),
  };
}

const has = async (server: Server, right: string, database: string): Promise<boolean> =>
  (await server.text(`CHECK GRANT ${right} ON ${database}.*`)).trim() === "1";

async function freeBytes(server: Pick<Database, "rows">): Promise<number | null> {
  try {
    const [disk] = await server.rows<{ free: string }>(
      "SELECT toString(min(unreserved_space)) AS free FROM system.disks",
    );
    return disk === undefined ? null : Number(disk.free);
  } catch {
    // A service that manages its disks need not show them.
    return null;
  }
}

async function readCluster(server: Pick<Database, "rows">, name: string) {
  clusterName(name);
  const servers = await server.rows(`SELECT host_name FROM system.clusters WHERE cluster = '${name}'`);
  const macros = await server.rows<{ macro: string }>("SELECT macro FROM system.macros");
  return { name, servers: servers.length, macros: macros.map(({ macro }) => macro) };
}
