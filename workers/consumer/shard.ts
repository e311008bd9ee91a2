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
  type ShardEntry,
  type ShardStatus,
  shardName,
} from "../../schema/objects.ts";
import { now } from "../clock.ts";
import { parseConfig } from "./config.ts";
import { parkRow } from "./dead-letters.ts";
import { archiveNow, type DrainDeps, drain } from "./outbox/drain.ts";
import { flushAlarm, nextAlarm, type Troubles } from "./outbox/next-alarm.ts";
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
/** An alarm this far in the past was lost. */
const OVERDUE_MS = 60_000;

export class SessionShard extends DurableObject<Env> implements SessionShardRpc {
  #state: ShardState;
  #deps: DrainDeps;
  #troubles: Troubles = { clickhouse: null, slow_lane: null, archive: null };
  #draining: Promise<unknown> = Promise.resolve();
  #armed: number | null = null;
  #isInAlarm = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#state = new ShardState(new SqliteStore(ctx.storage, RING_ROWS));
    this.#deps = depsOf(ctx, env);
    ctx.blockConcurrencyWhile(async () => {
      this.#armed = await ctx.storage.getAlarm();
    });
  }

  async ingest(entries: string, shard: number, epoch: number): Promise<IngestAnswer> {
    const all: ShardEntry[] = JSON.parse(entries);
    const isMine = ({ slot }: ShardEntry) => shardOf(slot, this.#deps.shards) === shard;
    if (epoch !== EPOCH || shard !== this.#deps.identity.shard || !all.every(isMine))
      return { ok: false, reason: "moved", retry_after_s: MOVED_RETRY_S };
    const answer = this.#whole(() => this.#state.ingest(all, now()));
    // The answer waits for this write as for the ring's: nothing is taken without somebody to carry it on.
    if (!this.#isInAlarm) this.#armBy(flushAlarm(this.#state, this.#troubles));
    return answer;
  }

  async claim(text: string): Promise<ClaimAnswer> {
    const call: ClaimCall = JSON.parse(text);
    const isMine = ([key]: ClaimedKey) =>
      shardOf(ownerSlot(key), this.#deps.shards) === this.#deps.identity.shard;
    if (call.epoch !== EPOCH || (call.isOwner && ![...call.claims, ...call.released].every(isMine)))
      return { ok: false, reason: "moved" };
    const answer = this.#whole(() => this.#state.claim(call, now()));
    if (!this.#isInAlarm) this.#armBy(flushAlarm(this.#state, this.#troubles));
    return answer;
  }

  override async alarm(): Promise<void> {
    this.#armed = null;
    this.#isInAlarm = true;
    await this.#drain(now() + ALARM_BUDGET_MS);
    this.#isInAlarm = false;
    this.#armBy(nextAlarm(this.#state, this.#troubles, now()));
  }

  async drain(timeoutMs: number): Promise<ShardStatus> {
    const until = now() + timeoutMs;
    do {
      this.#troubles = { ...this.#troubles, clickhouse: null, slow_lane: null };
      await this.#drain(until);
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

  #whole<Answer>(take: () => Answer): Answer {
    try {
      return take();
    } catch (error) {
      // Memory may be ahead of storage now. A fresh object reads what is true.
      this.ctx.abort("The shard could not write down what it took in.");
      throw error;
    }
  }

  #drain(until: number): Promise<void> {
    return this.#inTurn(() => drain(this.#state, this.#deps, until, this.#troubles));
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

function depsOf(ctx: DurableObjectState, env: Env): DrainDeps {
  const { clickhouse, shardCount } = parseConfig(env);
  const shard = Array.from({ length: shardCount }, (_, each) => each).find(
    (each) => ctx.id.name === shardName(each),
  );
  if (shard === undefined) throw new Error(`No shard of ${shardCount} is called ${ctx.id.name}.`);
  return {
    ...{ identity: { shard, epoch: EPOCH }, shards: shardCount, instance: crypto.randomUUID(), now },
    ...{ sink: createClickHouseSink(clickhouse), archive: createArchiveSink(env.ARCHIVE) },
    ask: (other, call) => shardStub(env, other).claim(JSON.stringify(call)),
    archiveEncoder: PARQUET_ENCODER,
    park: (row) => parkRow(env.ARCHIVE, row, now()),
  };
}
