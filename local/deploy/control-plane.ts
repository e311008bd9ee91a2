/** The control plane's migrations as one file for `wrangler d1 execute`. Pure, but for reading this repository. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type AppliedMigration, type Migration, plan, withHashes } from "../../schema/clickhouse/migrate.ts";
import { D1_LEDGER } from "../../schema/d1/ledger.ts";
import { TOP } from "./wrangler.ts";

export interface ControlMigrations {
  names: readonly string[];
  /** All of them and their records: the import is one transaction. */
  sql: string;
}

const FOLDER = join(TOP, "schema/d1");

export const readControlMigrations = (): Migration[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith(".sql"))
    .sort()
    .map((file) => ({ name: file.replace(/\.sql$/, ""), sql: readFileSync(join(FOLDER, file), "utf8") }));

/** What is not applied. @throws Error when the ledger does not fit these files. */
export async function pendingMigrations(
  applied: readonly AppliedMigration[],
  files = readControlMigrations(),
): Promise<ControlMigrations> {
  const decided = plan(await withHashes(files), [...applied]);
  if (!decided.ok) throw new Error(`The control plane's database: ${decided.message}`);
  // Names are file names and hashes hexadecimal: neither has a quote.
  const statements = decided.pending.flatMap(({ name, sql, hash }) => [
    sql.trim().replace(/;$/, ""),
    `INSERT INTO schema_migrations (name, hash, applied_at) VALUES ('${name}', '${hash}', unixepoch() * 1000)`,
  ]);
  return {
    names: decided.pending.map(({ name }) => name),
    sql: [D1_LEDGER, ...statements].map((statement) => `${statement};\n`).join("\n"),
  };
}
