/** Pure: what a failed answer of ClickHouse means for what was sent. */

/**
 * `transient`: the same bytes may succeed later (server, network, schema, rights, quota, memory).
 * `data`: these rows will never be taken, so the batch is to be cut until the failing rows are alone.
 */
export type RefusalKind = "transient" | "data";

export interface Refusal {
  ok: false;
  kind: RefusalKind;
  /** ClickHouse's name of the error, or `HTTP_<status>`, `NETWORK`, `TIMEOUT`. */
  code: string;
  /** A sentence without anything that a visitor or an operator's secret could be read from. */
  message: string;
}

/** Codes that speak of the rows themselves; everything else is transient. From `src/Common/ErrorCodes.cpp`. */
const DATA_CODES = new Set([
  ...[6, 26, 27, 38, 41, 72, 376], // CANNOT_PARSE_…: text, quoted string, input, date, datetime, number, UUID
  ...[32, 33, 117], // ATTEMPT_TO_READ_AFTER_EOF, CANNOT_READ_ALL_DATA, INCORRECT_DATA
  ...[69, 70, 321, 407], // ARGUMENT_OUT_OF_BOUND, CANNOT_CONVERT_TYPE, VALUE_IS_OUT_OF_RANGE…, DECIMAL_OVERFLOW
  ...[128, 131, 190], // TOO_LARGE_ARRAY_SIZE, TOO_LARGE_STRING_SIZE, SIZES_OF_ARRAYS_DONT_MATCH
  ...[349, 469, 691], // CANNOT_INSERT_NULL…, VIOLATED_CONSTRAINT, UNKNOWN_ELEMENT_OF_ENUM
]);

/** Codes whose text names tables, columns, rights and limits, never a row's values: it helps who runs the server. */
const SPEAKING_CODES = new Set([16, 60, 81, 115, 159, 164, 201, 202, 203, 210, 241, 242, 243, 252, 497]);
const MAX_MESSAGE_CHARACTERS = 300;

/** @param exceptionCode the header `X-ClickHouse-Exception-Code`, where the server sent it. */
export function refusalOf(status: number, exceptionCode: string | null, body: string): Refusal {
  const number = Number(exceptionCode ?? /Code: (\d+)\./.exec(body)?.[1]);
  if (Number.isNaN(number)) return refusalOfStatus(status);
  const code = nameOf(body) ?? String(number);
  const kind = DATA_CODES.has(number) ? "data" : "transient";
  const says = SPEAKING_CODES.has(number) ? `: ${body.slice(0, MAX_MESSAGE_CHARACTERS)}` : "";
  return { ok: false, kind, code, message: `ClickHouse answered ${code} (${number})${says}` };
}

/** The last word in parentheses: what stands before it may quote a row. */
const nameOf = (body: string) => [...body.matchAll(/\(([A-Z][A-Z0-9_]+)\)/g)].at(-1)?.[1];

/** A status without an exception comes from something before the server. */
function refusalOfStatus(status: number): Refusal {
  // A proxy that finds the body too large will find it too large again; half of it may pass.
  const kind = status === 413 ? "data" : "transient";
  return {
    ok: false,
    kind,
    code: `HTTP_${status}`,
    message: `ClickHouse's address answered status ${status}.`,
  };
}

/** When there was no answer. The error's own text is not used: it may hold the address with its credentials. */
export function refusalOfFailure(error: unknown): Refusal {
  const isTimeout = error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError");
  const [code, message] = isTimeout
    ? ["TIMEOUT", "ClickHouse did not answer in time."]
    : ["NETWORK", "ClickHouse could not be reached."];
  return { ok: false, kind: "transient", code, message };
}

/** How a SELECT of the sink fails. */
export class SinkError extends Error {
  readonly kind: RefusalKind;
  readonly code: string;

  constructor({ kind, code, message }: Refusal) {
    super(message);
    this.name = "SinkError";
    this.kind = kind;
    this.code = code;
  }
}
