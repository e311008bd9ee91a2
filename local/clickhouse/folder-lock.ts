/**
 * One process per data folder. The engine would find out by itself, but cryptically and late; this lock names the
 * process that holds the folder, and outlives no crash: a dead holder's lock is taken over.
 */

import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The folder is in use. The message is for people. */
export class FolderHeldError extends Error {
  readonly pid: number;

  constructor(path: string, pid: number) {
    super(`The data folder ${path} is held by process ${pid}. Stop that process, or choose another folder.`);
    this.pid = pid;
  }
}

/** The holder, and when it was born: numbers of dead processes are given to new ones. */
type Holder = { pid: number; born: string };

const LOCK_FILE = "gateway.lock";
/** A killed engine takes a moment to give its memory back, and only then its pid. */
const PATIENCE_MS = 2_000;
const POLL_MS = 50;

/**
 * Takes the folder for this process; the returned function gives it back. Throws a FolderHeldError when the holder
 * outlives our patience.
 */
export async function lockFolder(path: string): Promise<() => Promise<void>> {
  const folder = resolve(path);
  await mkdir(folder, { recursive: true });
  const file = join(folder, LOCK_FILE);
  const own = JSON.stringify({ pid: process.pid, born: await readBirth(process.pid) } satisfies Holder);
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (!(await createFile(file, own))) {
    const found = await readFile(file, "utf8").catch(() => "");
    const holder = parseHolder(found);
    if (holder === null || !(await isAlive(holder))) await discard(file, found);
    else if (performance.now() < giveUpAt) await sleep(POLL_MS);
    else throw new FolderHeldError(folder, holder.pid);
  }
  return () => rm(file, { force: true });
}

// Written aside and linked into place: the lock is never seen half written.
async function createFile(file: string, text: string): Promise<boolean> {
  const aside = `${file}.new.${process.pid}`;
  await writeFile(aside, text);
  try {
    await link(aside, file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

// Of several that find the same dead lock one moves it away. Whoever has moved away another's new one instead puts
// it back.
async function discard(file: string, dead: string): Promise<void> {
  const aside = `${file}.dead.${process.pid}`;
  await rename(file, aside).catch(() => {});
  const moved = await readFile(aside, "utf8").catch(() => dead);
  if (moved !== dead) await link(aside, file).catch(() => {});
  await rm(aside, { force: true });
}

function parseHolder(text: string): Holder | null {
  const [, pid, born] = /^\{"pid":(\d+),"born":"(\w*)"\}$/.exec(text) ?? [];
  return pid === undefined || born === undefined ? null : { pid: Number(pid), born };
}

async function isAlive({ pid, born }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  return born === (await readBirth(pid));
}

/**
 * A process's start in ticks since boot, where /proc tells it (field 22 of stat; the fields after the name in
 * brackets begin with the third, the state). A zombie has none: it is dead, and waits for its parent to notice.
 */
async function readBirth(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return state === "Z" ? "zombie" : (fields[18] ?? "");
}
