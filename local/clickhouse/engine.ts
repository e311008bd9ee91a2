/**
 * The embedded ClickHouse. The only file that knows chdb.
 *
 * chdb binds one data folder to a process, and lets any number of connections work on it at once, each with its own
 * settings, parameters and database. A running query occupies one thread of libuv's pool from start to end; `slots` keeps a few
 * threads free, because cancelling, files and gzip need them too.
 */

import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ChdbResult, drainPending, Session } from "chdb";
import { Connections } from "./connections.ts";
import { ClickHouseException } from "./exception.ts";
import { makePipes, openPipe } from "./pipes.ts";
import { prepare } from "./set-statements.ts";
import { Slots } from "./slots.ts";
import type { RunnableStatement } from "./statement.ts";

export type Job = {
  statement: RunnableStatement;
  /** The format of rows where the statement names none. */
  defaultFormat: string;
  database: string | null;
  params: Readonly<Record<string, string>>;
  settings: Readonly<Record<string, string>>;
  sessionId: string | null;
  /** Where the data of an `insert` lie. */
  dataFile: string;
  /** Unique; a running query is found by it. */
  tag: string;
};

/** What the engine counted: rows and bytes of the result, or of the data inserted. */
export type Counts = { isInsert: boolean; rows: number; bytes: number; elapsedMs: number };

export type Engine = {
  version: string;
  timezone: string;
  /** A folder for files that live as long as one query. Emptied at every start. */
  scratch: string;
  /** Yields the answer's bytes as they come. Throws a ClickHouseException; stops when the signal aborts. */
  run(job: Job, signal: AbortSignal): AsyncGenerator<Uint8Array, Counts>;
  /** Waits for what runs, then lets go of the folder. Abort the running queries first. */
  close(): Promise<void>;
};

const THREADS = Number(process.env.UV_THREADPOOL_SIZE) || 4;
const THREADS_KEPT_FREE = 2;
const KILL_RETRY_MS = 50;

/** Opens the folder, which must be nobody else's in this process or any other. */
export async function openEngine(path: string): Promise<Engine> {
  const folder = resolve(path);
  const scratch = join(folder, "gateway");
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true, mode: 0o700 });
  const pipes = await makePipes(scratch, Math.max(1, THREADS - THREADS_KEPT_FREE));
  // Open from start to end: the engine lives as long as its last connection.
  const control = new Session(folder);
  const shared = { control, slots: new Slots(pipes), connections: new Connections(folder) };
  const [version = "", timezone = ""] = control
    .query("SELECT version(), timezone()", "TSV")
    .trim()
    .split("\t");
  return {
    version,
    timezone,
    scratch,
    run: (job, signal) => runInSlot(shared, job, signal),
    close: () => closeEngine(shared),
  };
}

type Shared = { control: Session; slots: Slots<string>; connections: Connections };

async function* runInSlot(shared: Shared, job: Job, signal: AbortSignal) {
  const { slots, connections, control } = shared;
  const pipe = await slots.take(signal);
  try {
    const connection = connections.lend(job.sessionId, job.params);
    let isClean = false;
    try {
      const { statements, state } = prepare(connection.state, job);
      for (const sql of statements) await connection.session.queryAsync(sql);
      connection.state = state;
      const counts = yield* runStatement(connection.session, control, job, pipe, signal);
      isClean = leavesNothing(job);
      return counts;
    } finally {
      connections.giveBack(connection, isClean);
    }
  } catch (error) {
    throw error instanceof Error ? new ClickHouseException(withoutOurs(error.message, job, pipe)) : error;
  } finally {
    slots.give(pipe);
  }
}

// Other statements may be a SET, a USE, or make temporary tables; and `readonly` cannot be taken back.
function leavesNothing({ statement, settings }: Job): boolean {
  return statement.kind !== "other" && !Object.hasOwn(settings, "readonly");
}

async function* runStatement(
  session: Session,
  control: Session,
  job: Job,
  pipe: string,
  signal: AbortSignal,
) {
  const { statement } = job;
  if (statement.kind !== "select") return yield* runWhole(session, control, job, signal);
  try {
    return yield* streamRows(session, control, job, pipe, signal);
  } catch (error) {
    if (!(error instanceof Error) || !/^Code: 62\./.test(error.message)) throw error;
    // The parser stumbled before there were rows, and speaks of our clause: let it speak of what was written.
    const text = statement.head + statement.tail;
    const plain: RunnableStatement = { kind: "other", text, format: statement.format, isTaggable: true };
    return yield* runWhole(session, control, { ...job, statement: plain }, signal);
  }
}

async function* streamRows(session: Session, control: Session, job: Job, path: string, signal: AbortSignal) {
  const pipe = openPipe(path);
  const options = { format: job.defaultFormat };
  const running = session.queryAsync(statementText(job, path), options).finally(pipe.finish);
  const ended = endedOrKilled(running, control, job.tag, signal);
  try {
    // Without an encoding, a socket reads bytes.
    for await (const chunk of pipe.output.iterator({ destroyOnReturn: false })) yield chunk as Uint8Array;
  } finally {
    // Whoever stops reading early must still empty the pipe: the engine, waiting to open it or to write into it,
    // would not hear that it is killed.
    pipe.output.on("data", () => {}).resume();
    await ended;
    pipe.output.destroy();
  }
  return countsOf(job, await running);
}

async function* runWhole(session: Session, control: Session, job: Job, signal: AbortSignal) {
  const running = session.queryAsync(statementText(job, ""), { format: job.defaultFormat });
  await endedOrKilled(running, control, job.tag, signal);
  const result = await running;
  const bytes = result.bytes();
  if (bytes.length > 0) yield bytes;
  return countsOf(job, result);
}

function statementText(job: Job, pipe: string): string {
  const { statement } = job;
  if (statement.kind === "other")
    return statement.isTaggable ? statement.text + clauseOf(job, pipe) : statement.text;
  return statement.head + clauseOf(job, pipe) + statement.tail;
}

/** What the gateway adds to a statement: where rows go or data lie, and the tag in a comment. */
function clauseOf({ statement, dataFile, tag }: Job, pipe: string): string {
  if (statement.kind === "select") return `\nINTO OUTFILE '${pipe}' APPEND COMPRESSION 'none' /* ${tag} */\n`;
  if (statement.kind === "insert") return `\nFROM INFILE '${dataFile}' COMPRESSION 'none' /* ${tag} */\n`;
  return `\n/* ${tag} */`;
}

// Errors quote the statement from where they are; nobody wrote this part of it, and it names our folder.
function withoutOurs(message: string, job: Job, pipe: string): string {
  return message.replaceAll(clauseOf(job, pipe).trim(), "").replaceAll(`: (in file/uri ${job.dataFile})`, "");
}

// A broken pipe alone does not stop a query: the engine computes the rest for nobody. A query can be killed only
// once it is in the list of processes, and some only between two steps, so the order is repeated until it has ended.
async function endedOrKilled(running: Promise<unknown>, control: Session, tag: string, signal: AbortSignal) {
  let hasEnded = false;
  const ended = running.then(
    () => {
      hasEnded = true;
    },
    () => {
      hasEnded = true;
    },
  );
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await Promise.race([ended, aborted]);
  while (!hasEnded) {
    await control.queryAsync(`KILL QUERY WHERE position(query, '${tag}') > 0 ASYNC`).catch(() => {});
    await Promise.race([ended, sleep(KILL_RETRY_MS)]);
  }
}

function countsOf(job: Job, result: ChdbResult): Counts {
  const isInsert = job.statement.kind === "insert";
  return { isInsert, rows: result.rowsRead, bytes: result.bytesRead, elapsedMs: result.elapsed * 1000 };
}

async function closeEngine({ control, connections }: Shared): Promise<void> {
  connections.close();
  await drainPending();
  // Rows of inserts that did not wait are still in the engine's queue.
  await control.queryAsync("SYSTEM FLUSH ASYNC INSERT QUEUE").catch(() => {});
  control.close();
  await drainPending();
}
