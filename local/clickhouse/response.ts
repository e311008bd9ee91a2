/** An answer on the wire: headers that a client of ClickHouse reads, rows as they come, and errors at any point. */

import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { createGzip, type Gzip } from "node:zlib";
import type { Counts } from "./engine.ts";
import { type ClickHouseException, exceptionBlock } from "./exception.ts";

// Until so much of the answer has come, or all of it, an error still has its own status and the summary is known.
const HELD_BYTES = 1 << 20;

// The client looks for the exception's block in one piece of the body: rows and block must reach it apart.
const PAUSE_BEFORE_BLOCK_MS = 50;

// When the connection breaks, the client drops the pieces that it has not read. One that finds the block leaves by
// itself; one that does not know of it, or reads slowly, has so long.
const PAUSE_BEFORE_BREAK_MS = 3_000;

const GZIP_LEVEL = 3;

export type Wishes = { isGzipWanted: boolean; isWholeResultFirst: boolean };

type Rows = AsyncGenerator<Uint8Array, Counts>;
type Headers = Readonly<Record<string, string>>;

/** Sends the rows. Throws only while nothing has been sent, or when the client has gone. */
export async function sendRows(
  response: ServerResponse,
  rows: Rows,
  wishes: Wishes,
  headers: Headers,
): Promise<void> {
  const held = await hold(rows, wishes.isWholeResultFirst ? Number.POSITIVE_INFINITY : HELD_BYTES);
  const summary = held.counts === null ? {} : { "X-ClickHouse-Summary": summarize(held.counts) };
  const encoding = wishes.isGzipWanted ? { "Content-Encoding": "gzip" } : {};
  response.writeHead(200, { ...headers, ...summary, ...encoding });
  const body = wishes.isGzipWanted ? createGzip({ level: GZIP_LEVEL }) : response;
  if (body !== response) {
    body.pipe(response, { end: false });
    response.once("close", () => body.destroy());
  }
  const failure = await writeAll(body, held.chunks, held.counts === null ? rows : null);
  if (failure === null) return finish(response, body);
  await breakOff(
    response,
    body,
    exceptionBlock(failure.message, headers["X-ClickHouse-Exception-Tag"] ?? ""),
  );
}

/** Sends an exception as the whole answer. */
export function sendException(
  response: ServerResponse,
  failure: ClickHouseException,
  headers: Record<string, string>,
) {
  response.writeHead(failure.status, {
    ...headers,
    "Content-Type": "text/plain; charset=UTF-8",
    "X-ClickHouse-Exception-Code": String(failure.code),
  });
  response.end(`${failure.message}\n`);
}

async function hold(
  rows: Rows,
  limitBytes: number,
): Promise<{ chunks: Uint8Array[]; counts: Counts | null }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  while (size < limitBytes) {
    const next = await rows.next();
    if (next.done) return { chunks, counts: next.value };
    chunks.push(next.value);
    size += next.value.length;
  }
  return { chunks, counts: null };
}

/** Returns the exception that ended the rows too early, if one did. */
async function writeAll(
  body: Gzip | ServerResponse,
  held: Uint8Array[],
  rows: Rows | null,
): Promise<Error | null> {
  for (const chunk of held) await write(body, chunk);
  if (rows === null) return null;
  while (true) {
    const next = await rows.next().catch((error: Error) => error);
    if (next instanceof Error) return next;
    if (next.done) return null;
    await write(body, next.value);
  }
}

// A client that reads slowly makes us wait here, and the engine behind us.
async function write(body: Gzip | ServerResponse, chunk: Uint8Array): Promise<void> {
  if (body.destroyed) throw new Error("The client has gone.");
  if (body.write(chunk)) return;
  await new Promise<void>((resolve) => {
    const go = () => {
      body.off("drain", go).off("close", go);
      resolve();
    };
    body.on("drain", go).on("close", go);
  });
}

function finish(response: ServerResponse, body: Gzip | ServerResponse): void {
  if (body !== response) body.once("end", () => response.end());
  body.end();
}

// Without the last empty chunk, no client takes the answer for a whole one.
async function breakOff(response: ServerResponse, body: Gzip | ServerResponse, block: Buffer): Promise<void> {
  if ("flush" in body) body.flush();
  await sleep(PAUSE_BEFORE_BLOCK_MS);
  if (body === response) body.write(block);
  else body.end(block);
  if (!response.destroyed)
    await once(response, "close", { signal: AbortSignal.timeout(PAUSE_BEFORE_BREAK_MS) }).catch(() => {});
  response.destroy();
}

function summarize(counts: Counts): string {
  const [rows, bytes] = [String(counts.rows), String(counts.bytes)];
  return JSON.stringify({
    read_rows: rows,
    read_bytes: bytes,
    written_rows: counts.isInsert ? rows : "0",
    written_bytes: counts.isInsert ? bytes : "0",
    total_rows_to_read: "0",
    result_rows: rows,
    result_bytes: bytes,
    elapsed_ns: String(Math.round(counts.elapsedMs * 1e6)),
  });
}
