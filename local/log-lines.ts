/** The lines of a log, plain or gzipped, one after the other. */
import { createReadStream, existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";

/** Throws at once when there is no such file; reads when the first line is asked for. */
export function logLines(file: string): AsyncIterable<string> {
  if (!existsSync(file)) throw new Error(`There is no file ${file}.`);
  return read(file);
}

/**
 * readline emits lines from its creation on, to whoever listens: whatever is awaited between that and the loop costs
 * lines, without a word. So the two stay together.
 */
async function* read(file: string): AsyncGenerator<string> {
  const bytes = createReadStream(file);
  const input = file.endsWith(".gz") ? pipeline(bytes, createGunzip(), () => {}) : bytes;
  yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
}
