/**
 * Event rows as one Parquet file, one row group, Snappy. The same rows give the same bytes, and any reader of
 * Parquet finds ClickHouse's types: unsigned ids, UUIDs, milliseconds of UTC, decimals, lists and maps.
 */
import { parquetWriteBuffer, type SchemaElement } from "hyparquet-writer";
import { type ColumnType, EVENT_COLUMNS } from "../../../schema/rows.ts";
import {
  columnsOf,
  dayNumber,
  defaultsOf,
  type EncodableRow,
  integerOf,
  listOf,
  numberOf,
  scaled,
  textOf,
  uuidOf,
} from "./values.ts";

/** Written into manifests: an object is frozen, so another version must not overwrite what this one put. */
export const PARQUET_ENCODER = 1;

export function encodeParquet(rows: readonly EncodableRow[]): Uint8Array<ArrayBuffer> {
  const columns = Object.entries(EVENT_COLUMNS);
  const filled = columnsOf(Object.keys(EVENT_COLUMNS), rows);
  const columnData = columns.map(([name, type]) => ({
    name,
    data: (filled.get(name) ?? defaultsOf(name, rows.length)).map(SHAPES[type].value),
    // Readers skip files and row groups by time; rows are in no order that would make other bounds useful.
    statistics: name === "ts",
  }));
  const root: SchemaElement = { name: "root", num_children: columns.length };
  const schema = [root, ...columns.flatMap(([name, type]) => SHAPES[type].elements(name))];
  const size = Math.max(1, rows.length);
  return new Uint8Array(
    parquetWriteBuffer({ columnData, schema, rowGroupSize: size, createdBy: "footfall" }),
  );
}

interface Shape {
  elements: (name: string) => SchemaElement[];
  value: (value: unknown) => unknown;
}

type Kind = Omit<SchemaElement, "name" | "repetition_type" | "num_children">;

const TEXT: Kind = { type: "BYTE_ARRAY", converted_type: "UTF8" };
const UINT_64: Kind = { type: "INT64", converted_type: "UINT_64" };
const toBigInt = (value: unknown) =>
  typeof value === "string" ? BigInt(`0x${value}`) : BigInt(integerOf(value, 0, Number.MAX_SAFE_INTEGER));

const UUID = flat(
  { type: "FIXED_LEN_BYTE_ARRAY", type_length: 16, logical_type: { type: "UUID" } },
  uuidBytes,
);

const SHAPES: Record<ColumnType, Shape> = {
  String: flat(TEXT, textOf),
  "LowCardinality(String)": flat(TEXT, textOf),
  UUID,
  "UUID near ts": UUID,
  Date: flat({ type: "INT32", converted_type: "DATE" }, (value) => dayNumber(textOf(value))),
  "DateTime64(3, 'UTC')": flat({ type: "INT64", converted_type: "TIMESTAMP_MILLIS" }, (value) =>
    BigInt(integerOf(value, -(2 ** 53), 2 ** 53)),
  ),
  UInt8: flat({ type: "INT32", converted_type: "UINT_8" }, (value) => integerOf(value, 0, 2 ** 8 - 1)),
  UInt16: flat({ type: "INT32", converted_type: "UINT_16" }, (value) => integerOf(value, 0, 2 ** 16 - 1)),
  UInt32: flat({ type: "INT32", converted_type: "UINT_32" }, (value) => integerOf(value, 0, 2 ** 32 - 1)),
  UInt64: flat(UINT_64, toBigInt),
  Int32: flat({ type: "INT32", converted_type: "INT_32" }, (value) =>
    integerOf(value, -(2 ** 31), 2 ** 31 - 1),
  ),
  Float32: flat({ type: "FLOAT" }, numberOf),
  "Decimal(18, 4)": flat({ type: "INT64", converted_type: "DECIMAL", precision: 18, scale: 4 }, (value) =>
    BigInt(scaled(numberOf(value))),
  ),
  "Array(LowCardinality(String))": list(TEXT, textOf),
  "Array(UInt64)": list(UINT_64, toBigInt),
  "Map(LowCardinality(String), String)": map(TEXT, textOf),
  "Map(LowCardinality(String), Float64)": map({ type: "DOUBLE" }, numberOf),
};

function flat(kind: Kind, value: Shape["value"]): Shape {
  return { elements: (name) => [{ name, repetition_type: "REQUIRED", ...kind }], value };
}

/** The three levels that the format's specification asks for (LogicalTypes.md, "Lists"). */
function list(kind: Kind, item: Shape["value"]): Shape {
  return {
    elements: (name) => [
      { name, repetition_type: "REQUIRED", converted_type: "LIST", num_children: 1 },
      { name: "list", repetition_type: "REPEATED", num_children: 1 },
      { name: "element", repetition_type: "REQUIRED", ...kind },
    ],
    value: (value) => listOf(value).map(item),
  };
}

function map(kind: Kind, item: Shape["value"]): Shape {
  return {
    elements: (name) => [
      { name, repetition_type: "REQUIRED", converted_type: "MAP", num_children: 1 },
      { name: "key_value", repetition_type: "REPEATED", num_children: 2 },
      { name: "key", repetition_type: "REQUIRED", ...TEXT },
      { name: "value", repetition_type: "REQUIRED", ...kind },
    ],
    value: (value) => Object.entries(value ?? {}).map(([key, entry]) => ({ key, value: item(entry) })),
  };
}

function uuidBytes(value: unknown): Uint8Array {
  const digits = uuidOf(value).replaceAll("-", "");
  return Uint8Array.from({ length: 16 }, (_, at) => Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16));
}
