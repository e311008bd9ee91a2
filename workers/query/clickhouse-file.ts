/** Rows of a SELECT as ClickHouse writes them in a format, passed on without being read. */
import { createClient } from "@clickhouse/client-web";
import type { FileFormat } from "../../schema/files.ts";
import { type Access, fileSettings, follow } from "./clickhouse.ts";
import { refusalOf, tooExpensive } from "./clickhouse-refusal.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import type { Refusal } from "./refusal.ts";
import { render, type Sql } from "./sql.ts";

/** Proxies in between close a connection that says nothing for longer. */
const FIRST_ROW_MS = 60_000;
const WRITTEN_AS = { ndjson: "JSONEachRow", csv: "CSVWithNames", parquet: "Parquet" } as const;

export type Opened =
  /** With what had been read when the first rows came. */
  | { ok: true; body: ReadableStream<Uint8Array>; rowsRead: number; bytesRead: number }
  | { ok: false; refusal: Refusal };

/**
 * Resolves when the first rows are there: until then a failure is a refusal. A failure after that breaks the body off, so
 * that nobody takes it for a whole file. `signal` is the asker going away, which ends the query on the server too.
 */
export async function openFile(
  { clickhouse, limits = DEFAULT_LIMITS }: Access,
  statement: Sql,
  format: FileFormat,
  signal: AbortSignal,
): Promise<Opened> {
  let response: Response | undefined;
  const client = createClient({
    ...clickhouse,
    request_timeout: FIRST_ROW_MS,
    use_multipart_params_auto: true,
    // The client reads rows; here nobody does, so the body is taken before it.
    fetch: async (input, init) => {
      response = await fetch(input, init);
      return response;
    },
  });
  try {
    signal.throwIfAborted();
    const { query, query_params } = render(statement);
    await client.query({
      ...{ query, query_params, format: WRITTEN_AS[format] },
      ...{ abort_signal: follow(signal), clickhouse_settings: fileSettings(limits) },
    });
    const { body = null, headers = new Headers() } = response ?? {};
    if (body === null) throw new Error("ClickHouse answered without a body.");
    return {
      ok: true,
      body: body.pipeThrough(untilFailure(headers.get(TAG_HEADER) ?? "")),
      ...readSoFar(headers.get("x-clickhouse-summary")),
    };
  } catch (error) {
    const isLate = error instanceof Error && error.message === "Timeout error.";
    return { ok: false, refusal: isLate ? tooExpensive("The first row took too long.") : refusalOf(error) };
  }
}

function readSoFar(summary: string | null): { rowsRead: number; bytesRead: number } {
  // The server writes numbers as text.
  const said = summary === null ? {} : (JSON.parse(summary) as { read_rows?: string; read_bytes?: string });
  return { rowsRead: Number(said.read_rows ?? 0), bytesRead: Number(said.read_bytes ?? 0) };
}

/** Names the block with which ClickHouse ends a body that it could not finish. */
const TAG_HEADER = "x-clickhouse-exception-tag";
/** The block is shorter: its message has at most 16 KiB. */
const HELD_BYTES = 32_768;

/** Holds the last bytes back until it is known that the body is whole; errors, without them, when it is not. */
export function untilFailure(tag: string): TransformStream<Uint8Array, Uint8Array> {
  const held: Uint8Array[] = [];
  let size = 0;
  return new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      held.push(chunk);
      size += chunk.length;
      for (let first = held[0]; first !== undefined && size - first.length >= HELD_BYTES; first = held[0]) {
        size -= first.length;
        controller.enqueue(first);
        held.shift();
      }
    },
    flush(controller) {
      if (isBroken(held, tag)) throw new Error("ClickHouse could not finish the file.");
      for (const chunk of held) controller.enqueue(chunk);
    },
  });
}

/** Headers and rows cannot guess the tag. */
function isBroken(chunks: readonly Uint8Array[], tag: string): boolean {
  if (tag === "") return false;
  const end = `${tag}\r\n__exception__\r\n`;
  // The block may have come in pieces.
  const text = chunks.map((chunk) => new TextDecoder("latin1").decode(chunk.subarray(-end.length))).join("");
  return text.endsWith(end);
}
