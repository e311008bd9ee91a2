/**
 * What a row holds, as the encoders need it. Nothing here fails: numbers out of a column's range take its nearest
 * end, and what has the wrong type is the column's zero, because one odd row must not stop the batch that it rides in.
 */
import { COLUMN_DEFAULTS } from "../../../schema/rows.ts";

/** Facts that a row has in common with its neighbours, which its own outdo. */
export const SHARED = Symbol("shared facts");

/** Absent keys mean the column's default. */
export type EncodableRow = Readonly<Record<string, unknown>> & { readonly [SHARED]?: EncodableRow };

/** The row with what it shares, for those who want it by itself. */
export function wholeOf(row: EncodableRow): EncodableRow {
  const { [SHARED]: shared, ...own } = row;
  return { ...shared, ...own };
}

/**
 * The columns in which any row holds anything, each with a value or the default for every row, in the order of
 * `names`. Rows are walked by their own keys, because most rows lack most columns, and what neighbours share once.
 */
export function columnsOf(names: readonly string[], rows: readonly EncodableRow[]): Map<string, unknown[]> {
  const filled = new Map<string, unknown[] | null>(names.map((name) => [name, null]));
  let shared: EncodableRow | undefined;
  let common: [column: unknown[], value: unknown][] = [];
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] ?? {};
    if (row[SHARED] !== shared) {
      shared = row[SHARED];
      common = cellsOf(filled, shared ?? {}, rows.length);
    }
    for (const [column, value] of common) column[index] = value;
    for (const name in row) {
      const value = row[name];
      const column = columnFor(filled, name, value, rows.length);
      if (column !== null) column[index] = value;
    }
  }
  return new Map([...filled].flatMap(([name, column]) => (column ? [[name, column]] : [])));
}

type Filled = Map<string, unknown[] | null>;

/** Where the value goes; null for nowhere: no such column, or nothing in it yet and nothing to put. */
function columnFor(filled: Filled, name: string, value: unknown, rows: number): unknown[] | null {
  const column = filled.get(name);
  if (column === undefined || value === undefined) return null;
  if (column !== null || isEmpty(value)) return column;
  const made = defaultsOf(name, rows);
  filled.set(name, made);
  return made;
}

function cellsOf(filled: Filled, row: EncodableRow, rows: number): [column: unknown[], value: unknown][] {
  const cells: [column: unknown[], value: unknown][] = [];
  for (const name in row) {
    const column = columnFor(filled, name, row[name], rows);
    if (column !== null) cells.push([column, row[name]]);
  }
  return cells;
}

/** Cleaned events spell out which texts and lists they lack: whole columns of that need not be written. */
function isEmpty(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value === "";
  for (const _ in value) return false;
  return true;
}

/** A column in which no row holds anything. */
export const defaultsOf = (name: string, rows: number): unknown[] =>
  new Array<unknown>(rows).fill(COLUMN_DEFAULTS[name]);

export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
export const numberOf = (value: unknown): number => (typeof value === "number" ? value : 0);
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The nearest whole number within both ends; 0 for what is no number. */
export function integerOf(value: unknown, least: number, greatest: number): number {
  const number = Math.round(numberOf(value));
  return number >= least ? Math.min(number, greatest) : number < least ? least : 0;
}

/** The greatest number of at most 18 digits that a double holds. */
const MAX_SCALED = 10 ** 18 - 128;
/** Decimal(18, 4) is a whole number of ten-thousandths; beyond 2^53 a JSON number holds no more digits anyway. */
export const scaled = (value: number): number => integerOf(value * 1e4, -MAX_SCALED, MAX_SCALED);

const DAY_MS = 86_400_000;
/** The rows of a batch share a few days. */
const dayNumbers = new Map<string, number>();

export function dayNumber(day: string): number {
  const known = dayNumbers.get(day);
  if (known !== undefined) return known;
  const number = integerOf(Date.parse(day) / DAY_MS, 0, 2 ** 16 - 1);
  if (dayNumbers.size > 1_000) dayNumbers.clear();
  dayNumbers.set(day, number);
  return number;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const NIL_UUID = "00000000-0000-0000-0000-000000000000";
export const uuidOf = (value: unknown): string => (UUID.test(textOf(value)) ? textOf(value) : NIL_UUID);
