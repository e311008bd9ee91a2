/** The only I/O of a query: statements to ClickHouse, read-only and bounded, and its failures in our own words. */
import { createClient } from "@clickhouse/client-web";
import { refusalOf } from "./clickhouse-refusal.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import type { Refusal } from "./refusal.ts";
import { render, type Sql } from "./sql.ts";

/** The client gives up a little later than the server, so that the server's own words arrive. */
const PATIENCE_S = 5;

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
  /** Absent: the defaults. */
  limits?: Limits;
}

/** How long an answer's first byte may take. */
const patienceMs = (seconds: number): number => (seconds + PATIENCE_S) * 1_000;

export function connect({ clickhouse, limits = DEFAULT_LIMITS }: Access): ClickHouse {
  const client = createClient({
    ...clickhouse,
    request_timeout: patienceMs(limits.querySeconds),
    // Lists of a filter may be longer than an address.
    use_multipart_params_auto: true,
  });
  return {
    async select<Row>(statement: Sql, signal: AbortSignal): Promise<Answered<Row>> {
      const { query, query_params } = render(statement);
      try {
        // The client listens for a signal that comes, and does not see one that has come.
        signal.throwIfAborted();
        const result = await client.query({
          query,
          query_params,
          format: "JSON",
          abort_signal: follow(signal),
          clickhouse_settings: settingsOf(limits),
        });
        return { ok: true, table: tableOf(await result.json<Row>()) };
      } catch (error) {
        return { ok: false, refusal: refusalOf(error) };
      }
    },
  };
}

const settingsOf = ({ querySeconds, queryRows, queryMemoryBytes }: Limits) => ({
  // Reads only; settings of this request may still be set.
  readonly: "2" as const,
  max_execution_time: querySeconds,
  max_rows_to_read: String(queryRows),
  ...(queryMemoryBytes !== null && { max_memory_usage: String(queryMemoryBytes) }),
  max_result_rows: "100000",
  cancel_http_readonly_queries_on_client_close: 1 as const,
  exact_rows_before_limit: 1 as const,
  output_format_json_quote_64bit_integers: 0 as const,
  // Looking for chains like `a < b AND b < c`, of which it has none, took half of the analysis of a page's sums.
  optimize_and_compare_chain: 0 as const,
  // A visit's versions have one start day, hence one partition.
  do_not_merge_across_partitions_select_final: 1 as const,
});

/** Of files: all rows, for as long as it takes to send them. */
export const fileSettings = (limits: Limits) => ({
  ...settingsOf(limits),
  max_execution_time: limits.fileSeconds,
  max_result_rows: "0",
  exact_rows_before_limit: 0 as const,
  // What no value stands for, in CSV; and instants as ISO 8601.
  format_csv_null_representation: "",
  date_time_output_format: "iso" as const,
});

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
