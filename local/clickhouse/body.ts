/** What arrives in a request's body: unpacked, as bytes, as a file, or as form fields. */

import { createWriteStream } from "node:fs";
import type { IncomingMessage } from "node:http";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from "node:zlib";
import { exception } from "./exception.ts";

const UNPACKERS: Record<string, () => NodeJS.ReadWriteStream> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

/** What undoes the `Content-Encoding`. Throws for an encoding that is not known. */
function unpackers(request: IncomingMessage): NodeJS.ReadWriteStream[] {
  const encoding = (request.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (encoding === "identity" || encoding === "") return [];
  const create = UNPACKERS[encoding];
  if (create === undefined) throw exception(48, "NOT_IMPLEMENTED", `Unknown Content-Encoding: ${encoding}.`);
  return [create()];
}

/** All of the body. */
export async function readBody(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  const keep = new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  await unpack(pipeline([request, ...unpackers(request), keep]));
  return Buffer.concat(chunks);
}

/** Writes `beginning` and the body to a new file. A client that goes away in the middle makes it throw. */
export async function saveBody(request: IncomingMessage, beginning: Uint8Array, path: string): Promise<void> {
  const file = createWriteStream(path, { flags: "wx", mode: 0o600 });
  file.write(beginning);
  await unpack(pipeline([request, ...unpackers(request), file]));
}

/** The fields of a multipart body. */
export async function readForm(request: IncomingMessage): Promise<[string, string][]> {
  const body = await readBody(request);
  const headers = { "content-type": request.headers["content-type"] ?? "" };
  const form = await new Response(body, { headers }).formData();
  return [...form].flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : []));
}

export function isForm(request: IncomingMessage): boolean {
  return /^multipart\/form-data\b/i.test(request.headers["content-type"] ?? "");
}

async function unpack(done: Promise<unknown>): Promise<void> {
  try {
    await done;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!/^(Z_|ERR__?ERROR|ERR_BROTLI|ZSTD|ERR_ZLIB|ERR_PADDING)/.test(code)) throw error;
    throw exception(354, "ZLIB_INFLATE_FAILED", "The body is not what its Content-Encoding says.");
  }
}
