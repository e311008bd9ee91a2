/** In which form the rows of a question shall come. */
import { z } from "zod";
import { type FileFormat, format } from "../../schema/files.ts";
import { type Parsed, parseWith } from "./parse.ts";

const formatKey = z.strictObject({ format });

export interface Formed {
  wanted: "json" | FileFormat;
  /** Without its form. */
  question: unknown;
}

/** Takes the key `format` off a question. */
export function takeForm(body: unknown): Parsed<Formed> {
  if (typeof body !== "object" || body === null || !("format" in body))
    return { ok: true, value: { wanted: "json", question: body } };
  const { format: asked, ...question } = body;
  const parsed = parseWith(formatKey, { format: asked });
  return parsed.ok ? { ok: true, value: { wanted: parsed.value.format, question } } : parsed;
}

export const MEDIA_TYPES = {
  ndjson: "application/x-ndjson; charset=utf-8",
  csv: "text/csv; charset=utf-8; header=present",
  parquet: "application/vnd.apache.parquet",
} as const satisfies Record<FileFormat, string>;

/** `name` is of letters, digits, `-` and `_`. */
export const fileResponse = (name: string, form: FileFormat, body: ReadableStream<Uint8Array>): Response =>
  new Response(body, {
    headers: {
      "content-type": MEDIA_TYPES[form],
      "content-disposition": `attachment; filename="${name}.${form}"`,
    },
  });
