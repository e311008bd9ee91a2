/** A ClickHouse in memory that stores, deduplicates and re-points as the real one does, and fails on command. For tests. */
import { COLUMN_DEFAULTS, type SessionRow } from "../../../../schema/rows.ts";
import { timesOf } from "../../session/row.ts";
import { type ClickHouseSink, type Refusal, type SinkAnswer, SinkError } from "../../sinks/clickhouse.ts";
import { type Cell, readNative } from "./read-native.ts";

/**
 * What happens to the next call: `refused` before anything was done; `lost` after all was done; `died` and `vanished`
 * likewise, but the process that asked dies with it.
 */
export type Fault = "refused" | "lost" | "died" | "vanished";

type Row = Record<string, Cell>;
type Table = Parameters<ClickHouseSink["insert"]>[0];

export class FakeClickHouse implements ClickHouseSink {
  events: Row[] = [];
  /** Of the next calls, in order; undefined for none. */
  faults: (Fault | undefined)[] = [];
  /** A row whose name is this is refused for its data. */
  poison = "poison";
  calls: string[] = [];
  /** By their keys, as `FINAL` shows them. */
  readonly outcomes = new Map<string, Row>();
  readonly quarantine = new Map<string, Row>();
  /** `<site> <day>`, as often as it was marked. */
  readonly marks: string[] = [];
  /** Called when the asking process dies. */
  onDeath = () => {};
  #sessions = new Map<string, Row>();
  #tokens = new Set<string>();

  /** What `FINAL` shows. */
  get sessions(): Row[] {
    return [...this.#sessions.values()].filter(({ is_deleted }) => is_deleted === 0);
  }

  async insert(table: Table, body: Uint8Array, token?: string): Promise<SinkAnswer> {
    const rows = readNative(body);
    return this.#write(`insert ${table}`, () => {
      if (rows.some(({ name }) => name === this.poison))
        return { ok: false, kind: "data", code: "INCORRECT_DATA", message: "bad row" };
      if (table === "events") this.#store(rows, token);
      else for (const row of rows) this.#put(table, row);
      return { ok: true };
    });
  }

  /** As a server does after its window: a repeated insert is a new one. */
  forgetTokens(): void {
    this.#tokens.clear();
  }

  #put(table: Exclude<Table, "events">, row: Row): void {
    if (table === "sessions") this.#upsert(row);
    else if (table === "dirty_days") this.marks.push(`${row.site} ${row.date}`);
    else if (table === "quarantine") this.quarantine.set(`${row.site} ${row.event_id}`, row);
    else {
      const { site, minute, stage, reason, rule = "", batch_id } = row;
      this.outcomes.set([site, minute, stage, reason, rule, batch_id].join(" "), row);
    }
  }

  async countBatch(batchId: string): Promise<number> {
    return this.#ask("countBatch", () => this.events.filter(({ batch_id }) => batch_id === batchId).length);
  }

  async knownIds(asked: readonly { site: string; id: string }[]): Promise<ReadonlySet<string>> {
    const wanted = new Set(asked.map(({ site, id }) => `${site} ${id}`));
    const stored = this.events.map(({ site, event_id }) => `${site} ${event_id}`);
    return this.#ask("knownIds", () => new Set(stored.filter((key) => wanted.has(key))));
  }

  async visits(
    asked: readonly { site: string; visitors: readonly string[]; from: number; to: number }[],
  ): Promise<SessionRow[]> {
    const isAsked = (row: SessionRow) =>
      asked.some(
        ({ site, visitors, from, to }) =>
          row.site === site &&
          visitors.some(
            (visitor) => row.visitor_id === visitor || (row.other_visitor_ids as string[]).includes(visitor),
          ) &&
          timesOf(row).active_from <= to &&
          timesOf(row).active_until >= from,
      );
    return this.#ask("visits", () => this.sessions.map(asSessionRow).filter(isAsked));
  }

  async repoint(moves: readonly { site: string; from: string; to: string }[]): Promise<SinkAnswer> {
    return this.#write("repoint", () => {
      const to = new Map(moves.map((move) => [`${move.site} ${move.from}`, move.to]));
      for (const event of this.events)
        event.session_id = to.get(`${event.site} ${event.session_id}`) ?? event.session_id ?? "";
      return { ok: true };
    });
  }

  #store(rows: Row[], token: string | undefined): void {
    const months = new Set(rows.map(({ date }) => String(date).slice(0, 7)));
    if (months.size !== 1) throw new Error(`An insert of ${months.size} partitions.`);
    if (token === undefined) throw new Error("Events were sent without a token.");
    if (this.#tokens.has(token)) return;
    this.#tokens.add(token);
    this.events.push(...rows);
  }

  #upsert(row: Row): void {
    const key = `${row.site} ${row.start_date} ${row.visitor_id} ${row.session_id}`;
    const stored = this.#sessions.get(key);
    if (stored === undefined || String(row.version) >= String(stored.version)) this.#sessions.set(key, row);
  }

  #write(call: string, work: () => SinkAnswer): SinkAnswer {
    const answers: SinkAnswer[] = [];
    return this.#happen(call, () => answers.push(work())) ? (answers[0] ?? NO_ANSWER) : NO_ANSWER;
  }

  #ask<Result>(call: string, work: () => Result): Result {
    if (!this.#happen(call, () => {})) throw new SinkError(NO_ANSWER);
    return work();
  }

  /** Whether the caller gets to hear of it. */
  #happen(call: string, work: () => void): boolean {
    this.calls.push(call);
    const fault = this.faults.shift();
    if (fault !== "refused" && fault !== "died") work();
    if (fault === "died" || fault === "vanished") this.onDeath();
    return fault === undefined;
  }
}

const NO_ANSWER: Refusal = { ok: false, kind: "transient", code: "NETWORK", message: "no answer" };

const listOf = (cell: Cell | undefined): Cell[] => (Array.isArray(cell) ? cell : []);

/** A column in which no row of its block held anything was not sent. */
const NO_TIMES = {
  end_after_ms: 0,
  active_before_ms: 0,
  active_after_end_ms: 0,
  tail_ms: 0,
  other_visitor_ids: [],
  tail: [],
};
const WORDS = new Set(["visitor_id", "session_id"]);
const number = (cell: Cell) =>
  typeof cell === "string" && /^[0-9a-f]{16}$/.test(cell) ? Number(`0x${cell}`) : cell;

/** Counts came back as hexadecimal digits, since the reader cannot tell an id from a count. */
function asSessionRow(row: Row): SessionRow {
  const entries = Object.entries(row).map(([name, cell]) => {
    if (name === "tail") return [name, listOf(cell).map(number)];
    return [name, WORDS.has(name) || name === "other_visitor_ids" ? cell : number(cell)];
  });
  return { ...COLUMN_DEFAULTS, ...NO_TIMES, ...Object.fromEntries(entries) } as SessionRow;
}
