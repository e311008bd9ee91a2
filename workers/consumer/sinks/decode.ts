/** Rows as ClickHouse prints them (JSONEachRow, 64-bit integers quoted) → rows as they travel between our processes. */
import { type ColumnType, SESSION_COLUMNS, type SessionRow } from "../../../schema/rows.ts";

/** 64-bit columns that are ids, not counts. */
const ID_COLUMNS = new Set(["visitor_id", "session_id", "other_visitor_ids"]);

/** @param text lines of JSON, each with all columns of `sessions`. */
export function decodeSessions(text: string): SessionRow[] {
  return text.split("\n").filter(Boolean).map(decodeSession);
}

function decodeSession(line: string): SessionRow {
  const printed: Record<string, unknown> = JSON.parse(line);
  const columns = Object.entries(SESSION_COLUMNS) as [string, ColumnType][];
  // The table of columns is what the type is made from; TypeScript cannot follow it through entries.
  return Object.fromEntries(
    columns.map(([name, type]) => [name, decode(name, type, printed[name])]),
  ) as SessionRow;
}

function decode(name: string, type: ColumnType, value: unknown): unknown {
  if (type === "DateTime64(3, 'UTC')") return Date.parse(`${String(value).replace(" ", "T")}Z`);
  const integer = ID_COLUMNS.has(name) ? hexadecimal : Number;
  if (type === "UInt64") return integer(value);
  if (type === "Array(UInt64)" && Array.isArray(value)) return value.map((item) => integer(item));
  return value;
}

const hexadecimal = (decimal: unknown) => BigInt(String(decimal)).toString(16).padStart(16, "0");
