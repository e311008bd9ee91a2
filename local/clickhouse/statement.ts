/**
 * Reads just enough of a statement to know where its rows go or come from.
 *
 * The engine itself has no HTTP interface: results leave it through `INTO OUTFILE` and data enter it through
 * `FROM INFILE`. Both clauses have one legal place in a statement, and this file finds it. It never judges the
 * SQL: whatever it does not recognise goes to the engine as it is, and the engine's parser has the last word.
 *
 * Offsets are bytes: the text is looked at as latin1, so that binary data behind an INSERT keep their place.
 */

import { type ClickHouseException, exception } from "./exception.ts";

export type Statement =
  /** Rows leave through a pipe: the clause goes between `head` and `tail`. */
  | { kind: "select"; head: string; tail: string; format: string | null }
  /** Data follow in a file: the clause goes between `head` and `tail`; they begin at byte `dataAt`. */
  | { kind: "insert"; head: string; tail: string; dataAt: number }
  /** Runs as it is; whatever it answers is small. */
  | { kind: "other"; text: string; format: string | null; isTaggable: boolean }
  /** What a ClickHouse server does not take over HTTP either. */
  | { kind: "refused"; exception: ClickHouseException };

export type RunnableStatement = Exclude<Statement, { kind: "refused" }>;

type Token = { word: string; start: number; end: number; depth: number };

const WORD = /[A-Za-z0-9_\x80-\xff]/;
const SELECT_WORDS = new Set(["SELECT", "WITH", "FROM"]);

/** Decides what kind of statement `bytes` begins with. Looks at an INSERT only as far as its data. */
export function readStatement(bytes: Buffer): Statement {
  const sql = bytes.toString("latin1");
  const tokens = tokenize(sql);
  const first = tokens.next().value;
  if (first?.word === "INSERT") return readInsert(bytes, sql, tokens);
  const rest = [...(first === undefined ? [] : [first]), ...tokens];
  const refusal = findRefusal(rest);
  if (refusal !== null) return refusal;
  const end = rest.find((token) => token.word === ";" && token.depth === 0)?.start ?? bytes.length;
  const words = rest.filter((token) => token.start < end);
  const format = findFormat(words);
  const opening = words.find((token) => token.word !== "(");
  if (opening === undefined || !SELECT_WORDS.has(opening.word)) {
    return { kind: "other", text: utf8(bytes, 0, end), format: format?.name ?? null, isTaggable: true };
  }
  const at = format?.start ?? end;
  return {
    kind: "select",
    head: utf8(bytes, 0, at),
    tail: utf8(bytes, at, end),
    format: format?.name ?? null,
  };
}

function readInsert(bytes: Buffer, sql: string, tokens: Iterator<Token>): Statement {
  let clauseAt: number | null = null;
  let previous = "INSERT";
  for (let token = tokens.next().value; token !== undefined; token = tokens.next().value) {
    const isName = previous === "INTO" || previous === "TABLE" || previous === "FUNCTION" || previous === ".";
    const isClause = token.depth === 0 && !isName;
    previous = token.word;
    if (!isClause) continue;
    if (token.word === "INFILE")
      return refuse(48, "NOT_IMPLEMENTED", "FROM INFILE is not allowed over HTTP.");
    if (token.word === "SETTINGS") clauseAt ??= token.start;
    if (token.word === "SELECT" || token.word === "WITH" || token.word === "VALUES") break;
    if (token.word !== "FORMAT") continue;
    const name = tokens.next().value;
    if (name === undefined) break;
    const at = clauseAt ?? token.start;
    const dataAt = skipToData(sql, name.end);
    return { kind: "insert", head: utf8(bytes, 0, at), tail: utf8(bytes, at, name.end), dataAt };
  }
  return readInlineInsert(bytes, tokens);
}

// The rows stand in the statement (VALUES) or come from a query. A comment behind VALUES would be read as data.
function readInlineInsert(bytes: Buffer, tokens: Iterator<Token>): Statement {
  const rest: Token[] = [];
  for (let token = tokens.next().value; token !== undefined; token = tokens.next().value) rest.push(token);
  const refusal = findRefusal(rest);
  return refusal ?? { kind: "other", text: utf8(bytes, 0, bytes.length), format: null, isTaggable: false };
}

function findRefusal(tokens: readonly Token[]): Statement | null {
  const outfile = tokens.find((token, at) => token.word === "OUTFILE" && tokens[at - 1]?.word === "INTO");
  if (outfile !== undefined) return refuse(358, "INTO_OUTFILE_NOT_ALLOWED", "INTO OUTFILE is not allowed.");
  const [first, second] = tokens;
  if (first?.word === "SYSTEM" && (second?.word === "SHUTDOWN" || second?.word === "KILL")) {
    // The engine would send a signal to its whole process group: the terminal's, or the test runner's.
    return refuse(48, "NOT_IMPLEMENTED", "The embedded server is stopped by a signal to its process.");
  }
  const end = tokens.findIndex((token) => token.word === ";" && token.depth === 0);
  if (end < 0 || tokens.slice(end).every((token) => token.word === ";")) return null;
  const at = (tokens[end]?.start ?? 0) + 1;
  return refuse(
    62,
    "SYNTAX_ERROR",
    `Syntax error (Multi-statements are not allowed): failed at position ${at}.`,
  );
}

function refuse(code: number, name: string, message: string): Statement {
  return { kind: "refused", exception: exception(code, name, message) };
}

// `FORMAT name` counts only where the statement could end after it: a column may be called format, too.
function findFormat(words: readonly Token[]): { name: string; start: number } | null {
  for (let at = words.length - 2; at >= 0; at--) {
    const [keyword, name, next] = [words[at], words[at + 1], words[at + 2]];
    if (keyword?.word !== "FORMAT" || keyword.depth !== 0 || name === undefined) continue;
    if (next === undefined || next.word === "SETTINGS") return { name: name.word, start: keyword.start };
  }
  return null;
}

// The parser of INSERT drops blanks and one line break between the format's name and the data.
function skipToData(sql: string, from: number): number {
  let at = from;
  while (sql[at] === " " || sql[at] === "\t" || sql[at] === "\f") at++;
  if (sql[at] === "\r") at++;
  if (sql[at] === "\n") at++;
  return at;
}

/** Words in capitals and single symbols; strings, quoted names and comments are stepped over as one. */
function* tokenize(sql: string): Generator<Token, undefined> {
  let depth = 0;
  for (let at = 0; at < sql.length; ) {
    const start = at;
    const char = sql.charAt(at);
    at = endOfToken(sql, at);
    if (isBlank(sql, start)) continue;
    if (char === ")" || char === "]" || char === "}") depth--;
    yield { word: wordAt(sql, start, at), start, end: at, depth };
    if (char === "(" || char === "[" || char === "{") depth++;
  }
  return undefined;
}

// A format's name keeps its case; keywords are compared in capitals.
function wordAt(sql: string, start: number, end: number): string {
  const text = sql.slice(start, Math.min(end, start + 64));
  return KEYWORDS.has(text.toUpperCase()) ? text.toUpperCase() : text;
}

const KEYWORDS = new Set([
  ...["INSERT", "INTO", "TABLE", "FUNCTION", "SETTINGS", "FORMAT", "SELECT", "WITH", "FROM", "VALUES"],
  ...["INFILE", "OUTFILE", "SYSTEM", "SHUTDOWN", "KILL"],
]);

function isBlank(sql: string, at: number): boolean {
  return /\s/.test(sql.charAt(at)) || isLineComment(sql, at) || sql.startsWith("/*", at);
}

function isLineComment(sql: string, at: number): boolean {
  return sql.startsWith("--", at) || sql.startsWith("# ", at) || sql.startsWith("#!", at);
}

function endOfToken(sql: string, start: number): number {
  const char = sql.charAt(start);
  if (char === "'" || char === '"' || char === "`") return endOfQuoted(sql, start, char);
  if (char === "$") return endOfHeredoc(sql, start);
  if (isLineComment(sql, start)) return after(sql, "\n", start);
  if (sql.startsWith("/*", start)) return after(sql, "*/", start + 2);
  let at = start + 1;
  if (WORD.test(char)) while (at < sql.length && WORD.test(sql.charAt(at))) at++;
  return at;
}

function endOfQuoted(sql: string, start: number, quote: string): number {
  for (let at = start + 1; at < sql.length; at++) {
    const char = sql.charAt(at);
    if (char === "\\") at++;
    else if (char === quote && sql.charAt(at + 1) === quote) at++;
    else if (char === quote) return at + 1;
  }
  return sql.length;
}

function endOfHeredoc(sql: string, start: number): number {
  const tag = /^\$\w*\$/.exec(sql.slice(start, start + 64))?.[0];
  return tag === undefined ? start + 1 : after(sql, tag, start + tag.length);
}

function after(sql: string, mark: string, from: number): number {
  const at = sql.indexOf(mark, from);
  return at < 0 ? sql.length : at + mark.length;
}

function utf8(bytes: Buffer, start: number, end: number): string {
  return bytes.toString("utf8", start, end);
}
