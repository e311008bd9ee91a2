/**
 * The same migrations for a cluster. Each table becomes two: `events_local`, replicated, on every server, and `events`,
 * which spreads rows over the cluster's shards by site, so that a site's events and visits lie together and every join
 * stays on one server. Statements that change rows name the local table, because a distributed one takes none. Pure.
 */

/** `FROM`, `INTO` and `UPDATE` of other rooms name tables without this. */
const LOCAL = "_local";
/** What a repeated insert is remembered for, where it is replicated: since 25.10 the default is one hour. */
const DEDUPLICATION_WINDOW_S = 7 * 86_400;

export const localTable = (table: string): string => table + LOCAL;

/** A cluster's name is written into statements, so it is a word. @throws Error when it is none. */
export function clusterName(text: string): string {
  if (!/^[A-Za-z_][\w.-]{0,63}$/.test(text))
    throw new Error(
      `A cluster's name is made of letters, digits, "_", "-" and ".", not ${JSON.stringify(text)}.`,
    );
  return `\`${text}\``;
}

/** Comments stand before the statement or on lines of their own in it; the parser keeps none. */
const withoutComments = (sql: string): string => sql.replace(/^\s*--.*$/gm, "").trim();

/** A migration's statement as what a cluster needs, in order. @throws Error for a kind of statement it does not know. */
export function clusterStatements(sql: string, cluster: string): string[] {
  const statement = withoutComments(sql);
  const created = /^CREATE TABLE (?:IF NOT EXISTS )?(\w+)\s*\(([\s\S]*)\)\s*ENGINE = ([\s\S]*)$/.exec(
    statement,
  );
  if (created) return createTable(created, cluster);
  const dropped = /^DROP TABLE (IF EXISTS )?(\w+)$/.exec(statement);
  if (dropped)
    return [dropped[2] ?? "", localTable(dropped[2] ?? "")].map((table) => dropTable(table, cluster));
  const altered = /^ALTER TABLE (\w+)\s+([\s\S]*)$/.exec(statement);
  if (altered) return alterTable(altered, cluster);
  return [onCluster(statement, cluster)];
}

function createTable([, table = "", columns = "", engine = ""]: RegExpExecArray, cluster: string): string[] {
  const on = `ON CLUSTER ${clusterName(cluster)}`;
  const spread = `Distributed(${clusterName(cluster)}, currentDatabase(), ${localTable(table)}, cityHash64(site))`;
  return [
    `CREATE TABLE IF NOT EXISTS ${localTable(table)} ${on}\n(${columns})\nENGINE = ${replicated(engine)}`,
    `CREATE TABLE IF NOT EXISTS ${table} ${on} AS ${localTable(table)} ENGINE = ${spread}`,
  ];
}

/** Without a path: the server's `default_replica_path` has the table's uuid, which ON CLUSTER makes one for all. */
const replicated = (engine: string): string =>
  `Replicated${engine}`.replace(
    /\bnon_replicated_deduplication_window = (\d+)/,
    `replicated_deduplication_window = $1, replicated_deduplication_window_seconds = ${DEDUPLICATION_WINDOW_S}`,
  );

const dropTable = (table: string, cluster: string): string =>
  `DROP TABLE IF EXISTS ${table} ON CLUSTER ${clusterName(cluster)} SYNC`;

/** The distributed table knows columns and nothing else of the local one. */
function alterTable([, table = "", change = ""]: RegExpExecArray, cluster: string): string[] {
  const on = `ON CLUSTER ${clusterName(cluster)}`;
  const local = `ALTER TABLE ${localTable(table)} ${on} ${change}`;
  const isOfColumns = /^(ADD|DROP|RENAME|MODIFY) COLUMN\b/.test(change);
  return isOfColumns ? [local, `ALTER TABLE ${table} ${on} ${change}`] : [local];
}

/** A statement that changes rows, on every shard of the cluster; any other as it is. */
export function onCluster(statement: string, cluster: string): string {
  const on = `ON CLUSTER ${clusterName(cluster)}`;
  return statement
    .replace(/^(\s*UPDATE )(\w+)\b/, (_, verb: string, table: string) => `${verb}${localTable(table)} ${on}`)
    .replace(
      /^(\s*DELETE FROM )(\w+)\b/,
      (_, verb: string, table: string) => `${verb}${localTable(table)} ${on}`,
    )
    .replace(
      /^(\s*ALTER TABLE )(\w+)\b/,
      (_, verb: string, table: string) => `${verb}${localTable(table)} ${on}`,
    );
}

/**
 * Of every user of a cluster. Inserts wait until the shards have them on a majority of replicas, one after the other, so
 * that the questions of admission see all of them; joins stay on their shard; a question about a site asks its shard alone.
 */
export const CLUSTER_SETTINGS: Readonly<Record<string, string | number>> = {
  distributed_foreground_insert: 1,
  insert_quorum: "auto",
  insert_quorum_parallel: 0,
  select_sequential_consistency: 1,
  distributed_product_mode: "local",
  optimize_skip_unused_shards: 1,
};
