/**
 * One line of JSON for each thing that an operator may have to know. The names of fields are a closed list, and none of them
 * is of a visitor: no address, no user agent, no URL, nothing that a page or a question said.
 */
export interface LogFields {
  /** A code of ClickHouse's, or of ours. */
  code?: string;
  /** What kind of error was thrown. */
  error?: string;
  /** A sentence of this repository's, or an error's first line where nothing of visitors can stand in it. */
  message?: string;
  method?: string;
  /** As the router writes it: `/v1/goals/:id`. */
  route?: string;
  status?: number;
  /** Where it was thrown: names and lines of this repository's code. */
  at?: string;
}

export type LogLevel = "info" | "warn" | "error";

const MAX_TEXT = 300;

export function log(level: LogLevel, event: string, fields: LogFields = {}): void {
  const told = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === "string" ? oneLine(value) : value]),
  );
  console[level](JSON.stringify({ level, event, ...told }));
}

const oneLine = (text: string): string => (text.split("\n")[0] ?? "").slice(0, MAX_TEXT);

/** What may be told of whatever was thrown: its kind, and where; not what it says. */
export function failure(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error };
  const frame = error.stack?.split("\n").find((line) => /^\s+at /.test(line));
  return { error: error.name, ...(frame !== undefined && { at: frame.trim().replace(/^at /, "") }) };
}
