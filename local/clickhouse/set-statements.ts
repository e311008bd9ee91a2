/** Pure: the statements that bring a connection from the state one query left to the state the next one wants. */

import { exception } from "./exception.ts";

/** What has been set on a connection. */
export type SessionState = {
  settings: Readonly<Record<string, string>>;
  /** Names only: values are set anew for each query, and nothing can unset a name. */
  params: readonly string[];
  /** Null is `default`. */
  database: string | null;
};

export type Wanted = {
  settings: Readonly<Record<string, string>>;
  /** Values in the escaped form of TabSeparated, which is the form the engine reads them in. */
  params: Readonly<Record<string, string>>;
  database: string | null;
};

// `clickhouse local` reads a bare word as `SELECT word`; a server answers with a syntax error.
const SERVER_DEFAULTS = { implicit_select: "0" };

// A SET is a query too, and the parser refuses queries longer than max_query_size (256 KiB); a server takes
// parameters of any length, because they are not part of its query.
const PARSER_LIMIT_BYTES = 262_144;

const NAME = /^[A-Za-z_][A-Za-z0-9_.]*$/;

/** The statements to run, in order, and the state they lead to. Throws for names that are none. */
export function prepare(state: SessionState, wanted: Wanted): { statements: string[]; state: SessionState } {
  const settings = { ...SERVER_DEFAULTS, ...wanted.settings };
  const statements = [
    ...useDatabase(state.database, wanted.database),
    ...setParams(wanted.params, state.settings.max_query_size ?? String(PARSER_LIMIT_BYTES)),
    ...setSettings(state.settings, settings),
  ];
  const params = [...new Set([...state.params, ...Object.keys(wanted.params)])];
  return { statements, state: { settings, params, database: wanted.database } };
}

function useDatabase(from: string | null, to: string | null): string[] {
  return from === to ? [] : [`USE \`${(to ?? "default").replace(/[\\`]/g, "\\$&")}\``];
}

function setParams(params: Readonly<Record<string, string>>, limit: string): string[] {
  const entries = Object.entries(params);
  const bad = entries.find(([name]) => !NAME.test(name));
  if (bad !== undefined) throw exception(36, "BAD_ARGUMENTS", `Bad name of a query parameter: ${bad[0]}.`);
  if (entries.length === 0) return [];
  const sql = `SET ${entries.map(([name, value]) => `param_${name} = ${literal(value)}`).join(", ")}`;
  const lengthBytes = Buffer.byteLength(sql);
  if (lengthBytes < PARSER_LIMIT_BYTES) return [sql];
  return [`SET max_query_size = ${lengthBytes + 1}`, sql, `SET max_query_size = ${limit}`];
}

// One statement for all, so that `readonly` among them cannot forbid the others.
function setSettings(from: Readonly<Record<string, string>>, to: Readonly<Record<string, string>>): string[] {
  const bad = Object.keys(to).find((name) => !NAME.test(name));
  if (bad !== undefined) throw exception(115, "UNKNOWN_SETTING", `Unknown setting '${bad}'.`);
  const back = Object.keys(from).filter((name) => !Object.hasOwn(to, name));
  const changed = Object.entries(to).filter(([name, value]) => from[name] !== value);
  const changes = [
    ...back.map((name) => `${name} = DEFAULT`),
    ...changed.map(([name, value]) => `${name} = ${literal(value)}`),
  ];
  return changes.length === 0 ? [] : [`SET ${changes.join(", ")}`];
}

function literal(value: string): string {
  return `'${value.replace(/[\\']/g, "\\$&")}'`;
}
