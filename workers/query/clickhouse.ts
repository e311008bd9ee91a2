/** The only I/O of a query: statements to ClickHouse, read-only and bounded, and its failures in our own words. */
import { ClickHouseError, createClient } from "@clickhouse/client-web";
import { type Refusal, refuse } from "./refusal.ts";
import { render, type Sql } from "./sql.ts";

const MAX_EXECUTION_S = 30;
/** The client gives up a little later than the server, so that the server's own words arrive. */
const REQUEST_TIMEOUT_MS = (MAX_EXECUTION_S + 5) * 1_000;
const MAX_ROWS_TO_READ = 5_000_000_000;

export interface Table<Row> {
  rows: Row[];
  /** Rows there were before LIMIT. */
  total: number;
  rowsRead: number;
  bytesRead: number;
}

export type Answered<Row> = { ok: true; table: Table<Row> } | { ok: false; refusal: Refusal };

export interface ClickHouse {
  /** Runs one SELECT; `signal` is the asker going away, which ends the query on the server too. */
  select<Row>(statement: Sql, signal: AbortSignal): Promise<Answered<Row>>;
}

export interface ClickHouseSettings {
  url: string;
  username: string;
  password: string;
  database: string;
  /** Sent with every request: a service token of Cloudflare Access, say. */
  http_headers: Readonly<Record<string, string>>;
}

/** What of the configuration it takes. */
export interface Access {
  clickhouse: Omit<ClickHouseSettings, "http_headers"> & Partial<ClickHouseSettings>;
}

export function connect({ clickhouse }: Access): ClickHouse {
  const client = createClient({
    ...clickhouse,
    request_timeout: REQUEST_TIMEOUT_MS,
    // Lists of a filter may be longer than an address.
    use_multipart_params_auto: true,
  });
  return {
    async select<Row>(statement: Sql, signal: AbortSignal): Promise<Answered<Row>> {
      const { query, query_params } = render(statement);
      try {
        const result = await client.query({
          query,
          query_params,
          format: "JSON",
          abort_signal: follow(signal),
          clickhouse_settings: SETTINGS,
        });
        return { ok: true, table: tableOf(await result.json<Row>()) };
      } catch (error) {
        return { ok: false, refusal: refusalOf(error) };
      }
    },
  };
}

const SETTINGS = {
  // Reads only; settings of this request may still be set.
  readonly: "2",
  max_execution_time: MAX_EXECUTION_S,
  max_rows_to_read: String(MAX_ROWS_TO_READ),
  max_result_rows: "100000",
  cancel_http_readonly_queries_on_client_close: 1,
  exact_rows_before_limit: 1,
  output_format_json_quote_64bit_integers: 0,
  // A visit's versions have one start day, hence one partition.
  do_not_merge_across_partitions_select_final: 1,
} as const;

/** Of files: all rows, for as long as it takes to send them. */
const FILE_EXECUTION_S = 600;
export const FILE_TIMEOUT_MS = (MAX_EXECUTION_S + 5) * 1_000;
export const FILE_SETTINGS = {
  ...SETTINGS,
  max_execution_time: FILE_EXECUTION_S,
  max_result_rows: "0",
  exact_rows_before_limit: 0,
  // What no value stands for, in CSV; and instants as ISO 8601.
  format_csv_null_representation: "",
  date_time_output_format: "iso",
} as const;

/** The client takes a signal's only listener for itself; several queries of one request each get their own. */
export function follow(signal: AbortSignal): AbortSignal {
  const controller = new AbortController();
  if (signal.aborted) controller.abort();
  signal.addEventListener("abort", () => controller.abort(), { once: true });
  return controller.signal;
}

interface JsonAnswer<Row> {
  data: Row[];
  rows_before_limit_at_least?: number;
  statistics?: { rows_read: number; bytes_read: number };
}

function tableOf<Row>({ data, rows_before_limit_at_least, statistics }: JsonAnswer<Row>): Table<Row> {
  return {
    rows: data,
    total: rows_before_limit_at_least ?? data.length,
    rowsRead: statistics?.rows_read ?? 0,
    bytesRead: statistics?.bytes_read ?? 0,
  };
}

/** ClickHouse's error codes that mean something to the asker; see ErrorCodes.cpp there. */
export function refusalOf(error: unknown): Refusal {
  const code = error instanceof ClickHouseError ? error.code : "";
  switch (code) {
    case "427":
      return refuse(
        422,
        "invalid_pattern",
        "A pattern of `matches` is not a regular expression (RE2 syntax).",
      );
    case "159":
    case "160":
    case "158":
      return refuse(
        503,
        "query_too_slow",
        "The query took too long. Ask for a shorter range or fewer dimensions.",
      );
    case "241":
      return refuse(
        503,
        "query_too_large",
        "The query needed too much memory. Ask for a shorter range or fewer dimensions.",
      );
    case "396":
      return refuse(422, "too_many_rows", "The answer has too many rows. Ask for fewer dimensions at once.");
    case "60":
    case "81":
      return refuse(
        503,
        "not_migrated",
        "The database is not set up yet. Sign in, or run `npm run migrate`.",
      );
    case "":
      return refuse(503, "clickhouse_away", "ClickHouse does not answer. Nothing is lost; ask again later.");
    default:
      console.error("ClickHouse refused a query", code, error instanceof Error ? error.message : "");
      return refuse(500, "query_failed", `ClickHouse refused the query (code ${code}).`);
  }
}
