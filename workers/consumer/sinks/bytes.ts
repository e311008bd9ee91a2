/** A growing buffer that writes little-endian numbers, LEB128 lengths and UTF-8 strings. */

const utf8 = new TextEncoder();
/** Up to this many UTF-16 units, three bytes each at most, a string's length fits one byte. */
const SHORT_UNITS = 42;

export class Bytes {
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView;
  #at = 0;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** Begins anew, over what was written before. */
  restart(): void {
    this.#at = 0;
  }

  /** What was written; a view, not a copy. */
  written(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#at);
  }

  /** Room for `size` more bytes. The number writers below trust that it was asked for. */
  reserve(size: number): void {
    const needed = this.#at + size;
    if (needed <= this.#bytes.length) return;
    const bytes = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    bytes.set(this.written());
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }

  uint8(value: number): void {
    this.#bytes[this.#at++] = value;
  }

  uint8s(values: ArrayLike<number>): void {
    this.#bytes.set(values, this.#at);
    this.#at += values.length;
  }

  uint16(value: number): void {
    this.#view.setUint16(this.#at, value, true);
    this.#at += 2;
  }

  uint32(value: number): void {
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
  }

  /** Negative values are written as two's complement. */
  int64(value: number): void {
    this.#view.setUint32(this.#at, value, true);
    this.#view.setInt32(this.#at + 4, Math.floor(value / 2 ** 32), true);
    this.#at += 8;
  }

  uint64(high: number, low: number): void {
    this.#view.setUint32(this.#at, low, true);
    this.#view.setUint32(this.#at + 4, high, true);
    this.#at += 8;
  }

  float32(value: number): void {
    this.#view.setFloat32(this.#at, value, true);
    this.#at += 4;
  }

  float64(value: number): void {
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
  }

  /** Reserves for itself, as `string` does. */
  varint(value: number): void {
    this.reserve(5);
    let rest = value;
    while (rest > 127) {
      this.uint8((rest & 127) | 128);
      rest >>>= 7;
    }
    this.uint8(rest);
  }

  string(text: string): void {
    this.reserve(5 + 3 * text.length);
    if (text.length > SHORT_UNITS || !this.#shortAscii(text)) this.#encoded(text);
  }

  /** Calling the encoder costs more than copying a short name; gives up at the first character beyond ASCII. */
  #shortAscii(text: string): boolean {
    const bytes = this.#bytes;
    let at = this.#at + 1;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code > 127) return false;
      bytes[at++] = code;
    }
    bytes[this.#at] = text.length;
    this.#at = at;
    return true;
  }

  /** The length comes first and is known last: most texts are ASCII, so its size is guessed and mended if wrong. */
  #encoded(text: string): void {
    const guessed = varintSize(text.length);
    const start = this.#at + guessed;
    const size = utf8.encodeInto(text, this.#bytes.subarray(start)).written;
    const actual = varintSize(size);
    if (actual !== guessed) this.#bytes.copyWithin(this.#at + actual, start, start + size);
    this.varint(size);
    this.#at += size;
  }
}

const varintSize = (value: number) => (value < 2 ** 7 ? 1 : value < 2 ** 14 ? 2 : value < 2 ** 21 ? 3 : 4);
