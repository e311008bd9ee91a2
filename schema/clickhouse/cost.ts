/** What a pending migration will cost: a new table nothing, a rewrite of a column all that lies in it. Pure. */

/** A table as it lies on disk. */
export interface TableSize {
  table: string;
  rows: number;
  /** Compressed. */
  bytes: number;
}

export interface MigrationCost {
  name: string;
  kind: "creates" | "metadata" | "rewrites" | "drops";
  table: string;
  /** What has to be read and written again; 0 unless it rewrites. */
  rows: number;
  bytes: number;
  /** A guess at 50 MB/s, what a small machine's disk rewrites beside its work. */
  seconds: number;
}

const REWRITE_BYTES_PER_S = 50_000_000;
/** These change data that lie there; everything else about columns is a line of metadata. */
const REWRITES =
  /\b(MATERIALIZE (?:COLUMN|INDEX|PROJECTION|TTL|STATISTICS)|MODIFY COLUMN|MODIFY TTL|DELETE WHERE|UPDATE )\b/;

export function costOf(
  { name, sql }: { name: string; sql: string },
  sizes: readonly TableSize[],
): MigrationCost {
  const statement = sql.replace(/^\s*--.*$/gm, "").trim();
  const [, table = ""] =
    /^(?:CREATE TABLE|DROP TABLE|ALTER TABLE|INSERT INTO|OPTIMIZE TABLE)(?: IF (?:NOT )?EXISTS)? (\w+)/.exec(
      statement,
    ) ?? [];
  const kind = kindOf(statement);
  const size = kind === "rewrites" ? sizes.find((one) => one.table === table) : undefined;
  const { rows = 0, bytes = 0 } = size ?? {};
  return { name, kind, table, rows, bytes, seconds: Math.ceil(bytes / REWRITE_BYTES_PER_S) };
}

function kindOf(statement: string): MigrationCost["kind"] {
  if (/^CREATE\b/.test(statement)) return "creates";
  if (/^DROP\b/.test(statement)) return "drops";
  return REWRITES.test(statement) || /^(INSERT|OPTIMIZE)\b/.test(statement) ? "rewrites" : "metadata";
}

/** One line for a person. */
export function describeCost({ name, kind, table, rows, bytes, seconds }: MigrationCost): string {
  const what = {
    creates: `creates ${table}, costs nothing`,
    metadata: `changes metadata of ${table}, costs nothing`,
    drops: `drops ${table}`,
    rewrites: `rewrites ${table}: ${rows.toLocaleString("en")} rows, ${(bytes / 1e6).toFixed(1)} MB, about ${seconds} s beside the traffic`,
  };
  return `${name} ${what[kind]}`;
}
