/** Reads a request's body without ever holding more of it than is allowed: declared, real and unpacked. */
import { Refusal } from "./answer.ts";

export interface BodyLimits {
  maxBytes: number;
  /** Whether `Content-Encoding: gzip` is understood. */
  mayBePacked: boolean;
}

export interface Body {
  text: string;
  /** Of the text in UTF-8. */
  bytes: number;
}

/** Refuses malformed UTF-8, which would grow threefold on its way through the queue. */
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

export async function readBody(request: Request, limits: BodyLimits): Promise<Body | Refusal> {
  const type = request.headers.get("Content-Type") ?? "";
  if (!/^(?:text\/plain|application\/json) *(?:;|$)/i.test(type)) {
    return new Refusal("unsupported_type", "Send JSON as text/plain or application/json.", {
      path: "Content-Type",
      allowed: ["text/plain", "application/json"],
    });
  }
  const encoding = request.headers.get("Content-Encoding") ?? "identity";
  const isPacked = encoding.toLowerCase() === "gzip";
  if (isPacked ? !limits.mayBePacked : encoding.toLowerCase() !== "identity") {
    return new Refusal("unsupported_encoding", "Send the body plain; with a token it may be gzip.", {
      path: "Content-Encoding",
      allowed: limits.mayBePacked ? ["identity", "gzip"] : ["identity"],
    });
  }
  if (Number(request.headers.get("Content-Length")) > limits.maxBytes) return tooLarge(limits);
  try {
    return await readText(request, isPacked, limits);
  } catch {
    const what = isPacked ? "valid gzip of UTF-8 text" : "whole and valid UTF-8";
    return new Refusal("bad_encoding", `The body must be ${what}.`);
  }
}

async function readText(request: Request, isPacked: boolean, limits: BodyLimits): Promise<Body | Refusal> {
  const isDeclared = request.headers.has("Content-Length") && !isPacked;
  const bytes = isDeclared
    ? await request.arrayBuffer()
    : await readStream(request, isPacked, limits.maxBytes);
  if (bytes === null || bytes.byteLength > limits.maxBytes) return tooLarge(limits);
  return { text: utf8.decode(bytes), bytes: bytes.byteLength };
}

/** Null as soon as there is more than `maxBytes`, packed or unpacked. */
async function readStream(request: Request, isPacked: boolean, maxBytes: number): Promise<Uint8Array | null> {
  if (request.body === null) return new Uint8Array();
  const plain = isPacked ? request.body.pipeThrough(new DecompressionStream("gzip")) : request.body;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of plain) {
    length += chunk.byteLength;
    if (length > maxBytes) return null;
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}

const tooLarge = ({ maxBytes }: BodyLimits): Refusal =>
  new Refusal("too_large", `The body must be at most ${maxBytes} bytes, unpacked.`);
