/**
 * The sink into ClickHouse: each call is one write that may be repeated, or one question of admission. The rights
 * that it needs: INSERT on all tables, SELECT on events and sessions, ALTER UPDATE(session_id) on events.
 */
import { type SessionId, type SiteId, utcDay, type VisitorId } from "../../../schema/ids.ts";
import type { SessionRow } from "../../../schema/rows.ts";
import { timesOf } from "../session/row.ts";
import { type Answer, type ClickHouseAccess, type Settings, sendData, sendQuery } from "./clickhouse-http.ts";
import { decodeSessions } from "./decode.ts";
import * as param from "./param.ts";
import { type Refusal, SinkError } from "./refusal.ts";

export type { ClickHouseAccess } from "./clickhouse-http.ts";
export { type Refusal, SinkError } from "./refusal.ts";

export type SinkAnswer = { ok: true } | Refusal;

/** Is this id of this site known, if it happened about `at` (ms)? */
export interface AskedId {
  site: SiteId;
  id: string;
  at: number;
}

/** The visits of one person (under any of these hashes) that were alive between `from` and `to`, ms, both included. */
export interface AskedVisits {
  site: SiteId;
  visitors: readonly VisitorId[];
  from: number;
  to: number;
}

/** Events of the visit `from` belong to `to`; they carry one of `visitors` and lie between both times (ms). */
export interface Move {
  site: SiteId;
  from: SessionId;
  to: SessionId;
  visitors: readonly VisitorId[];
  active_from: number;
  active_until: number;
}

export interface ClickHouseSink {
  /** The server is a cluster, which divides a block by site: a part of it may be stored. */
  readonly isSpread?: boolean;
  /** One block in Native format. With the token of its batch it may be repeated: it is stored once. */
  insert(table: keyof typeof INSERTS, body: Uint8Array<ArrayBuffer>, token?: string): Promise<SinkAnswer>;
  /** How many rows of a batch are stored; `month` is its partition, YYYYMM. @throws SinkError */
  countBatch(batchId: string, month: number): Promise<number>;
  /** Which of these are stored, as `${site} ${id}`. @throws SinkError */
  knownIds(asked: readonly AskedId[]): Promise<ReadonlySet<string>>;
  /** Rows of visits that are not deleted, newest version each. @throws SinkError */
  visits(asked: readonly AskedVisits[]): Promise<SessionRow[]>;
  /** Re-points events of joined visits in one statement; chains must be closed (s3→s1, not s3→s2→s1). Repeatable. */
  repoint(moves: readonly Move[]): Promise<SinkAnswer>;
}

export function createClickHouseSink(access: ClickHouseAccess): ClickHouseSink {
  const select = async (query: string, params: Record<string, string>, settings?: Settings) =>
    rowsOf(await sendQuery(access, query, params, settings));
  return {
    isSpread: access.cluster !== undefined,
    insert: async (table, body, token) =>
      answerOf(await sendData(access, INSERTS[table], body, insertSettings(token))),
    countBatch: async (batchId, month) =>
      Number(await select(COUNT_BATCH, { batch_id: param.string(batchId), month: String(month) })),
    knownIds: async (asked) => {
      if (asked.length === 0) return new Set();
      return new Set((await select(KNOWN_IDS, knownIdsParams(asked))).split("\n").filter(Boolean));
    },
    visits: async (asked) => {
      if (asked.length === 0) return [];
      const rows = decodeSessions(await select(VISITS, visitsParams(asked), QUOTED_64_BITS));
      return rows.filter((row) => asked.some((one) => isAskedFor(row, one)));
    },
    repoint: async (moves) =>
      moves.length === 0 ? { ok: true } : answerOf(await sendQuery(access, REPOINT, repointParams(moves))),
  };
}

const INSERTS = {
  events: "INSERT INTO events FORMAT Native",
  sessions: "INSERT INTO sessions FORMAT Native",
  quarantine: "INSERT INTO quarantine FORMAT Native",
  outcomes: "INSERT INTO outcomes FORMAT Native",
  // The moment is the server's own.
  dirty_days: "INSERT INTO dirty_days (site, date) FORMAT Native",
} as const;

/** Nothing is left to a server's defaults, which changed in 25.10 and 26.2. One block a second is inserted as it is. */
const insertSettings = (token: string | undefined): Settings => ({
  async_insert: 0,
  insert_deduplicate: 1,
  deduplicate_blocks_in_dependent_materialized_views: 1,
  ...(token !== undefined && { insert_deduplication_token: token }),
});

const QUOTED_64_BITS: Settings = { output_format_json_quote_64bit_integers: 1 };

const COUNT_BATCH = `
SELECT count() FROM events
WHERE batch_id = {batch_id:String} AND toYYYYMM(date) = {month:UInt32}
FORMAT TabSeparated`;

/** The index knows an id's last 64 bits. Answers pairs of any asked site with any asked id, which the asker looks its own up in. */
const KNOWN_IDS = `
SELECT DISTINCT concat(site, ' ', toString(event_id)) FROM events
WHERE site IN {sites:Array(String)} AND date IN {dates:Array(Date)} AND id_random IN {randoms:Array(UInt64)}
  AND event_id IN {ids:Array(UUID)}
FORMAT TabSeparatedRaw`;

/**
 * By its second day's hash a visit is looked for among those that began within a month before: nobody browses for
 * a month without a pause, and the whole history would have to be read.
 */
const VISITS = `
SELECT * FROM sessions FINAL
WHERE site IN {sites:Array(String)}
  AND (visitor_id IN {visitors:Array(UInt64)}
    OR start_date >= {other_since:Date} AND hasAny(other_visitor_ids, {visitors:Array(UInt64)}))
  AND active_from <= fromUnixTimestamp64Milli({to:Int64}, 'UTC')
  AND active_until >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
FORMAT JSONEachRow`;

/** A lightweight update: it writes a patch that every later read applies at once. */
const REPOINT = `
UPDATE events SET session_id = transform(session_id, {from:Array(UInt64)}, {to:Array(UInt64)}, session_id)
WHERE site IN {sites:Array(String)} AND date IN {dates:Array(Date)} AND visitor_id IN {visitors:Array(UInt64)}
  AND (site, session_id) IN {moved:Array(Tuple(String, UInt64))}`;

const DAY_MS = 86_400_000;
/** 2149-06-06, the greatest Date. */
const LAST_DAY = 2 ** 16 - 1;
/** A copy may come 8 days later with a clock corrected otherwise; one more for the day's two ends. */
const ID_REACH_DAYS = 9;
const OTHER_REACH_DAYS = 32;

function knownIdsParams(asked: readonly AskedId[]): Record<string, string> {
  const dates = asked.flatMap(({ at }) =>
    daysBetween(at - ID_REACH_DAYS * DAY_MS, at + ID_REACH_DAYS * DAY_MS),
  );
  return {
    sites: param.strings(distinct(asked.map(({ site }) => site))),
    dates: param.strings(distinct(dates)),
    ids: param.strings(distinct(asked.map(({ id }) => id))),
    randoms: param.ids(distinct(asked.map(({ id }) => id.replaceAll("-", "").slice(16)))),
  };
}

function visitsParams(asked: readonly AskedVisits[]): Record<string, string> {
  const from = asked.reduce((least, one) => Math.min(least, one.from), Number.POSITIVE_INFINITY);
  const to = asked.reduce((greatest, one) => Math.max(greatest, one.to), 0);
  return {
    sites: param.strings(distinct(asked.map(({ site }) => site))),
    visitors: param.ids(distinct(asked.flatMap(({ visitors }) => visitors))),
    other_since: utcDay(Math.max(0, from - OTHER_REACH_DAYS * DAY_MS)),
    from: String(from),
    to: String(to),
  };
}

/** The one query reads between the extremes of all askers; each gets what it asked for. */
function isAskedFor(row: SessionRow, { site, visitors, from, to }: AskedVisits): boolean {
  const isTheirs = [row.visitor_id, ...row.other_visitor_ids].some((id) => visitors.includes(id));
  const { active_from, active_until } = timesOf(row);
  return row.site === site && isTheirs && active_from <= to && active_until >= from;
}

function repointParams(moves: readonly Move[]): Record<string, string> {
  return {
    from: param.ids(moves.map(({ from }) => from)),
    to: param.ids(moves.map(({ to }) => to)),
    sites: param.strings(distinct(moves.map(({ site }) => site))),
    dates: param.strings(distinct(moves.flatMap((move) => daysBetween(move.active_from, move.active_until)))),
    visitors: param.ids(distinct(moves.flatMap(({ visitors }) => visitors))),
    moved: param.textIdPairs(moves.map(({ site, from }) => [site, from] as const)),
  };
}

/** The UTC days that the time from `from` to `to` touches, as far as a Date column holds them. */
function daysBetween(from: number, to: number): string[] {
  const days: string[] = [];
  const last = Math.min(Math.floor(to / DAY_MS), LAST_DAY);
  for (let day = Math.max(Math.floor(from / DAY_MS), 0); day <= last; day++) days.push(utcDay(day * DAY_MS));
  return days;
}

const distinct = <Value>(values: readonly Value[]): Set<Value> => new Set(values);

const answerOf = (answer: Answer): SinkAnswer => (answer.ok ? { ok: true } : answer);

function rowsOf(answer: Answer): string {
  if (!answer.ok) throw new SinkError(answer);
  return answer.text;
}
