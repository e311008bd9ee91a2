/** `POST /v1/events`: single events, the newest first, a page at a time. */
import { type EventsAnswer, eventsQuestion, type ListedEvent } from "../../schema/explore.ts";
import { type Asking, understand } from "./answer.ts";
import { parseWith } from "./parse.ts";
import { type Plan, plan } from "./plan.ts";
import type { Refusal } from "./refusal.ts";
import { param, type Sql, sql } from "./sql.ts";
import { eventConditions, eventsWhere, visitConditions, visitsWhere } from "./where.ts";

/** Pages are cut by (time, id), so that events that arrive meanwhile shift nothing. */
export async function explore(asking: Asking, input: unknown): Promise<EventsAnswer | Refusal> {
  const parsed = parseWith(eventsQuestion, input);
  if (!parsed.ok) return parsed.refusal;
  const { limit, after, ...asked } = parsed.value;
  const understood = await understand(asking, { ...asked, metrics: ["events"] });
  if ("status" in understood) return understood;
  const { query, site, goals } = understood;
  const planned = plan(query, {
    ...{ site: site.id, zone: site.timezone, now: asking.now, firstEvent: 0 },
    ...{ goals, base: asking.base ?? [] },
  });
  const answered = await asking.clickhouse.select<EventRow>(build(planned, limit, after), asking.signal);
  if (!answered.ok) return answered.refusal;
  const page = answered.table.rows.slice(0, limit);
  const last = page.at(-1);
  const isMore = answered.table.rows.length > limit && last !== undefined;
  return { events: page.map(present), next: isMore ? `${last.ms}_${last.id}` : null };
}

interface EventRow extends Omit<ListedEvent, "at" | "revenue"> {
  ms: number;
  amount: number;
  currency: string;
  order_id: string;
}

/** One more than the page, to know whether there is another. The wide columns are read for the page's rows only. */
function build(planned: Plan, limit: number, after: string | undefined): Sql {
  const visits = visitConditions(planned);
  const conditions = [
    ...eventConditions(planned),
    ...(visits.length === 0
      ? []
      : [sql`session_id IN (SELECT session_id FROM sessions FINAL WHERE ${visitsWhere(planned, visits)})`]),
    ...(after === undefined ? [] : [isBehind(after)]),
  ];
  const page = sql`SELECT ts, event_id FROM events WHERE ${eventsWhere(planned, conditions)} ${ORDER} LIMIT ${param("UInt32", limit + 1)}`;
  return sql`SELECT ${COLUMNS} FROM events WHERE ${eventsWhere(planned, [sql`(ts, event_id) IN (${page})`])} ${ORDER}`;
}

const ORDER = sql`ORDER BY ts DESC, event_id DESC`;
const COLUMNS = sql`toString(event_id) AS id, toUnixTimestamp64Milli(ts) AS ms, name, lower(leftPad(hex(visitor_id), 16, '0')) AS visitor, lower(leftPad(hex(session_id), 16, '0')) AS visit, hostname, path AS page, title, referrer, source, channel, country, region, city, browser, os, device, traffic, traffic_reasons, rules, user_id, props, toFloat64(revenue_amount) AS amount, revenue_currency AS currency, order_id`;

function isBehind(after: string): Sql {
  const [ms = "", id = ""] = after.split("_");
  return sql`(ts, event_id) < (fromUnixTimestamp64Milli(${param("Int64", Number(ms))}, 'UTC'), toUUID(${param("String", id)}))`;
}

function present({ ms, amount, currency, order_id, ...event }: EventRow): ListedEvent {
  return {
    ...event,
    at: new Date(ms).toISOString(),
    revenue: currency === "" ? null : { amount, currency, order_id },
  };
}
