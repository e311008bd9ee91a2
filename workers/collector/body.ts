/** Reads a request's body without ever holding more of it than is allowed: declared, real and unpacked. */
import { Refusal } from "./answer.ts";
import type { Visit } from "./capture.ts";

export interface BodyLimits {
  maxBytes: number;
  /** Whether `Content-Encoding: gzip` is understood. */
  mayBePacked: boolean;
}

/** What browsers send, told without a pattern. */
const TRACKER_TYPE = "text/plain;charset=UTF-8";

export async function readBody({ request, headers }: Visit, limits: BodyLimits): Promise<string | Refusal> {
  const type = headers.get("Content-Type") ?? "";
  if (type !== TRACKER_TYPE && !/^(?:text\/plain|application\/json) *(?:;|$)/i.test(type)) {
    return new Refusal("unsupported_type", "Send JSON as text/plain or application/json.", {
      path: "Content-Type",
      allowed: ["text/plain", "application/json"],
    });
  }
  const encoding = headers.get("Content-Encoding")?.toLowerCase() ?? "identity";
  const isPacked = encoding === "gzip";
  if (encoding !== "identity" && !(isPacked && limits.mayBePacked)) {
    return new Refusal("unsupported_encoding", "Send the body plain; with a token it may be gzip.", {
      path: "Content-Encoding",
      allowed: limits.mayBePacked ? ["identity", "gzip"] : ["identity"],
    });
  }
  const length = headers.get("Content-Length");
  if (length !== null && Number(length) > limits.maxBytes) return tooLarge(limits);
  try {
    const text = await readText(request, isPacked, length !== null, limits);
    return text !== null && text.length <= limits.maxBytes ? text : tooLarge(limits);
  } catch {
    return new Refusal("bad_encoding", isPacked ? "The body must be valid gzip." : "The body must be whole.");
  }
}

function readText(
  request: Request,
  isPacked: boolean,
  isDeclared: boolean,
  limits: BodyLimits,
): Promise<string | null> {
  // HTTP itself ends the body where it was declared to end.
  return isDeclared && !isPacked ? request.text() : readStream(request, isPacked, limits.maxBytes);
}

/** Null as soon as there is more than `maxBytes`, packed or unpacked. */
async function readStream(request: Request, isPacked: boolean, maxBytes: number): Promise<string | null> {
  let text = "";
  if (request.body === null) return text;
  const plain = isPacked ? request.body.pipeThrough(new DecompressionStream("gzip")) : request.body;
  // Malformed UTF-8 becomes U+FFFD, as everywhere on the web.
  const utf8 = new TextDecoder();
  let length = 0;
  for await (const chunk of plain) {
    length += chunk.byteLength;
    if (length > maxBytes) return null;
    text += utf8.decode(chunk, { stream: true });
  }
  return text + utf8.decode();
}

const tooLarge = ({ maxBytes }: BodyLimits): Refusal =>
  new Refusal("too_large", `The body must be at most ${maxBytes} bytes, unpacked.`);
