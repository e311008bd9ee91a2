/**
 * The all-in-one Worker with every binding counted: what Cloudflare bills is added up where it happens, in the one
 * isolate that a local run has, and told at `/counts`.
 */
import footfall, { Salts as RealSalts, SessionShard as RealShard } from "../../workers/index.ts";
import { type Counts, NO_COUNTS } from "./counts.ts";

export { LiveFeed } from "../../workers/index.ts";

const counts: Counts = { ...NO_COUNTS };

/** Billed by 64 KB. */
const OPERATION_BYTES = 64_000;

function countedQueue(queue: Queue): Queue {
  const note = (body: unknown) => {
    counts.messages++;
    counts.queueOperations += Math.ceil(JSON.stringify(body).length / OPERATION_BYTES);
  };
  return {
    send: (body, options) => {
      note(body);
      return queue.send(body, options);
    },
    sendBatch: (messages, options) => {
      const all = [...messages];
      for (const { body } of all) note(body);
      return queue.sendBatch(all, options);
    },
    metrics: () => queue.metrics(),
  };
}

const STATEMENTS = new WeakMap<D1PreparedStatement, D1PreparedStatement>();

function countedStatement(statement: D1PreparedStatement): D1PreparedStatement {
  const all = async <Row>() => {
    const answer = await statement.all<Row>();
    counts.d1RowsRead += answer.meta.rows_read;
    counts.d1RowsWritten += answer.meta.rows_written;
    return answer;
  };
  // `raw` is used by nobody; the rest of the interface is here.
  const counted = {
    bind: (...values: unknown[]) => countedStatement(statement.bind(...values)),
    all,
    run: all,
    first: async <Row>() => (await all<Row>()).results[0] ?? null,
  } as unknown as D1PreparedStatement;
  STATEMENTS.set(counted, statement);
  return counted;
}

function countedControl(control: D1Database): D1Database {
  return {
    prepare: (text: string) => countedStatement(control.prepare(text)),
    batch: (statements: D1PreparedStatement[]) =>
      control.batch(statements.map((each) => STATEMENTS.get(each) ?? each)),
    exec: (text: string) => control.exec(text),
  } as D1Database; // dump and sessions are used by nobody
}

function countedBucket(bucket: R2Bucket): R2Bucket {
  return new Proxy(bucket, {
    get(target, name) {
      if (name === "list") counts.r2Writes++;
      if (name === "head" || name === "get") counts.r2Reads++;
      if (name === "put") return putCounted(target);
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** The archive's bodies are bytes or text. */
const putCounted = (bucket: R2Bucket) => (key: string, body: Uint8Array | string) => {
  counts.r2Writes++;
  counts.r2Bytes += body.length;
  if (key.startsWith("v1/corrections/")) counts.archivedRanges++;
  return bucket.put(key, body);
};

const envs = new WeakMap<Env, Env>();

/** The same for every request, because caches hang on the bindings. */
function counted(env: Env): Env {
  const known = envs.get(env);
  if (known) return known;
  const control = countedControl(env.CONTROL);
  const all = {
    ...env,
    CONTROL: control,
    EVENTS: countedQueue(env.EVENTS),
    ARCHIVE: countedBucket(env.ARCHIVE),
  };
  envs.set(env, all);
  return all;
}

function countStorage({ storage }: DurableObjectState): void {
  const { sql } = storage;
  const exec = sql.exec.bind(sql);
  const setAlarm = storage.setAlarm.bind(storage);
  Object.defineProperty(sql, "exec", {
    value: (query: string, ...values: unknown[]) => {
      const cursor = exec(query, ...values);
      counts.rowsWritten += cursor.rowsWritten;
      return cursor;
    },
  });
  Object.defineProperty(storage, "setAlarm", {
    value: (at: number) => {
      counts.rowsWritten++;
      return setAlarm(at);
    },
  });
}

/** One request, and the time that the object was busy with it: what waits for a sink is billed too. */
async function request<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  counts.objectRequests++;
  const began = Date.now();
  try {
    return await work();
  } finally {
    counts.objectMs += Date.now() - began;
  }
}

export class SessionShard extends RealShard {
  constructor(ctx: DurableObjectState, env: Env) {
    countStorage(ctx);
    super(ctx, counted(env));
  }
  override ingest(call: Uint8Array, shard: number, epoch: number) {
    return request(() => super.ingest(call, shard, epoch));
  }
  override carry() {
    return request(() => super.carry());
  }
  override claim(call: string) {
    return request(() => super.claim(call));
  }
  override alarm() {
    counts.alarms++;
    return request(() => super.alarm());
  }
  override table() {
    return request(() => super.table());
  }
  override watchdog() {
    return request(() => super.watchdog());
  }
}

export class Salts extends RealSalts {
  constructor(ctx: DurableObjectState, env: Env) {
    countStorage(ctx);
    super(ctx, counted(env));
  }
  override salts(nowMs: number) {
    return request(() => super.salts(nowMs));
  }
}

export default {
  fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname === "/counts") return Response.json(counts);
    counts.requests++;
    return footfall.fetch(request, counted(env), ctx);
  },
  queue(batch, env) {
    counts.batches++;
    for (const { attempts } of batch.messages) if (attempts > 1) counts.redelivered++;
    return footfall.queue(batch, counted(env));
  },
  scheduled(controller, env) {
    counts.crons++;
    return footfall.scheduled(controller, counted(env));
  },
} satisfies ExportedHandler<Env>;
