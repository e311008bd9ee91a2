/** What rules have set aside: seen, searched, and sent back into the report. */
import type { SiteId } from "../../schema/ids.ts";
import type { EnrichedEvent } from "../../schema/message.ts";
import type {
  QuarantineAnswer,
  QuarantineChoice,
  QuarantinedAnswer,
  QuarantineQuestion,
  RestoreAnswer,
  RestoreInput,
} from "../../schema/outcome-input.ts";
import { MAX_RESTORED } from "../../schema/outcome-input.ts";
import { withoutErased } from "../control/erased.ts";
import type { Erasures } from "../control/erasures.ts";
import type { ClickHouse } from "./clickhouse.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { restoredMessages } from "./restore.ts";
import { and, param, type Sql, sql } from "./sql.ts";
import { DAY_MS, dateOf } from "./zone.ts";

export interface Setting {
  clickhouse: ClickHouse;
  /** ms. */
  now: number;
  signal: AbortSignal;
}

/** As it is stored; times are ms. */
export interface QuarantineRow {
  id: string;
  received: number;
  ts: number;
  rule: string;
  event: string;
  links: string;
}

/** A page, newest first, with what is in the report already. */
export async function listQuarantine(
  { site_id, limit, ...choice }: QuarantineQuestion,
  setting: Setting,
): Promise<QuarantineAnswer | Refusal> {
  // The asker may read this site: its id is one.
  const site = site_id as SiteId;
  const page = await readPage(site, choice, undefined, limit, setting);
  if ("status" in page) return page;
  const events = page.rows.map((row) => present(row, page.inReport));
  return { events, total: page.total, next: page.next };
}

/** Sends a page of them back through the queue. A repeated call sends copies, of which admission counts none. */
export async function restoreQuarantined(
  { site_id, ids, ...choice }: RestoreInput,
  queue: Pick<Queue, "send">,
  erasures: Erasures,
  setting: Setting,
): Promise<RestoreAnswer | Refusal> {
  const site = site_id as SiteId;
  const page = await readPage(site, choice, ids, MAX_RESTORED, setting);
  if ("status" in page) return page;
  const wanted = page.rows.filter(({ id }) => !page.inReport.has(id));
  const alive = new Set(withoutErased(wanted.map(eventOf), erasures).map(({ event_id }) => event_id));
  const restored = wanted.filter((row) => alive.has(eventOf(row).event_id));
  try {
    for (const message of restoredMessages(site, restored, setting.now)) await queue.send(message);
  } catch {
    return refuse(503, "queue_away", "The queue takes no messages now. Nothing is lost; ask again later.");
  }
  return { restored: restored.length, left: page.rows.length - restored.length, next: page.next };
}

interface Page {
  rows: QuarantineRow[];
  inReport: ReadonlySet<string>;
  total: number;
  next: string | null;
}

async function readPage(
  site: SiteId,
  choice: QuarantineChoice,
  ids: readonly string[] | undefined,
  limit: number,
  { clickhouse, signal }: Setting,
): Promise<Page | Refusal> {
  const answered = await clickhouse.select<QuarantineRow & { total: number }>(
    buildPage(site, choice, ids, limit),
    signal,
  );
  if (!answered.ok) return answered.refusal;
  const rows = answered.table.rows.slice(0, limit);
  const isMore = answered.table.rows.length > limit;
  const inReport = await readInReport(site, rows, { clickhouse, signal });
  if ("status" in inReport) return inReport;
  const last = rows.at(-1);
  const next = isMore && last ? `${last.received}.${last.id}` : null;
  return { rows, inReport, total: rows.length === 0 ? 0 : (answered.table.rows[0]?.total ?? 0), next };
}

/** One row more than asked for says whether there is another page. */
function buildPage(
  site: SiteId,
  choice: QuarantineChoice,
  ids: readonly string[] | undefined,
  limit: number,
): Sql {
  const chosen = and([sql`site = ${param("String", site)}`, ...conditionsOf(choice, ids)]);
  return sql`
    SELECT toString(event_id) AS id, toUnixTimestamp64Milli(received_at) AS received,
      toUnixTimestamp64Milli(quarantine.ts) AS ts, rule, event, if(received_at > now() - INTERVAL 48 HOUR, links, '') AS links,
      (SELECT count() FROM quarantine FINAL WHERE ${chosen}) AS total
    FROM quarantine FINAL
    WHERE ${chosen} AND ${afterOf(choice.after)}
    ORDER BY received DESC, id
    LIMIT ${param("UInt32", limit + 1)}`;
}

function conditionsOf(
  { rule, name, hostname, search, from, to }: QuarantineChoice,
  ids: readonly string[] | undefined,
): Sql[] {
  const is = (column: Sql, value: string | undefined) =>
    value === undefined ? [] : [sql`${column} = ${param("String", value)}`];
  const at = (text: string) => sql`fromUnixTimestamp64Milli(${param("Int64", Date.parse(text))})`;
  return [
    ...is(sql`rule`, rule),
    ...is(sql`name`, name),
    ...is(sql`hostname`, hostname),
    ...(search === undefined ? [] : [searched(search)]),
    ...(from === undefined ? [] : [sql`received_at >= ${at(from)}`]),
    ...(to === undefined ? [] : [sql`received_at < ${at(to)}`]),
    ...(ids === undefined ? [] : [sql`toString(event_id) IN ${param("Array(String)", lowerCased(ids))}`]),
  ];
}

const searched = (text: string): Sql =>
  sql`positionCaseInsensitiveUTF8(concat(path, '\n', name, '\n', source, '\n', country), ${param("String", text)}) > 0`;

const lowerCased = (ids: readonly string[]) => ids.map((id) => id.toLowerCase());

/** `<ms>.<id>` of the last row before; anything else is the beginning. */
function afterOf(after: string | undefined): Sql {
  const [, received, id] = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(after ?? "") ?? [];
  if (received === undefined || id === undefined) return sql`1`;
  const ms = sql`toUnixTimestamp64Milli(received_at)`;
  return sql`(${ms} < ${param("Int64", Number(received))} OR (${ms} = ${param("Int64", Number(received))} AND toString(event_id) > ${param("String", id)}))`;
}

/** Ids of these events that the report holds: whoever restored them, and however they came. */
async function readInReport(
  site: SiteId,
  rows: readonly QuarantineRow[],
  { clickhouse, signal }: Pick<Setting, "clickhouse" | "signal">,
): Promise<ReadonlySet<string> | Refusal> {
  if (rows.length === 0) return new Set();
  const days = rows.map(({ ts }) => Math.floor(ts / DAY_MS));
  const answered = await clickhouse.select<{ id: string }>(
    sql`
      SELECT DISTINCT toString(event_id) AS id FROM events
      WHERE site = ${param("String", site)}
        AND date BETWEEN ${param("Date", dateOf(Math.min(...days)))} AND ${param("Date", dateOf(Math.max(...days)))}
        AND event_id IN (SELECT toUUID(arrayJoin(${param(
          "Array(String)",
          rows.map(({ id }) => id),
        )})))`,
    signal,
  );
  return answered.ok ? new Set(answered.table.rows.map(({ id }) => id)) : answered.refusal;
}

// The consumer wrote it as one.
export const eventOf = ({ event }: QuarantineRow): EnrichedEvent => JSON.parse(event) as EnrichedEvent;

function present(row: QuarantineRow, inReport: ReadonlySet<string>): QuarantinedAnswer {
  const { visitor_id: _, site: _site, event_id: _id, ts: _ts, ...event } = eventOf(row);
  return {
    id: row.id,
    received_at: new Date(row.received).toISOString(),
    timestamp: new Date(row.ts).toISOString(),
    rule: row.rule,
    is_in_report: inReport.has(row.id),
    event,
  };
}
