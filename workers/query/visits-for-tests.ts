/**
 * Rows for tests: visits written down by hand, as the consumer would store them. Facts of a visit (start, end, pages,
 * counts) follow from its events, so that a test states each thing once.
 */
import type { createClient } from "@clickhouse/client-web";

export interface GivenEvent {
  /** ISO 8601. */
  at: string;
  name?: string;
  path?: string;
  hostname?: string;
  interactive?: boolean;
  /** Those that read as plain decimals are numbers too. */
  props?: Record<string, string>;
  /** Of an engagement report: engaged ms, deepest scroll in percent. */
  engagement?: { ms: number; scroll: number };
  revenue?: { amount: number; currency: string; order_id?: string };
  /** Columns of `events` that the others do not speak of: vitals, errors, rules … */
  columns?: Record<string, unknown>;
  /** Of events whose visitor hash is another day's. */
  visitor?: number;
}

export interface GivenVisit {
  site?: string;
  visitor: number;
  events: GivenEvent[];
  /** Columns of `sessions` (and, where they exist there, of `events`): source, country, traffic … */
  columns?: Record<string, string | number | number[]>;
}

let nextId = 1;

export async function store(client: ReturnType<typeof createClient>, visits: readonly GivenVisit[]) {
  const rows = visits.map((visit) => rowsOf(visit, nextId++));
  const insert = (table: string, values: Record<string, unknown>[]) =>
    client.insert({ table, values, format: "JSONEachRow" });
  await insert(
    "events",
    rows.flatMap(({ events }) => events),
  );
  await insert(
    "sessions",
    rows.map(({ session }) => session),
  );
}

const stamp = (ms: number) => new Date(ms).toISOString().replace("T", " ").replace("Z", "");
const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);

function rowsOf({ site = "site1", visitor, events, columns = {} }: GivenVisit, id: number) {
  const timed = events.map((event) => ({
    name: "pageview",
    path: "/",
    hostname: "site.test",
    ...event,
    ms: Date.parse(event.at),
  }));
  const counted = timed.filter(({ name }) => name !== "engagement").sort((a, b) => a.ms - b.ms);
  const pages = counted.filter(({ name }) => name === "pageview");
  const [start, end] = [counted[0]?.ms ?? timed[0]?.ms ?? 0, counted.at(-1)?.ms ?? timed.at(-1)?.ms ?? 0];
  const page = (event: (typeof timed)[number] | undefined) => ({
    path: event?.path ?? "",
    hostname: event?.hostname ?? "",
  });
  const [entry, exit] = [page(pages[0]), page(pages.at(-1))];
  const reports = timed.filter(({ name }) => name === "engagement");
  const engaged = reports.reduce((sum, { engagement }) => sum + (engagement?.ms ?? 0), 0);
  const { other_visitor_ids: _, ...attributes } = columns;
  return {
    session: {
      ...{ site, start_date: day(start), visitor_id: visitor, session_id: id, version: 1, is_deleted: 0 },
      ...{ start: stamp(start), end_after_ms: end - start, pageviews: pages.length, events: counted.length },
      ...{ engaged_ms: engaged, exit_before_end_ms: end - (pages.at(-1)?.ms ?? end) },
      interactions: counted.filter(({ interactive }) => interactive !== false).length,
      ...{
        entry_page: entry.path,
        entry_hostname: entry.hostname,
        exit_page: exit.path,
        exit_hostname: exit.hostname,
      },
      ...{ hostname: counted[0]?.hostname ?? "", traffic: "human", channel: "Direct" },
      ...columns,
    },
    events: timed.map(
      ({
        ms,
        name,
        path,
        hostname,
        interactive,
        props = {},
        engagement,
        revenue,
        visitor: other,
        columns,
      }) => ({
        ...{
          site,
          date: day(ms),
          visitor_id: other ?? visitor,
          ts: stamp(ms),
          name,
          session_id: id,
          path,
          traffic: "human",
          props,
          nums: Object.fromEntries(Object.entries(props).filter(([, text]) => /^-?\d+(\.\d+)?$/.test(text))),
          engagement_ms: engagement?.ms ?? 0,
          scroll: engagement?.scroll ?? 255,
          revenue_amount: revenue?.amount ?? 0,
          revenue_currency: revenue?.currency ?? "",
          order_id: revenue?.order_id ?? "",
        },
        ...{
          id_random: String(crypto.getRandomValues(new BigUint64Array(1))),
          is_pageview: Number(name === "pageview"),
          is_interactive: Number(interactive !== false),
        },
        ...attributes,
        hostname,
        ...columns,
      }),
    ),
  };
}
