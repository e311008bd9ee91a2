/**
 * The Durable Object: storage, time and alarms around `ShardState`, and nothing else. An ingest may come at any await
 * of a drain, so both only touch state in whole synchronous steps, and two drains never run side by side.
 */
import { DurableObject } from "cloudflare:workers";
import {
  type ClaimAnswer,
  type ClaimCall,
  type ClaimedKey,
  type IngestAnswer,
  type SessionShardRpc,
  type ShardStatus,
  shardName,
  type Table,
} from "../../schema/objects.ts";
import { now } from "../clock.ts";
import { decodeCall } from "./call/decode.ts";
import { parseConfig } from "./config.ts";
import { parkRow } from "./dead-letters.ts";
import { adopt, follow, follows, handOver, hold, isStill } from "./moving.ts";
import { archiveNow, type DrainDeps, drain } from "./outbox/drain.ts";
import { flushAlarm, nextAlarm, type Troubles, urgentAlarm } from "./outbox/next-alarm.ts";
import { statusOf } from "./outbox/status.ts";
import { EPOCH, ownerSlot, shardOf } from "./route.ts";
import { SqliteStore } from "./session/store.ts";
import { RING_ROWS, ShardState } from "./shard-state.ts";
import { createClickHouseSink } from "./sinks/clickhouse.ts";
import { createArchiveSink, PARQUET_ENCODER } from "./sinks/r2.ts";
import { shardStub } from "./stubs.ts";

/** An alarm may run for fifteen minutes; a new one goes on where it stopped. */
const ALARM_BUDGET_MS = 60_000;
/** How often a forced drain looks again when a sink has refused. */
const FORCED_PAUSE_MS = 200;
const MOVED_RETRY_S = 10;
/** What was taken is carried on at once by whoever brought it; should that fail, an alarm does. One that is set costs a row. */
const LEASE_MS = 30_000;
/** An alarm this far in the past was lost. */
const OVERDUE_MS = 60_000;

export class SessionShard extends DurableObject<Env> implements SessionShardRpc {
  #state: ShardState;
  #deps: DrainDeps;
  #troubles: Troubles = { clickhouse: null, slow_lane: null, outcomes: null, archive: null };
  #draining: Promise<unknown> = Promise.resolve();
  #armed: number | null = null;
  #isInAlarm = false;
  #isCarrying = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#state = new ShardState(new SqliteStore(ctx.storage, RING_ROWS));
    const { shardCount } = parseConfig(env);
    // Later another number only counts once the slots have moved.
    if (!this.#state.outbox.table) this.#state.save({ table: { epoch: EPOCH, shards: shardCount } });
    this.#deps = depsOf(ctx, env, this.#state);
    ctx.blockConcurrencyWhile(async () => {
      this.#armed = await ctx.storage.getAlarm();
    });
  }

  async ingest(bytes: Uint8Array, shard: number, epoch: number): Promise<IngestAnswer> {
    const call = decodeCall(bytes);
    const isMine = call.entries.every(({ slot }) => this.#isMine(slot));
    if (!this.#takes(epoch) || shard !== this.#deps.identity.shard || !isMine)
      return { ok: false, reason: "moved", retry_after_s: MOVED_RETRY_S };
    const answer = this.#whole(() => this.#state.ingest(call, now()));
    // The answer waits for this write as for the ring's: nothing is taken without somebody to carry it on.
    if (!this.#isInAlarm) this.#armBy(now() + LEASE_MS);
    return answer;
  }

  async carry(): Promise<void> {
    const due = flushAlarm(this.#state, this.#troubles);
    // Who is at it sets an alarm for what came meanwhile.
    if (due === null || this.#isInAlarm || this.#isCarrying) return;
    if (due > now()) return this.#armBy(due);
    this.#isCarrying = true;
    await this.#drain(now() + ALARM_BUDGET_MS);
    this.#isCarrying = false;
    this.#armBy(urgentAlarm(this.#state, this.#troubles, now()));
  }

  async claim(text: string): Promise<ClaimAnswer> {
    const call: ClaimCall = JSON.parse(text);
    const isMine = ([key]: ClaimedKey) => this.#isMine(ownerSlot(key));
    if (!this.#takes(call.epoch) || (call.isOwner && ![...call.claims, ...call.released].every(isMine)))
      return { ok: false, reason: "moved" };
    const answer = this.#whole(() => this.#state.claim(call, now()));
    if (!this.#isInAlarm) this.#armBy(flushAlarm(this.#state, this.#troubles));
    return answer;
  }

  override async alarm(): Promise<void> {
    this.#armed = null;
    this.#isInAlarm = true;
    await this.#drain(now() + ALARM_BUDGET_MS);
    // Whoever starts next need not look up what has landed.
    if (this.#state.untold > 0) this.#state.save({});
    this.#isInAlarm = false;
    this.#armBy(urgentAlarm(this.#state, this.#troubles, now()));
  }

  async drain(timeoutMs: number): Promise<ShardStatus> {
    const until = now() + timeoutMs;
    do {
      this.#troubles = { ...this.#troubles, clickhouse: null, slow_lane: null, outcomes: null };
      await this.#drain(until, true);
      if (this.#isDrained()) break;
      await scheduler.wait(Math.min(FORCED_PAUSE_MS, Math.max(0, until - now())));
    } while (now() < until);
    this.#armBy(nextAlarm(this.#state, this.#troubles, now()));
    return this.status();
  }

  async archive(): Promise<ShardStatus> {
    await this.#inTurn(() => archiveNow(this.#state, this.#deps, this.#troubles));
    return this.status();
  }

  async status(): Promise<ShardStatus> {
    return statusOf(this.#state, this.#deps.identity, this.#troubles, this.#armed);
  }

  async watchdog(): Promise<void> {
    this.#armed = await this.ctx.storage.getAlarm();
    if (this.#isInAlarm || (this.#armed !== null && this.#armed > now() - OVERDUE_MS)) return;
    this.#armed = null;
    this.#armBy(nextAlarm(this.#state, this.#troubles, now()));
  }

  async table(): Promise<{ table: Table; isHeld: boolean }> {
    const { table, outbox } = this.#state;
    return { table, isHeld: Boolean(outbox.next) };
  }

  async hold(next: Table): Promise<boolean> {
    hold(this.#state, next);
    await this.#drain(now());
    return follows(this.#state, next) || isStill(this.#state);
  }

  async handOver(slot: number, next: Table): Promise<string | null> {
    return follows(this.#state, next) ? null : handOver(this.#state, slot, now());
  }

  async adopt(slot: number, next: Table, body: string): Promise<void> {
    if (!follows(this.#state, next)) this.#whole(() => adopt(this.#state, slot, body, now()));
  }

  async follow(next: Table): Promise<void> {
    this.#whole(() => follow(this.#state, this.#deps.identity.shard, next, now()));
    this.#armBy(nextAlarm(this.#state, this.#troubles, now()));
  }

  #isMine(slot: number): boolean {
    return shardOf(slot, this.#state.table.shards) === this.#deps.identity.shard;
  }

  #takes(epoch: number): boolean {
    return epoch === this.#state.table.epoch && !this.#state.outbox.next;
  }

  #whole<Answer>(take: () => Answer): Answer {
    try {
      return take();
    } catch (error) {
      // Memory may be ahead of storage now. A fresh object reads what is true.
      this.ctx.abort("The shard could not write down what it took in.");
      throw error;
    }
  }

  #drain(until: number, isForced = false): Promise<void> {
    return this.#inTurn(() => drain(this.#state, this.#deps, until, this.#troubles, isForced));
  }

  /** Never throws: a failed alarm would be repeated by the platform, six times and on its own schedule. */
  #inTurn(work: () => Promise<Troubles>): Promise<void> {
    const next = this.#draining.then(async () => {
      this.#troubles = await work();
    });
    this.#draining = next;
    return next;
  }

  #isDrained(): boolean {
    return this.#state.unflushed === 0 && this.#state.memory.pending.size === 0;
  }

  #armBy(time: number | null): void {
    if (time === null || (this.#armed !== null && this.#armed <= time)) return;
    this.#armed = time;
    this.ctx.storage.setAlarm(time);
  }
}

/** What does not change while the object lives, and what follows its table. */
function depsOf(ctx: DurableObjectState, env: Env, state: ShardState): DrainDeps {
  const shard = Number(/^shard-(\d+)$/.exec(ctx.id.name ?? "")?.[1] ?? Number.NaN);
  if (ctx.id.name !== shardName(shard)) throw new Error(`No shard is called ${ctx.id.name}.`);
  return {
    get identity() {
      return { shard, epoch: state.table.epoch };
    },
    get shards() {
      return state.table.shards;
    },
    ...{ instance: crypto.randomUUID(), marked: new Map<string, number>(), now },
    ...{ sink: createClickHouseSink(parseConfig(env).clickhouse), archive: createArchiveSink(env.ARCHIVE) },
    ask: (other, call) => shardStub(env, other).claim(JSON.stringify(call)),
    archiveEncoder: PARQUET_ENCODER,
    park: (row) => parkRow(env.ARCHIVE, row, now()),
  };
}
