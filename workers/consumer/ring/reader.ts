/** Reads what `Bytes` has written. */
const text = new TextDecoder();

export class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = at;
  }

  /** What was not read yet; a view, not a copy. */
  rest(): Uint8Array {
    return this.#bytes.subarray(this.#at);
  }

  uint8(): number {
    return this.#view.getUint8(this.#at++);
  }

  uint32(): number {
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4, true);
  }

  float64(): number {
    this.#at += 8;
    return this.#view.getFloat64(this.#at - 8, true);
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.uint8();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }

  string(): string {
    const size = this.varint();
    this.#at += size;
    return text.decode(this.#bytes.subarray(this.#at - size, this.#at));
  }

  /** As many as were counted before them. */
  list<Item>(read: () => Item): Item[] {
    return Array.from({ length: this.varint() }, read);
  }
}
