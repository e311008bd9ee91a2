/**
 * The real queue handler and the real shards in a world that fails as it is told: time is moved by hand, the queue
 * delivers at least once and in any composition, processes die, sinks refuse. What happens is chosen by one seed.
 */

import {
  createExecutionContext,
  createMessageBatch,
  createScheduledController,
  evictDurableObject,
  getQueueResult,
  runInDurableObject,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { AsyncLocalStorage } from "node:async_hooks";
import { type SessionShardRpc, type ShardStatus, shardName } from "../../../schema/objects.ts";
import { now, setClock } from "../../clock.ts";
import consumer from "../index.ts";
import { retryDelayS } from "../retry-delay.ts";
import type { SessionShard } from "../shard.ts";
import { type BucketFault, BucketForTests } from "./bucket-for-tests.ts";
import { type ClickHouseFault, ClickHouseForTests } from "./clickhouse-for-tests.ts";
import { type Random, randomOf } from "./random-for-tests.ts";
import { type Delivery, START_MS } from "./traffic-for-tests.ts";

/** What the queue, the consumer and the shards' own processes suffer. */
export type ProcessFault =
  /** A message that was acked comes again. */
  | "queue redelivers"
  /** The consumer dies before, between or after its calls: no ack of the batch is heard. */
  | "consumer dies"
  /** A call to a shard is lost, or its answer. */
  | "call is lost"
  /** A shard's question to another one is lost, or the answer: both may have written it down. */
  | "shards miss each other"
  | "shard is evicted"
  | "alarm is lost"
  /** Deliveries and alarms of all shards run at once, each in the pauses of the others. */
  | "all at once"
  /** Three shards become five, and stay five. */
  | "shards grow";

export type Fault = ProcessFault | `clickhouse ${ClickHouseFault}` | `bucket ${BucketFault}`;

/** Chance of each fault, for every occasion it has, 0 … 1. */
export type Faults = Partial<Record<Fault, number>>;

interface Queued extends Delivery {
  id: string;
  attempts: number;
}

/** As many as there ever are; the last two take part once the deployment says so. */
const SHARDS = [0, 1, 2, 3, 4];
const GROWN_SHARD_COUNT = "5";
const MINUTE_MS = 60_000;
const DEATH = "A process of the tests dies.";
/** Without headway: much traffic under many faults takes many rounds, a stuck shard gets nowhere in any. */
const MAX_IDLE_ROUNDS = 500;
const CERTAIN_OCCASION = 3;
/** While no alarm is set only the cron goes on; at rest a few of its turns may as well be left out. */
const IDLE_MS = 10 * MINUTE_MS;
/** Longer than all that a shard waits for with nothing else to do. */
const QUIET_MS = 6 * 60 * MINUTE_MS;

export class World {
  readonly clickhouse: ClickHouseForTests;
  readonly bucket: BucketForTests;
  readonly happened: Partial<Record<ProcessFault, number>> = {};
  #random: Random;
  #faults: Faults;
  #occasions = new Map<Fault, number>();
  #queue: Queued[] = [];
  #sent = 0;
  #asker = new AsyncLocalStorage<DurableObjectState>();
  #lastCron = 0;
  /** What the consumer asked for beside its answers. */
  #carrying: Promise<void>[] = [];
  #shardCount = env.SHARD_COUNT;

  constructor(seed: number, faults: Faults) {
    this.#random = randomOf(seed);
    this.#faults = faults;
    const killAsker = () => this.#killAsker();
    const untilWritten = async () => this.#asker.getStore()?.storage.sync();
    this.clickhouse = new ClickHouseForTests({
      ...{ killAsker, untilWritten, pick: this.#random.pick, passTime: (ms) => setClock(now() + ms) },
      nextFault: () => this.#drawn<ClickHouseFault>("clickhouse"),
    });
    this.bucket = new BucketForTests({
      ...{ killAsker, untilWritten },
      nextBucketFault: () => this.#drawn<BucketFault>("bucket"),
    });
    setClock(START_MS);
  }

  /** Delivers everything, each message as often as it takes, and goes on until nothing is left to do. */
  async run(deliveries: readonly Delivery[], mostAtOnce: number): Promise<void> {
    for (const delivery of deliveries) this.#enqueue(delivery);
    while (this.#queue.length > 0) await this.#step(mostAtOnce);
    this.#faults = {};
    this.clickhouse.heal();
    await this.#comeToRest();
  }

  async status(): Promise<ShardStatus[]> {
    return Promise.all(SHARDS.map((shard) => rpc(shard).status()));
  }

  async #step(mostAtOnce: number): Promise<void> {
    const batch = this.#nextBatch(mostAtOnce);
    const last = batch.at(-1)?.at ?? 0;
    // Nothing is sent for days: what is due meanwhile happens meanwhile.
    if (last > now() + QUIET_MS) await this.#comeToRest();
    await this.#alarmsUntil(last);
    if (this.#shardCount !== GROWN_SHARD_COUNT && this.#happens("shards grow"))
      this.#shardCount = GROWN_SHARD_COUNT;
    await this.#cron();
    if (this.#happens("all at once"))
      await Promise.all([this.#deliver(batch), ...SHARDS.map((shard) => this.#alarm(shard, now()))]);
    else await this.#deliver(batch);
    for (const shard of SHARDS) if (this.#happens("shard is evicted")) await evict(shard);
    for (const shard of SHARDS) if (this.#happens("alarm is lost")) await loseAlarm(shard);
  }

  #nextBatch(mostAtOnce: number): Queued[] {
    this.#queue.sort((a, b) => a.at - b.at);
    return this.#queue.splice(0, this.#random.between(1, mostAtOnce));
  }

  async #deliver(batch: readonly Queued[]): Promise<void> {
    const messages = this.#random
      .shuffled(batch)
      .map(({ id, attempts, body, at }) => ({ id, attempts, body, timestamp: new Date(at) }));
    const delivered = createMessageBatch("footfall-events", messages);
    const isDead = this.#happens("consumer dies");
    await consumer.queue(delivered, this.#envOfConsumer(isDead));
    await Promise.all(this.#carrying.splice(0));
    const { explicitAcks } = await getQueueResult(delivered, createExecutionContext());
    const acked = new Set(isDead ? [] : explicitAcks);
    for (const each of batch) {
      // The result leaves out the delay that was asked for.
      if (!acked.has(each.id)) this.#again(each, isDead ? 0 : retryDelayS(each.attempts, 0));
      else if (this.#happens("queue redelivers")) this.#again(each, this.#random.between(0, 1_200));
    }
  }

  #enqueue({ at, body }: Delivery): void {
    this.#queue.push({ at, body, id: `message ${this.#sent++}`, attempts: 1 });
  }

  #again(message: Queued, delayS: number): void {
    this.#queue.push({ ...message, at: now() + delayS * 1_000 + 1, attempts: message.attempts + 1 });
  }

  /** Calls that never arrive, or whose answers do not, stand for a consumer that died at that point. */
  #envOfConsumer(isDead: boolean): Env {
    const call = async (name: string, ...args: Parameters<SessionShardRpc["ingest"]>) => {
      const isLost = isDead ? this.#random.chance(0.5) : this.#happens("call is lost");
      if (isLost && this.#random.chance(0.5)) throw new Error("The call was lost.");
      const answer = await stubOf(name).ingest(...args);
      if (isLost) throw new Error("The answer was lost.");
      return answer;
    };
    const carry = async (name: string) => {
      const isLost = isDead || this.#happens("call is lost");
      if (!isLost) this.#carrying.push(this.#carry(name));
    };
    const get = (name: string) => ({
      ...callsOf(name),
      carry: () => carry(name),
      ingest: (...args: Parameters<SessionShardRpc["ingest"]>) => call(name, ...args),
    });
    const salts = { idFromName: () => null, get: () => ({ rotate: async () => {} }) };
    // Only what the door asks of its bindings.
    return {
      ...env,
      SHARD_COUNT: this.#shardCount,
      SHARDS: { idFromName: (name: string) => name, get },
      SALTS: salts,
    } as unknown as Env;
  }

  /** As `#alarm`, but that nobody repeats it. */
  async #carry(name: string): Promise<void> {
    const object = env.SHARDS.get(env.SHARDS.idFromName(name)) as unknown as DurableObjectStub<SessionShard>;
    await runInDurableObject<SessionShard, void>(object, (instance, state) =>
      this.#asker.run(state, () => instance.carry()),
    ).catch(unlessDeath);
  }

  async #cron(): Promise<void> {
    if (now() < this.#lastCron + MINUTE_MS) return;
    this.#lastCron = now();
    await consumer.scheduled(createScheduledController(), this.#envOfConsumer(false));
  }

  /** Alarms in the order of their times, until nothing is due before `until`; then it is `until`. */
  async #alarmsUntil(until: number): Promise<void> {
    for (let next = await nextAlarm(); next !== null && next.at <= until; next = await nextAlarm())
      await this.#alarm(next.shard, next.at);
    advance(until);
  }

  /** What the platform does at the time of an alarm; an alarm whose process dies is lost. */
  async #alarm(shard: number, at: number): Promise<void> {
    advance(at);
    await runInDurableObject<SessionShard, void>(objectOf(shard), async (instance, state) => {
      const armed = await state.storage.getAlarm();
      if (armed === null || armed > now()) return;
      await state.storage.deleteAlarm();
      await this.#asker.run(state, () => instance.alarm());
    }).catch(unlessDeath);
  }

  async #comeToRest(): Promise<void> {
    let least = Number.POSITIVE_INFINITY;
    for (let round = 0; round < MAX_IDLE_ROUNDS; round++) {
      await this.#cron();
      const next = await nextAlarm();
      const left = (await this.status()).reduce((sum, status) => sum + leftIn(status), 0);
      if (next === null && left === 0) return;
      if (left < least) [least, round] = [left, 0];
      if (next === null) advance(now() + IDLE_MS);
      else await this.#alarm(next.shard, next.at);
    }
    throw new Error(`The shards never come to rest: ${JSON.stringify(await this.status())}`);
  }

  /** In place of a namespace's own `get`: what a shard's alarm asks of another shard may get lost. */
  getShard(get: typeof env.SHARDS.get): typeof env.SHARDS.get {
    const isAlarm = () => this.#asker.getStore() !== undefined;
    const claim = (stub: SessionShardRpc, call: string) => this.#claim(stub, call);
    return function (this: DurableObjectNamespace, id: DurableObjectId) {
      const stub = get.call(this, id);
      if (!isAlarm()) return stub;
      const rpc = stub as unknown as SessionShardRpc;
      // Only what a shard asks of its bindings.
      return { claim: (call: string) => claim(rpc, call) } as unknown as DurableObjectStub;
    };
  }

  async #claim(stub: SessionShardRpc, call: string) {
    const isLost = this.#happens("shards miss each other");
    if (isLost && this.#random.chance(0.5)) throw new Error("The question was lost.");
    const answer = await stub.claim(call);
    if (isLost) throw new Error("The answer was lost.");
    return answer;
  }

  async #killAsker(): Promise<never> {
    const asker = this.#asker.getStore();
    // A drain that another object asked for, not an alarm: its process is not known here, so only its call fails.
    if (asker === undefined) throw new TypeError("connection reset");
    asker.abort(DEATH);
    return new Promise<never>(() => {});
  }

  #happens(fault: ProcessFault): boolean {
    const does = this.#strikes(fault);
    if (does) this.happened[fault] = (this.happened[fault] ?? 0) + 1;
    return does;
  }

  /** By chance, and once for certain, so that a world in which nothing happened cannot pass. */
  #strikes(fault: Fault): boolean {
    const occasion = (this.#occasions.get(fault) ?? 0) + 1;
    this.#occasions.set(fault, occasion);
    const chance = this.#faults[fault] ?? 0;
    return this.#random.chance(chance) || (chance > 0 && occasion === CERTAIN_OCCASION);
  }

  #drawn<Kind extends ClickHouseFault | BucketFault>(sink: "clickhouse" | "bucket"): Kind | null {
    const mine = namesOf(this.#faults).filter((fault) => fault.startsWith(`${sink} `));
    const found = this.#random.shuffled(mine).find((fault) => this.#strikes(fault));
    // The names of the table of faults are made of the sink's name and its faults.
    return found === undefined ? null : (found.slice(sink.length + 1) as Kind);
  }
}

/** The bindings are generated without the classes behind them. */
const objectOf = (shard: number) =>
  env.SHARDS.get(env.SHARDS.idFromName(shardName(shard))) as unknown as DurableObjectStub<SessionShard>;
const rpc = (shard: number) => stubOf(shardName(shard));
const stubOf = (name: string) => env.SHARDS.get(env.SHARDS.idFromName(name)) as unknown as SessionShardRpc;

const namesOf = (faults: Faults) => Object.keys(faults) as Fault[];

/** What else the consumer asks of a shard, as it is. */
function callsOf(name: string): Partial<SessionShardRpc> {
  return {
    table: () => stubOf(name).table(),
    hold: (...args) => stubOf(name).hold(...args),
    handOver: (...args) => stubOf(name).handOver(...args),
    adopt: (...args) => stubOf(name).adopt(...args),
    follow: (...args) => stubOf(name).follow(...args),
    watchdog: () => stubOf(name).watchdog(),
  };
}

function advance(ms: number): void {
  if (ms > now()) setClock(ms);
}

async function nextAlarm(): Promise<{ shard: number; at: number } | null> {
  const armed = await Promise.all(
    SHARDS.map((shard) => runInDurableObject(objectOf(shard), (_, { storage }) => storage.getAlarm())),
  );
  const all = armed.flatMap((at, shard) => (at === null ? [] : [{ shard, at }]));
  return all.sort((a, b) => a.at - b.at)[0] ?? null;
}

/** One that nobody has called since it died is not there to be evicted. */
async function evict(shard: number): Promise<void> {
  await rpc(shard).status();
  await evictDurableObject(objectOf(shard));
}

const loseAlarm = (shard: number) =>
  runInDurableObject(objectOf(shard), (_, { storage }) => storage.deleteAlarm());

function unlessDeath(error: unknown): void {
  if (!(error instanceof Error && error.message === DEATH)) throw error;
}

const leftIn = ({ unflushed, pending, unarchived }: ShardStatus) => unflushed + pending + unarchived;
export const isAtRest = (status: ShardStatus) => leftIn(status) === 0;
