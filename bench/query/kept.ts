/** A server with the bench's rows, which are made once and kept for the runs after it. */
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fill } from "../schema/fill.ts";
import { type Server, startServer } from "../schema/server.ts";

/** Under the system's folder for temporary files; ten million events take 2 GB. */
const folderOf = (events: number): string => join(tmpdir(), `footfall-bench-query-${events}`);

/** `isFresh`: made again. What a run left half made is made again too. */
export async function keptServer(events: number, isFresh: boolean): Promise<Server> {
  const folder = folderOf(events);
  const mark = join(folder, "filled");
  const isFilled = !isFresh && existsSync(mark);
  if (!isFilled) await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const server = await startServer({ folder: join(folder, "clickhouse") });
  if (!isFilled) {
    console.log(`${events} events are made in ${folder}: some minutes, once.`);
    await fill(server, events);
    await writeFile(mark, "");
  }
  return server;
}
