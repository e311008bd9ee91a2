/**
 * ClickHouse's Native format: one block of columns, each `name, type, data`, as an old client (revision 0) sends
 * it. Hand-written, because encoding and inserting Native costs a quarter of JSON.
 * Layouts: https://clickhouse.com/docs/interfaces/formats/Native and `SerializationLowCardinality.cpp`.
 */
import type { ColumnType } from "../../../schema/rows.ts";
import { Bytes } from "./bytes.ts";
import {
  dayNumber,
  type EncodableRow,
  integerOf,
  listOf,
  numberOf,
  scaled,
  textOf,
  uuidOf,
  valuesOf,
} from "./values.ts";

export type { EncodableRow } from "./values.ts";

/** A frozen batch is encoded by one version of this file; another one must not re-encode it under the same token. */
export const NATIVE_ENCODER = 1;

const BYTES_PER_ROW = 400;

/**
 * One block with all `columns`. Never fails for what a row holds: numbers out of a column's range take its nearest
 * end and lone surrogates become U+FFFD, because one odd row must not stop the batch that it rides in.
 */
export function encodeNative(
  columns: Readonly<Record<string, ColumnType>>,
  rows: readonly EncodableRow[],
): Uint8Array<ArrayBuffer> {
  const names = Object.keys(columns);
  const out = new Bytes(1_000 + rows.length * BYTES_PER_ROW);
  out.varint(names.length);
  out.varint(rows.length);
  for (const [name, type] of Object.entries(columns)) {
    out.string(name);
    out.string(type);
    if (rows.length > 0) WRITERS[type](out, valuesOf(name, rows));
  }
  return out.written();
}

type Writer = (out: Bytes, values: readonly unknown[]) => void;

const WRITERS: Record<ColumnType, Writer> = {
  String: (out, values) => {
    for (const value of values) out.string(textOf(value));
  },
  "LowCardinality(String)": (out, values) => {
    writeDictionaryVersion(out);
    writeDictionary(out, values);
  },
  UUID: fixed(16, writeUuid),
  Date: fixed(2, (out, value) => out.uint16(dayNumber(textOf(value)))),
  "DateTime64(3, 'UTC')": fixed(8, (out, value) => out.int64(integerOf(value, -(2 ** 53), 2 ** 53))),
  UInt8: fixed(1, (out, value) => out.uint8(integerOf(value, 0, 2 ** 8 - 1))),
  UInt16: fixed(2, (out, value) => out.uint16(integerOf(value, 0, 2 ** 16 - 1))),
  UInt32: fixed(4, (out, value) => out.uint32(integerOf(value, 0, 2 ** 32 - 1))),
  UInt64: fixed(8, writeUint64),
  Int32: fixed(4, (out, value) => out.uint32(integerOf(value, -(2 ** 31), 2 ** 31 - 1))),
  Float32: fixed(4, (out, value) => out.float32(numberOf(value))),
  "Decimal(18, 4)": fixed(8, (out, value) => out.int64(scaled(numberOf(value)))),
  "Array(LowCardinality(String))": (out, values) => {
    writeDictionaryVersion(out);
    const items = writeOffsets(out, values.map(listOf));
    writeDictionary(out, items);
  },
  "Array(UInt64)": (out, values) => fixed(8, writeUint64)(out, writeOffsets(out, values.map(listOf))),
  "Map(LowCardinality(String), String)": writeMap((out, values) => WRITERS.String(out, values)),
  "Map(LowCardinality(String), Float64)": writeMap(fixed(8, (out, value) => out.float64(numberOf(value)))),
};

function fixed(size: number, write: (out: Bytes, value: unknown) => void): Writer {
  return (out, values) => {
    out.reserve(size * values.length);
    for (const value of values) write(out, value);
  };
}

function writeMap(writeValues: Writer): Writer {
  return (out, maps) => {
    writeDictionaryVersion(out);
    const entries = writeOffsets(
      out,
      maps.map((map) => Object.entries(map ?? {})),
    );
    writeDictionary(
      out,
      entries.map(([key]) => key),
    );
    writeValues(
      out,
      entries.map(([, value]) => value),
    );
  };
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
  if (width === 0) for (const index of indexes) out.uint8(index);
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
function writeUint64(out: Bytes, value: unknown): void {
  if (typeof value === "string")
    out.uint64(Number.parseInt(value.slice(0, 8), 16), Number.parseInt(value.slice(8, 16), 16));
  else out.int64(integerOf(value, 0, Number.MAX_SAFE_INTEGER));
}

/** Two halves, each little-endian: the bytes of the text are not in order. */
function writeUuid(out: Bytes, value: unknown): void {
  const text = uuidOf(value);
  const part = (from: number, to: number) => Number.parseInt(text.slice(from, to), 16);
  out.uint64(part(0, 8), part(9, 13) * 2 ** 16 + part(14, 18));
  out.uint64(part(19, 23) * 2 ** 16 + part(24, 28), part(28, 36));
}
