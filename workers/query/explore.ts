/** `POST /v1/events`: single events, the newest first, a page at a time. */
import { type EventsAnswer, eventsQuestion, type ListedEvent } from "../../schema/explore.ts";
import { parseWith } from "./parse.ts";
import { type Plan, plan } from "./plan.ts";
import type { Refusal } from "./refusal.ts";
import { param, type Sql, sql } from "./sql.ts";
import { type Asking, understand } from "./understand.ts";
import { eventConditions, eventsWhere, visitConditions, visitsWhere } from "./where.ts";

/** Pages are cut by (time, id), so that events that arrive meanwhile shift nothing. */
export async function explore(asking: Asking, input: unknown): Promise<EventsAnswer | Refusal> {
  const parsed = parseWith(eventsQuestion, input);
  if (!parsed.ok) return parsed.refusal;
  const { limit, after, ...asked } = parsed.value;
  const planned = await planOf(asking, asked);
  if ("status" in planned) return planned;
  const answered = await asking.clickhouse.select<EventRow>(build(planned, limit, after), asking.signal);
  if (!answered.ok) return answered.refusal;
  const page = answered.table.rows.slice(0, limit);
  const last = page.at(-1);
  const isMore = answered.table.rows.length > limit && last !== undefined;
  return { events: page.map(present), next: isMore ? `${last.ms}_${last.id}` : null };
}

/** The plan of the events that are asked for. */
export async function planOf(asking: Asking, asked: object): Promise<Plan | Refusal> {
  const understood = await understand(asking, { ...asked, metrics: ["events"] });
  if ("status" in understood) return understood;
  const { query, sites, goals } = understood;
  const [site] = sites;
  return plan(query, {
    ...{ site: site.id, zone: site.timezone, now: asking.now, firstEvent: 0 },
    ...{ goals, base: asking.base ?? [] },
  });
}

/** What an event of the plan must hold, of itself and of its visit. */
export function conditionsOf(planned: Plan): Sql[] {
  const visits = visitConditions(planned);
  const ofVisits = sql`session_id IN (SELECT session_id FROM sessions FINAL WHERE ${visitsWhere(planned, visits)})`;
  return [...eventConditions(planned), ...(visits.length === 0 ? [] : [ofVisits])];
}

interface EventRow extends Omit<ListedEvent, "at" | "revenue" | "error"> {
  ms: number;
  amount: number;
  currency: string;
  order_id: string;
  error_message: string;
  error_file: string;
  error_line: number;
  error_column: number;
  error_stack: string;
}

/** One more than the page, to know whether there is another. The wide columns are read for the page's rows only. */
function build(planned: Plan, limit: number, after: string | undefined): Sql {
  const conditions = [...conditionsOf(planned), ...(after === undefined ? [] : [isBehind(after)])];
  const page = sql`SELECT ts, event_id FROM events WHERE ${eventsWhere(planned, conditions)} ${ORDER} LIMIT ${param("UInt32", limit + 1)}`;
  return sql`SELECT ${COLUMNS} FROM events WHERE ${eventsWhere(planned, [sql`(ts, event_id) IN (${page})`])} ${ORDER}`;
}

const ORDER = sql`ORDER BY ts DESC, event_id DESC`;
const COLUMNS = sql`toString(event_id) AS id, toUnixTimestamp64Milli(ts) AS ms, name, lower(leftPad(hex(visitor_id), 16, '0')) AS visitor, lower(leftPad(hex(session_id), 16, '0')) AS visit, hostname, path AS page, title, referrer, source, channel, country, region, city, browser, os, device, traffic, traffic_reasons, rules, user_id, props, toFloat64(revenue_amount) AS amount, revenue_currency AS currency, order_id, error_message, error_file, error_line, error_column, error_stack`;

function isBehind(after: string): Sql {
  const [ms = "", id = ""] = after.split("_");
  return sql`(ts, event_id) < (fromUnixTimestamp64Milli(${param("Int64", Number(ms))}, 'UTC'), toUUID(${param("String", id)}))`;
}

function present({ ms, amount, currency, order_id, ...row }: EventRow): ListedEvent {
  const { error_message, error_file, error_line, error_column, error_stack, ...event } = row;
  const error = { message: error_message, file: error_file, line: error_line };
  return {
    ...event,
    at: new Date(ms).toISOString(),
    revenue: currency === "" ? null : { amount, currency, order_id },
    error: event.name === "error" ? { ...error, column: error_column, stack: error_stack } : null,
  };
}
