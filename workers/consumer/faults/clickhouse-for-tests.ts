/**
 * A server behind ClickHouse's address that stores what is really sent, and keeps the few promises on which the sink
 * relies, each at its weakest: an insert is whole or not at all, a token is forgotten after some minutes, a later
 * version of a visit wins, an update finds only what its conditions name.
 */
import { utcDay } from "../../../schema/ids.ts";
import { type ColumnType, EVENT_COLUMNS, SESSION_COLUMNS } from "../../../schema/rows.ts";
import { now } from "../../clock.ts";
import { type Cell, readNative } from "../outbox/world/read-native.ts";
import { timesOf } from "../session/row.ts";

export type Row = Record<string, Cell>;

/** What a server does to one request, besides answering it. */
export type ClickHouseFault =
  /** Answers 503 and does nothing. */
  | "refuses"
  /** Breaks off in the middle: the whole was done, or nothing. */
  | "breaks off"
  /** Does it, but the answer is lost. */
  | "answer is lost"
  /** Nobody answers until the client gives up; done at once, later, or never. */
  | "hangs"
  /** The process that asks dies before the request arrives, or before it hears the answer. */
  | "asker dies before"
  | "asker dies after"
  /** Cannot be reached for ten minutes. */
  | "is away";

export interface Troublemaker {
  nextFault(): ClickHouseFault | null;
  pick<Value>(values: readonly [Value, ...Value[]]): Value;
  /** Ends the process that asks; never returns to it. */
  killAsker(): Promise<never>;
  /** What a Durable Object sends waits until all that it wrote before is durable. Nobody sees to that for a fake. */
  untilWritten(): Promise<void>;
  passTime(ms: number): void;
}

const CLIENT_PATIENCE_MS = 30_000;
const OUTAGE_MS = 10 * 60_000;
/** At 28 blocks a second a window of 10,000 blocks holds no longer. */
const TOKEN_MEMORY_MS = 6 * 60_000;

export class ClickHouseForTests {
  /** As `SELECT … FROM events` without FINAL shows them. */
  readonly events: Row[] = [];
  /** As `FINAL` shows them, by key. */
  readonly outcomes = new Map<string, Row>();
  readonly quarantine = new Map<string, Row>();
  readonly faults: Partial<Record<ClickHouseFault, number>> = {};
  repointed = 0;
  /** `<site> <day>` → when something of it changed last, and when it was marked last, ms. */
  readonly changes = new Map<string, number>();
  readonly marks = new Map<string, number>();
  #eventsByKey = new Map<string, Row[]>();
  #eventsBySession = new Map<string, Row[]>();
  #rowsOfBatch = new Map<string, number>();
  #tokens = new Map<string, number>();
  #sessions = new Map<string, Row>();
  #sessionsByVisitor = new Map<string, Set<string>>();
  /** What hung: done when the next request comes, as of the time (ms) at which its client gave up. */
  #late: { at: number; work: () => void }[] = [];
  #landingAt: number | null = null;
  #awayUntil = 0;
  #trouble: Troublemaker;

  constructor(trouble: Troublemaker) {
    this.#trouble = trouble;
  }

  /** As `SELECT … FROM sessions FINAL` shows them. */
  visits(): Row[] {
    return [...this.#sessions.values()].filter(({ is_deleted }) => Number(is_deleted) === 0);
  }

  heal(): void {
    this.#awayUntil = 0;
  }

  fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const work = await this.#workOf(new URL(input instanceof Request ? input.url : input), init?.body);
    await this.#trouble.untilWritten();
    // What hung arrives before anything that was sent after it was given up.
    for (const late of this.#late.splice(0)) this.#land(late);
    if (now() < this.#awayUntil) throw new TypeError("connection refused");
    return this.#answer(work);
  };

  async #answer(work: () => string): Promise<Response> {
    const fault = this.#trouble.nextFault();
    if (fault !== null) this.faults[fault] = (this.faults[fault] ?? 0) + 1;
    switch (fault) {
      case null:
        return new Response(work());
      case "refuses":
        return new Response("too busy", { status: 503 });
      case "breaks off":
        this.#trouble.pick([work, () => {}])();
        throw new TypeError("connection reset");
      case "answer is lost":
        work();
        throw new TypeError("connection reset");
      case "hangs":
        this.#trouble.pick([
          work,
          () => this.#late.push({ at: now() + CLIENT_PATIENCE_MS, work }),
          () => {},
        ])();
        this.#trouble.passTime(CLIENT_PATIENCE_MS);
        throw new DOMException("The operation was aborted", "AbortError");
      case "asker dies before":
        return this.#trouble.killAsker();
      case "asker dies after":
        work();
        return this.#trouble.killAsker();
      case "is away":
        this.#awayUntil = now() + OUTAGE_MS;
        throw new TypeError("connection refused");
    }
  }

  /** By its time: whoever sends nothing for minutes must not make the server forget the tokens that it knew then. */
  #land({ at, work }: { at: number; work: () => void }): void {
    this.#landingAt = at;
    work();
    this.#landingAt = null;
  }

  async #workOf(address: URL, body: unknown): Promise<() => string> {
    const query = address.searchParams.get("query");
    if (query !== null) return this.#insertOf(query, address.searchParams, await unzipped(body));
    if (!(body instanceof FormData)) throw new Error("A request without a statement.");
    return this.#statementOf(body);
  }

  #insertOf(query: string, settings: URLSearchParams, body: Uint8Array): () => string {
    const rows = readNative(body);
    if (query.startsWith("INSERT INTO events")) {
      const token = settings.get("insert_deduplication_token");
      if (token === null) throw new Error("Events were sent without a token.");
      return () => this.#store(rows.map(wholeEvent), token);
    }
    if (query.startsWith("INSERT INTO sessions")) return () => this.#upsert(rows.map(wholeVisit));
    if (query.startsWith("INSERT INTO outcomes"))
      return () => replace(this.outcomes, rows, ["site", "minute", "stage", "reason", "rule", "batch_id"]);
    if (query.startsWith("INSERT INTO quarantine"))
      return () => replace(this.quarantine, rows, ["site", "event_id"]);
    if (query.startsWith("INSERT INTO dirty_days")) return () => this.#mark(rows);
    throw new Error(`An unknown insert: ${query}`);
  }

  #statementOf(form: FormData): () => string {
    const query = String(form.get("query"));
    const param = (name: string) => String(form.get(`param_${name}`));
    if (/SELECT count\(\) FROM events/.test(query))
      return () => String(this.#rowsOfBatch.get(`${param("month")} ${param("batch_id")}`) ?? 0);
    // No site is busy enough for rollups.
    if (/SELECT site FROM events/.test(query)) return () => "";
    if (/SELECT DISTINCT concat\(site/.test(query)) return () => this.#known(param);
    if (/SELECT \* FROM sessions FINAL/.test(query)) return () => this.#visitsOf(param);
    if (/UPDATE events SET session_id/.test(query)) return () => this.#repoint(param);
    throw new Error(`An unknown statement: ${query}`);
  }

  #store(rows: Row[], token: string): string {
    const time = this.#landingAt ?? now();
    for (const [known, at] of this.#tokens) if (time - at > TOKEN_MEMORY_MS) this.#tokens.delete(known);
    if (this.#tokens.has(token)) return "";
    const places = new Set(rows.map(({ date, batch_id }) => `${monthOf(date)} ${batch_id}`));
    const [place] = places;
    if (places.size !== 1 || place === undefined) throw new Error("An insert of several blocks.");
    this.#tokens.set(token, time);
    this.#rowsOfBatch.set(place, (this.#rowsOfBatch.get(place) ?? 0) + rows.length);
    for (const row of rows) {
      this.changes.set(`${row.site} ${row.date}`, now());
      this.events.push(row);
      push(this.#eventsByKey, `${row.site} ${row.event_id}`, row);
      push(this.#eventsBySession, `${row.site} ${row.session_id}`, row);
    }
    return "";
  }

  #mark(rows: Row[]): string {
    for (const { site, date } of rows) this.marks.set(`${site} ${date}`, now());
    return "";
  }

  #upsert(rows: Row[]): string {
    for (const row of rows) {
      const key = `${row.site} ${row.start_date} ${row.visitor_id} ${row.session_id}`;
      const stored = this.#sessions.get(key);
      // 16 digits each, so text compares as numbers do; of equal versions the last insert wins.
      if (stored !== undefined && String(row.version) < String(stored.version)) continue;
      this.#sessions.set(key, row);
      this.changes.set(`${row.site} ${row.start_date}`, now());
      for (const visitor of [row.visitor_id, ...listOf(row.other_visitor_ids)]) {
        const under = `${row.site} ${visitor}`;
        this.#sessionsByVisitor.set(under, (this.#sessionsByVisitor.get(under) ?? new Set()).add(key));
      }
    }
    return "";
  }

  #known(param: (name: string) => string): string {
    const [sites, dates] = [texts(param("sites")), new Set(texts(param("dates")))];
    const found = new Set<string>();
    for (const id of texts(param("ids")).map((each) => each.toLowerCase()))
      for (const site of sites)
        if (this.#eventsByKey.get(`${site} ${id}`)?.some(({ date }) => dates.has(String(date))))
          found.add(`${site} ${id}`);
    return [...found].join("\n");
  }

  #visitsOf(param: (name: string) => string): string {
    const [visitors, otherSince] = [hashes(param("visitors")), param("other_since")];
    const [from, to] = [Number(param("from")), Number(param("to"))];
    const keys = new Set<string>();
    for (const site of texts(param("sites")))
      for (const visitor of visitors)
        for (const key of this.#sessionsByVisitor.get(`${site} ${visitor}`) ?? []) keys.add(key);
    const rows = [...keys].map((key) => this.#sessions.get(key) ?? {});
    return rows
      .filter((row) => Number(row.is_deleted) === 0)
      .filter((row) => visitors.has(String(row.visitor_id)) || String(row.start_date) >= otherSince)
      .filter((row) => timesOfVisit(row).active_from <= to && timesOfVisit(row).active_until >= from)
      .map((row) => JSON.stringify(printed(row)))
      .join("\n");
  }

  #repoint(param: (name: string) => string): string {
    const from = [...hashes(param("from"))];
    const to = words(param("to")).map(hash);
    const [dates, visitors] = [new Set(texts(param("dates"))), hashes(param("visitors"))];
    for (const [, site = "", id = ""] of param("moved").matchAll(/\('([^']*)',(\d+)\)/g)) {
      const old = `${site} ${hash(id)}`;
      const target = to[from.indexOf(hash(id))];
      if (target === undefined || !texts(param("sites")).includes(site)) continue;
      const isMeant = (row: Row) => dates.has(String(row.date)) && visitors.has(String(row.visitor_id));
      const rows = this.#eventsBySession.get(old) ?? [];
      this.#eventsBySession.set(
        old,
        rows.filter((row) => !isMeant(row)),
      );
      for (const row of rows.filter(isMeant)) {
        row.session_id = target;
        this.changes.set(`${site} ${row.date}`, now());
        this.repointed++;
        push(this.#eventsBySession, `${site} ${target}`, row);
      }
    }
    return "";
  }
}

async function unzipped(body: unknown): Promise<Uint8Array> {
  if (!(body instanceof ArrayBuffer)) throw new Error("An insert without data.");
  const stream = new Blob([body]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** What the table's aliases compute. */
export function timesOfVisit(row: Row) {
  // The reader of Native cannot tell 64-bit counts from ids: both are 16 digits.
  const count = (name: string) => Number(`0x${row[name]}`);
  return timesOf({
    ...{ start: Number(row.start), end_after_ms: count("end_after_ms"), tail_ms: count("tail_ms") },
    ...{ active_before_ms: count("active_before_ms"), active_after_end_ms: count("active_after_end_ms") },
  });
}

/** A column that a block leaves out has its default in every row. */
const defaultsOf = (columns: Readonly<Record<string, ColumnType>>): Row =>
  Object.fromEntries(Object.entries(columns).map(([name, type]) => [name, defaultOf(type)]));

function defaultOf(type: ColumnType): Cell {
  if (type.startsWith("Array")) return [];
  if (type.startsWith("Map")) return {};
  if (type === "UInt64") return "0".repeat(16);
  if (type === "Date") return utcDay(0);
  return type.endsWith("String)") || type === "String" ? "" : 0;
}

const EVENT_DEFAULTS: Row = { ...defaultsOf(EVENT_COLUMNS), is_interactive: 1, scroll: 255 };
const SESSION_DEFAULTS: Row = defaultsOf(SESSION_COLUMNS);
export const wholeEvent = (row: Row): Row => ({ ...EVENT_DEFAULTS, ...row });
export const wholeVisit = (row: Row): Row => ({ ...SESSION_DEFAULTS, ...row });

/** As JSONEachRow prints it, 64 bits in quotes. */
const printed = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(SESSION_COLUMNS).map(([name, type]) => [name, printedCell(type, row[name] ?? "")]),
  );

function printedCell(type: ColumnType, cell: Cell): Cell {
  if (type === "UInt64") return decimal(cell);
  if (type === "Array(UInt64)") return listOf(cell).map(decimal);
  if (type === "DateTime64(3, 'UTC')")
    return new Date(Number(cell)).toISOString().replace("T", " ").replace("Z", "");
  return cell;
}

const decimal = (cell: Cell) => BigInt(`0x${cell}`).toString();
const hash = (digits: string) => BigInt(digits).toString(16).padStart(16, "0");
const words = (list: string) => list.slice(1, -1).split(",").filter(Boolean);
const hashes = (list: string) => new Set(words(list).map(hash));
/** No text of these tests holds a quote or a comma. */
const texts = (list: string) => words(list).map((text) => text.slice(1, -1));
const monthOf = (date: Cell | undefined) => String(date).slice(0, 7).replace("-", "");
const listOf = (cell: Cell | undefined): Cell[] => (Array.isArray(cell) ? cell : []);

function replace(table: Map<string, Row>, rows: readonly Row[], key: readonly string[]): string {
  for (const row of rows) table.set(key.map((name) => row[name] ?? "").join(" "), row);
  return "";
}

function push(map: Map<string, Row[]>, key: string, row: Row): void {
  const rows = map.get(key);
  if (rows) rows.push(row);
  else map.set(key, [row]);
}
