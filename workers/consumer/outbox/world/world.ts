/** A shard with everything around it, in memory: processes die, sinks fail, time is moved by hand. For tests. */
import type { SiteId } from "../../../../schema/ids.ts";
import type { EnrichedEvent } from "../../../../schema/message.ts";
import type {
  ClaimAnswer,
  ClaimCall,
  IngestAnswer,
  ShardEntry,
  SlotMoves,
  Table,
} from "../../../../schema/objects.ts";
import { decodeCall } from "../../call/decode.ts";
import { encodeCall } from "../../call/encode.ts";
import { adopt, follow, follows, handOver, hold, isStill } from "../../moving.ts";
import { shardOf } from "../../route.ts";
import { MemoryStore } from "../../session/store.ts";
import { ShardState } from "../../shard-state.ts";
import type { ClickHouseSink } from "../../sinks/clickhouse.ts";
import type { InsertRow } from "../batches.ts";
import { type DrainDeps, drain } from "../drain.ts";
import type { DeadRow } from "../flush.ts";
import type { Troubles } from "../next-alarm.ts";
import { FakeClickHouse } from "./fake-clickhouse.ts";

const SITE = "site" as SiteId;
export const START_MS = Date.UTC(2026, 4, 20, 12);

export class World implements SlotMoves {
  now = START_MS;
  clickhouse = new FakeClickHouse();
  archive = new Map<string, readonly InsertRow[]>();
  archiveFaults: ("refused" | "lost")[] = [];
  dead: DeadRow[] = [];
  state: ShardState;
  troubles: Troubles = { ...NO_TROUBLES };
  /** Whether other shards get no answer. */
  isSilent = false;
  /** All shards by number, this one included. */
  #shards: World[];
  #store: MemoryStore;
  #shard: number;
  #capacity: number;
  #process = 0;
  #marked = new Map<string, number>();
  #sink: ClickHouseSink;

  /** `sink` takes the place of the fake: a real server. `shards`: those made before, as this one joins them. `store`: what an earlier process left. */
  constructor({
    capacity = 256,
    shards = [],
    sink,
    store = new MemoryStore(capacity),
  }: { capacity?: number; shards?: World[]; sink?: ClickHouseSink; store?: MemoryStore } = {}) {
    this.#shard = shards.push(this) - 1;
    this.clickhouse = shards[0]?.clickhouse ?? this.clickhouse;
    this.#sink = sink ?? this.clickhouse;
    this.#capacity = capacity;
    this.#shards = shards;
    this.#store = store;
    this.state = new ShardState(this.#store, capacity);
  }

  /** The object is evicted: a new process reads the storage. */
  evict(): void {
    this.#process++;
    this.#marked = new Map();
    this.troubles = { ...NO_TROUBLES };
    this.state = new ShardState(this.#store, this.#capacity);
  }

  /** As the object checks it: a slot of another shard, or of another epoch, is refused. */
  ingest(...entries: ShardEntry[]): IngestAnswer {
    const { table, outbox } = this.state;
    const isMine = ({ slot }: ShardEntry) => shardOf(slot, table.shards) === this.#shard;
    if (outbox.next || !entries.every(isMine)) return { ok: false, reason: "moved", retry_after_s: 10 };
    return this.state.ingest(decodeCall(encodeCall(entries)), this.now);
  }

  async claim(call: ClaimCall): Promise<ClaimAnswer> {
    if (this.isSilent) throw new Error("The object was reset.");
    if (call.epoch !== this.state.table.epoch || this.state.outbox.next)
      return { ok: false, reason: "moved" };
    return this.state.claim(call, this.now);
  }

  async table() {
    return { table: this.state.table, isHeld: Boolean(this.state.outbox.next) };
  }

  async hold(next: Table): Promise<boolean> {
    hold(this.state, next);
    await this.drain();
    return follows(this.state, next) || isStill(this.state);
  }

  async handOver(slot: number, next: Table): Promise<string | null> {
    return follows(this.state, next) ? null : handOver(this.state, slot, this.now);
  }

  async adopt(slot: number, next: Table, body: string): Promise<void> {
    if (!follows(this.state, next)) adopt(this.state, slot, body, this.now);
  }

  async follow(next: Table): Promise<void> {
    follow(this.state, this.#shard, next, this.now);
  }

  /** One alarm; when the process dies in it, the rest of it never happens. Forced, as a flush of the pipeline is. */
  async drain(isForced = false): Promise<void> {
    const process = this.#process;
    let isAlive = true;
    const whileAlive = <Result>(work: () => Result): Result => {
      if (!isAlive) throw new Error("The process is dead.");
      return work();
    };
    this.clickhouse.onDeath = () => {
      isAlive = false;
    };
    const state = mortal(this.state, whileAlive);
    const deps: DrainDeps = {
      identity: { shard: this.#shard, epoch: this.state.table.epoch },
      shards: this.state.table.shards,
      ask: async (shard, call) => {
        const other = this.#shards[shard];
        if (other === undefined) throw new Error(`There is no shard ${shard}.`);
        const answer = await whileAlive(() => other.claim(call));
        return whileAlive(() => answer);
      },
      instance: `process ${process}`,
      marked: this.#marked,
      sink: this.#sink,
      park: async (row) => whileAlive(() => void this.dead.push(row)),
      now: () => this.now,
      archiveEncoder: 1,
      archive: {
        putEvents: async (...put) => whileAlive(() => this.#put(...put)),
        putCorrections: async () => {},
      },
    };
    this.troubles = await drain(state, deps, this.now + 1_000, this.troubles, isForced);
    if (!isAlive) this.evict();
  }

  /** Everything works again, and enough time passes for every retry, wait and hour. */
  async heal(): Promise<void> {
    this.clickhouse.faults = [];
    this.archiveFaults = [];
    for (let round = 0; round < 3; round++) {
      this.now += 2 * 60 * 60_000;
      await this.drain(true);
    }
  }

  archived(): InsertRow[] {
    return [...this.archive.values()].flat();
  }

  #put(
    site: string,
    date: string,
    range: { from: number; to: number },
    part: number,
    rows: readonly InsertRow[],
  ) {
    const fault = this.archiveFaults.shift();
    if (fault !== "refused") this.archive.set(`${site} ${date} ${range.from}-${range.to} ${part}`, rows);
    if (fault !== undefined) throw new Error("The bucket did not answer.");
  }
}

const NO_TROUBLES: Troubles = {
  ...{ clickhouse: null, slow_lane: null, outcomes: null, archive: null },
};

/** After its death a process writes nothing any more. */
function mortal(state: ShardState, whileAlive: <Result>(work: () => Result) => Result): ShardState {
  return new Proxy(state, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function"
        ? (...args: unknown[]) => whileAlive(() => value.apply(target, args))
        : value;
    },
  });
}

/** A UUIDv7 of that time. */
export function uuid(atMs: number, tail: number): string {
  const time = atMs.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${tail.toString(16).padStart(12, "0")}`;
}

export interface EventOptions {
  at?: number;
  visitor?: number;
  previous?: number;
  next?: number;
  name?: string;
  id?: string;
  site?: string;
}

let tails = 0;

export function event({
  at = START_MS,
  visitor = 1,
  name = "pageview",
  ...rest
}: EventOptions = {}): EnrichedEvent {
  const hash = (number: number) => number.toString(16).padStart(16, "0") as EnrichedEvent["visitor_id"];
  return {
    site: (rest.site ?? SITE) as SiteId,
    visitor_id: hash(visitor),
    ...(rest.previous !== undefined && { previous_visitor_id: hash(rest.previous) }),
    ...(rest.next !== undefined && { next_visitor_id: hash(rest.next) }),
    ts: at,
    name,
    event_id: rest.id ?? uuid(at, ++tails),
    lag_ms: 0,
    is_pageview: name === "pageview" ? 1 : 0,
    is_interactive: 1,
    path: "/",
    ...(name === "engagement" && { engagement_ms: 1_000 }),
  };
}

export function entry(events: EnrichedEvent[], options: Partial<ShardEntry> = {}): ShardEntry {
  return {
    mid: `message ${events[0]?.event_id}`,
    site: events[0]?.site ?? SITE,
    slot: 3,
    received_at: START_MS,
    resend: false,
    gap_ms: 30 * 60_000,
    events,
    ...options,
  };
}
