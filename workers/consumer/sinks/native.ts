/**
 * ClickHouse's Native format: one block of columns, each `name, type, data`, as an old client (revision 0) sends
 * it. Hand-written, because encoding and inserting Native costs a quarter of JSON.
 * Layouts: https://clickhouse.com/docs/interfaces/formats/Native and `SerializationLowCardinality.cpp`.
 */
import { type ColumnType, ID_COLUMNS } from "../../../schema/rows.ts";
import { Bytes } from "./bytes.ts";
import { hexNumber } from "./hex.ts";
import {
  columnsOf,
  dayNumber,
  type EncodableRow,
  integerOf,
  listOf,
  numberOf,
  scaled,
  textOf,
} from "./values.ts";

export type { EncodableRow } from "./values.ts";

/** A frozen batch is encoded by one version of this file; another one must not re-encode it under the same token. */
export const NATIVE_ENCODER = 2;

const BYTES_PER_ROW = 400;

/**
 * One block. A column in which no row holds anything is left out: the server then fills in its default. Never fails for what a row holds: numbers out of a column's range take its nearest
 * end and lone surrogates become U+FFFD, because one odd row must not stop the batch that it rides in.
 */
export function encodeNative(
  columns: Readonly<Record<string, ColumnType>>,
  rows: readonly EncodableRow[],
): Uint8Array<ArrayBuffer> {
  const filled = columnsOf(Object.keys(columns), rows);
  const stored = [...filled].flatMap(([name, values]) => storedAs(columns[name], name, values, filled));
  const out = new Bytes(1_000 + rows.length * BYTES_PER_ROW);
  out.varint(stored.length);
  out.varint(rows.length);
  for (const { name, type, write, values } of stored) {
    out.string(name);
    out.string(type);
    write(out, values);
  }
  return out.written();
}

interface StoredColumn {
  name: string;
  type: string;
  write: Writer;
  values: readonly unknown[];
}

/** The columns of the table that hold a column of the row: but for ids one, of the same name and type. */
function storedAs(
  type: ColumnType | undefined,
  name: string,
  values: readonly unknown[],
  filled: ReadonlyMap<string, readonly unknown[]>,
): StoredColumn[] {
  if (type === undefined) throw new Error(`${name} is no column.`);
  if (type !== "UUID near ts") return [{ name, type, write: WRITERS[type], values }];
  const times = filled.get("ts") ?? [];
  return [
    { name: "id_after_ms", type: ID_COLUMNS.id_after_ms, write: writeTimesOfIds(times), values },
    { name: "id_version", type: ID_COLUMNS.id_version, write: writeVersionsOfIds, values },
    { name: "id_random", type: ID_COLUMNS.id_random, write: writeRandomOfIds, values },
  ];
}

type Writer = (out: Bytes, values: readonly unknown[]) => void;

/** Each type has a loop of its own: one loop that calls a function per value costs three times as much. */
const WRITERS: Record<Exclude<ColumnType, "UUID near ts">, Writer> = {
  String: (out, values) => {
    for (const value of values) out.string(textOf(value));
  },
  "LowCardinality(String)": (out, values) => {
    writeDictionaryVersion(out);
    writeDictionary(out, values);
  },
  UUID: (out, values) => {
    out.reserve(16 * values.length);
    for (const value of values) writeUuid(out, textOf(value));
  },
  Date: (out, values) => {
    out.reserve(2 * values.length);
    for (const value of values) out.uint16(dayNumber(textOf(value)));
  },
  "DateTime64(3, 'UTC')": (out, values) => {
    out.reserve(8 * values.length);
    for (const value of values) out.int64(instantOf(value));
  },
  UInt8: (out, values) => {
    out.reserve(values.length);
    for (const value of values) out.uint8(integerOf(value, 0, 2 ** 8 - 1));
  },
  UInt16: (out, values) => {
    out.reserve(2 * values.length);
    for (const value of values) out.uint16(integerOf(value, 0, 2 ** 16 - 1));
  },
  UInt32: (out, values) => {
    out.reserve(4 * values.length);
    for (const value of values) out.uint32(integerOf(value, 0, 2 ** 32 - 1));
  },
  UInt64: writeUint64s,
  Int32: (out, values) => {
    out.reserve(4 * values.length);
    for (const value of values) out.uint32(integerOf(value, -(2 ** 31), 2 ** 31 - 1));
  },
  Float32: (out, values) => {
    out.reserve(4 * values.length);
    for (const value of values) out.float32(numberOf(value));
  },
  "Decimal(18, 4)": (out, values) => {
    out.reserve(8 * values.length);
    for (const value of values) out.int64(scaled(numberOf(value)));
  },
  "Array(LowCardinality(String))": (out, lists) => {
    writeDictionaryVersion(out);
    writeDictionary(out, writeOffsets(out, lists.map(listOf)));
  },
  "Array(UInt64)": (out, lists) => writeUint64s(out, writeOffsets(out, lists.map(listOf))),
  "Map(LowCardinality(String), String)": (out, maps) => {
    for (const value of writeMapKeys(out, maps)) out.string(textOf(value));
  },
  "Map(LowCardinality(String), Float64)": (out, maps) => {
    const values = writeMapKeys(out, maps);
    out.reserve(8 * values.length);
    for (const value of values) out.float64(numberOf(value));
  },
};

/** A map is an array of pairs, stored as two columns: writes all but the values, and returns these. */
function writeMapKeys(out: Bytes, maps: readonly unknown[]): unknown[] {
  writeDictionaryVersion(out);
  const entries = writeOffsets(
    out,
    maps.map((map) => Object.entries(map ?? {})),
  );
  const keys = entries.map(([key]) => key);
  writeDictionary(out, keys);
  return entries.map(([, value]) => value);
}

/** Arrays are where each ends, then all items in a row; returns these. */
function writeOffsets<Item>(out: Bytes, lists: readonly (readonly Item[])[]): Item[] {
  const items: Item[] = [];
  out.reserve(8 * lists.length);
  for (const list of lists) {
    for (const item of list) items.push(item);
    out.int64(items.length);
  }
  return items;
}

/** `SharedDictionariesWithAdditionalKeys`; comes before everything else of the column, offsets included. */
function writeDictionaryVersion(out: Bytes): void {
  out.reserve(8);
  out.uint64(0, 1);
}

/** HasAdditionalKeys and NeedUpdateDictionary: the block brings its own keys. */
const DICTIONARY_FLAGS = 0x600;

/** Distinct values once, then for each value its index, in as few bytes as the count of keys allows. */
function writeDictionary(out: Bytes, values: readonly unknown[]): void {
  if (values.length === 0) return;
  const { keys, indexes } = indexed(values);
  const width = keys.size <= 2 ** 8 ? 0 : keys.size <= 2 ** 16 ? 1 : 2;
  out.reserve(16);
  out.uint64(0, DICTIONARY_FLAGS | width);
  out.int64(keys.size);
  for (const key of keys.keys()) out.string(key);
  out.reserve(8 + indexes.length * 4);
  out.int64(indexes.length);
  if (width === 0) out.uint8s(indexes);
  else if (width === 1) for (const index of indexes) out.uint16(index);
  else for (const index of indexes) out.uint32(index);
}

function indexed(values: readonly unknown[]): { keys: Map<string, number>; indexes: Uint32Array } {
  const keys = new Map<string, number>();
  const indexes = new Uint32Array(values.length);
  for (let at = 0; at < values.length; at++) {
    const key = textOf(values[at]);
    let index = keys.get(key);
    if (index === undefined) {
      index = keys.size;
      keys.set(key, index);
    }
    indexes[at] = index;
  }
  return { keys, indexes };
}

/** Ids are 16 hexadecimal digits, counts and times are numbers. */
function writeUint64s(out: Bytes, values: readonly unknown[]): void {
  out.reserve(8 * values.length);
  for (const value of values) {
    if (typeof value === "string") out.uint64(hexNumber(value, 0, 8), hexNumber(value, 8, 8));
    else out.int64(integerOf(value, 0, Number.MAX_SAFE_INTEGER));
  }
}

const instantOf = (value: unknown) => integerOf(value, -(2 ** 53), 2 ** 53);

/** Two halves, each little-endian: the bytes of the text are not in order. What is no UUID is the nil one. */
function writeUuid(out: Bytes, text: string): void {
  const { a, b, c, d, e, f } = groupsOf(text);
  out.uint64(a, b * 2 ** 16 + c);
  out.uint64(d * 2 ** 16 + e, f);
}

/** The id's first 48 bits are a time in ms; of an id without a time the difference is as large as it happens to be. */
const writeTimesOfIds =
  (times: readonly unknown[]): Writer =>
  (out, values) => {
    out.reserve(8 * values.length);
    for (let at = 0; at < values.length; at++) {
      const { a, b } = groupsOf(textOf(values[at]));
      out.int64(a * 2 ** 16 + b - instantOf(times[at]));
    }
  };

const writeVersionsOfIds: Writer = (out, values) => {
  out.reserve(2 * values.length);
  for (const value of values) out.uint16(groupsOf(textOf(value)).c);
};

const writeRandomOfIds: Writer = (out, values) => {
  out.reserve(8 * values.length);
  for (const value of values) {
    const { d, e, f } = groupsOf(textOf(value));
    out.uint64(d * 2 ** 16 + e, f);
  }
};

/** The numbers between the hyphens, the last one in two; zeros for what is no UUID. */
function groupsOf(text: string) {
  const [a, b, c] = [hexNumber(text, 0, 8), hexNumber(text, 9, 4), hexNumber(text, 14, 4)];
  const [d, e, f] = [hexNumber(text, 19, 4), hexNumber(text, 24, 4), hexNumber(text, 28, 8)];
  return Math.min(a, b, c, d, e, f) >= 0 ? { a, b, c, d, e, f } : NIL;
}
const NIL = { a: 0, b: 0, c: 0, d: 0, e: 0, f: 0 };
