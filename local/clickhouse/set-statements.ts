/** Pure: the statements that prepare a fresh connection for one query. */

import { exception } from "./exception.ts";

// `clickhouse local` reads a bare word as `SELECT word`; a server answers with a syntax error.
const SERVER_DEFAULTS = { implicit_select: "0" };

// A SET is a query too, and the parser refuses queries longer than max_query_size (256 KiB); a server takes
// parameters of any length, because they are not part of its query.
const PARSER_LIMIT_BYTES = 262_144;

const NAME = /^[A-Za-z_][A-Za-z0-9_.]*$/;

/** Nothing for the default database. */
export function useDatabase(database: string | null): string[] {
  return database === null ? [] : [`USE \`${database.replace(/[\\`]/g, "\\$&")}\``];
}

/** Values come in the escaped form of TabSeparated, which is the form the engine reads them in. */
export function setParams(params: Readonly<Record<string, string>>): string[] {
  const entries = Object.entries(params);
  const bad = entries.find(([name]) => !NAME.test(name));
  if (bad !== undefined) throw exception(36, "BAD_ARGUMENTS", `Bad name of a query parameter: ${bad[0]}.`);
  if (entries.length === 0) return [];
  const sql = `SET ${entries.map(([name, value]) => `param_${name} = ${literal(value)}`).join(", ")}`;
  if (Buffer.byteLength(sql) < PARSER_LIMIT_BYTES) return [sql];
  return [
    `SET max_query_size = ${Buffer.byteLength(sql) + 1}`,
    sql,
    `SET max_query_size = ${PARSER_LIMIT_BYTES}`,
  ];
}

/** One statement for all, so that `readonly` among them cannot forbid the others. */
export function setSettings(settings: Readonly<Record<string, string>>): string[] {
  const entries = Object.entries({ ...SERVER_DEFAULTS, ...settings });
  const bad = entries.find(([name]) => !NAME.test(name));
  if (bad !== undefined) throw exception(115, "UNKNOWN_SETTING", `Unknown setting '${bad[0]}'.`);
  return [`SET ${entries.map(([name, value]) => `${name} = ${literal(value)}`).join(", ")}`];
}

function literal(value: string): string {
  return `'${value.replace(/[\\']/g, "\\$&")}'`;
}
