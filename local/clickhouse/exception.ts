/** What a failed query looks like on the wire: its text, its code, and the HTTP status it is answered with. */

/** A failure in ClickHouse's own words: `Code: 60. DB::Exception: … (UNKNOWN_TABLE)`. */
export class ClickHouseException extends Error {
  readonly code: number;
  /** The answer's HTTP status: 500 for every error that ClickHouse gives none of its own. */
  readonly status: number;

  constructor(message: string) {
    super(tidyMessage(message));
    this.code = Number(/^Code: (\d+)\./.exec(this.message)?.[1]);
    this.status = STATUS_OF_NAME.get(/\(([A-Z][A-Z0-9_]+)\)$/.exec(this.message)?.[1] ?? "") ?? 500;
  }
}

/** An exception of the gateway's own making, in the same words as the engine's. */
export function exception(code: number, name: string, message: string): ClickHouseException {
  return new ClickHouseException(`Code: ${code}. DB::Exception: ${message} (${name})`);
}

// ClickHouse's src/Server/HTTP/exceptionCodeToHTTPStatus.cpp, by name.
const NAMES_OF_STATUS: Record<number, string> = {
  400: `BAD_ARGUMENTS CANNOT_COMPILE_REGEXP CANNOT_PARSE_TEXT CANNOT_PARSE_ESCAPE_SEQUENCE
    CANNOT_PARSE_QUOTED_STRING CANNOT_PARSE_DATE CANNOT_PARSE_DATETIME CANNOT_PARSE_NUMBER
    CANNOT_PARSE_DOMAIN_VALUE_FROM_STRING CANNOT_PARSE_IPV4 CANNOT_PARSE_IPV6
    CANNOT_PARSE_INPUT_ASSERTION_FAILED CANNOT_PARSE_UUID DUPLICATE_COLUMN ILLEGAL_COLUMN
    UNKNOWN_ELEMENT_IN_AST UNKNOWN_TYPE_OF_AST_NODE THERE_IS_NO_COLUMN TOO_DEEP_AST TOO_BIG_AST
    UNEXPECTED_AST_STRUCTURE SYNTAX_ERROR INCORRECT_DATA TYPE_MISMATCH VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE`,
  401: "REQUIRED_PASSWORD",
  403: "UNKNOWN_USER WRONG_PASSWORD AUTHENTICATION_FAILED SET_NON_GRANTED_ROLE ACCESS_DENIED",
  404: `UNKNOWN_TABLE UNKNOWN_FUNCTION UNKNOWN_IDENTIFIER UNKNOWN_TYPE UNKNOWN_STORAGE UNKNOWN_DATABASE
    UNKNOWN_SETTING UNKNOWN_DIRECTION_OF_SORTING UNKNOWN_AGGREGATE_FUNCTION UNKNOWN_FORMAT
    UNKNOWN_DATABASE_ENGINE UNKNOWN_TYPE_OF_QUERY UNKNOWN_ROLE`,
  408: "TIMEOUT_EXCEEDED",
  413: "QUERY_IS_TOO_LARGE",
  415: "UNSUPPORTED_MEDIA_TYPE",
  501: "NOT_IMPLEMENTED",
  503: "SOCKET_TIMEOUT CANNOT_OPEN_FILE CANNOT_SCHEDULE_TASK",
};

const STATUS_OF_NAME = new Map(
  Object.entries(NAMES_OF_STATUS).flatMap(([status, names]) =>
    names.split(/\s+/).map((name): [string, number] => [name, Number(status)]),
  ),
);

const EXCEPTION_MARKER = "__exception__";

/**
 * The block a response ends with when the query fails after its first rows have left:
 * marker, tag, message, its length and the tag again, marker. The client finds it by the tag, which the header
 * `X-ClickHouse-Exception-Tag` announced and no row can guess.
 */
export function exceptionBlock(message: string, tag: string): Buffer {
  const text = `${message}\n`;
  const lengthBytes = Buffer.byteLength(text);
  return Buffer.from(
    `\r\n${EXCEPTION_MARKER}\r\n${tag}\r\n${text}${lengthBytes} ${tag}\r\n${EXCEPTION_MARKER}\r\n`,
  );
}

const UNKNOWN_EXCEPTION = 1002;

// An error met while reading a file is wrapped once more by the engine, with its code repeated.
function tidyMessage(message: string): string {
  const text = message.replace(/^(Code: \d+\. DB::Exception: )(?:Code: \d+\. DB::Exception: )+/, "$1").trim();
  if (/^Code: \d+\./.test(text)) return text;
  return `Code: ${UNKNOWN_EXCEPTION}. DB::Exception: ${text} (UNKNOWN_EXCEPTION)`;
}
