/** Reads a Native block back, so that a fake ClickHouse stores what was really sent. For tests. */
import { utcDay } from "../../../../schema/ids.ts";

export type Cell = string | number | Cell[] | { [key: string]: Cell };

export function readNative(body: Uint8Array): Record<string, Cell>[] {
  const reader = new Reader(body);
  const [columns, count] = [reader.varint(), reader.varint()];
  const rows: Record<string, Cell>[] = Array.from({ length: count }, () => ({}));
  for (let column = 0; column < columns; column++) {
    const [name, type] = [reader.text(), reader.text()];
    if (type.includes("LowCardinality") && count > 0) reader.skip(8);
    for (const [index, value] of reader.column(type, count).entries()) {
      const row = rows[index];
      if (row) row[name] = value;
    }
  }
  for (const row of rows) joinId(row);
  return rows;
}

/** As the table's alias does: the columns that hold an id have become it. */
function joinId(row: Record<string, Cell>): void {
  const { id_after_ms, id_version, id_random } = row;
  if (typeof id_random !== "string") return;
  const time = (Number(row.ts) + Number(id_after_ms)).toString(16).padStart(12, "0");
  const version = Number(id_version).toString(16).padStart(4, "0");
  row.event_id = `${time.slice(0, 8)}-${time.slice(8)}-${version}-${id_random.slice(0, 4)}-${id_random.slice(4)}`;
  for (const name of ["id_after_ms", "id_version", "id_random"]) delete row[name];
}

const utf8 = new TextDecoder();

class Reader {
  #bytes: Uint8Array;
  #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  skip(size: number): number {
    this.#at += size;
    return this.#at - size;
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#view.getUint8(this.skip(1));
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }

  text(): string {
    const length = this.varint();
    return utf8.decode(this.#bytes.subarray(this.skip(length), this.#at));
  }

  column(type: string, count: number): Cell[] {
    const array = /^Array\((.*)\)$/.exec(type);
    if (array?.[1]) return this.lists(count, array[1]);
    if (type.startsWith("Map(")) return this.maps(count, type.slice(type.indexOf("), ") + 3, -1));
    if (type.startsWith("LowCardinality")) return this.dictionary(count);
    return Array.from({ length: count }, () => this.scalar(type));
  }

  lists(count: number, type: string): Cell[][] {
    const ends = this.ends(count);
    const items = this.column(type, ends.at(-1) ?? 0);
    return ends.map((end, index) => items.slice(ends[index - 1] ?? 0, end));
  }

  maps(count: number, type: string): Cell[] {
    const ends = this.ends(count);
    const keys = this.dictionary(ends.at(-1) ?? 0);
    const values = this.column(type, ends.at(-1) ?? 0);
    const entries = keys.map((key, index) => [String(key), values[index] ?? ""] as const);
    return ends.map((end, index) => Object.fromEntries(entries.slice(ends[index - 1] ?? 0, end)));
  }

  ends(count: number): number[] {
    return Array.from({ length: count }, () => this.int64());
  }

  dictionary(count: number): Cell[] {
    if (count === 0) return [];
    const width = this.#view.getUint8(this.skip(8));
    const keys = Array.from({ length: this.int64() }, () => this.text());
    return Array.from({ length: this.int64() }, () => keys[this.unsigned(2 ** width)] ?? "");
  }

  scalar(type: string): Cell {
    if (type === "String") return this.text();
    if (type === "UInt64") return hex(this.#view.getBigUint64(this.skip(8), true));
    if (type === "UUID") return this.uuid();
    if (type === "Date") return utcDay(this.unsigned(2) * 86_400_000);
    if (type === "Float32") return this.#view.getFloat32(this.skip(4), true);
    if (type === "Float64") return this.#view.getFloat64(this.skip(8), true);
    if (type === "Int32") return this.#view.getInt32(this.skip(4), true);
    if (type.startsWith("UInt")) return this.unsigned(Number(type.slice(4)) / 8);
    return this.int64();
  }

  int64(): number {
    return Number(this.#view.getBigInt64(this.skip(8), true));
  }

  unsigned(size: number): number {
    const at = this.skip(size);
    if (size === 1) return this.#view.getUint8(at);
    return size === 2 ? this.#view.getUint16(at, true) : this.#view.getUint32(at, true);
  }

  uuid(): string {
    const text =
      hex(this.#view.getBigUint64(this.skip(8), true)) + hex(this.#view.getBigUint64(this.skip(8), true));
    return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }
}

const hex = (value: bigint) => value.toString(16).padStart(16, "0");
