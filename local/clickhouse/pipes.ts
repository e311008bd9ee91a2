/**
 * Named pipes: how an answer leaves the engine piece by piece.
 *
 * The engine writes a result in any format to a file of our choice. When the file is a pipe, its small buffer is
 * all that lies between the engine and a slow reader: the engine waits, and no result is ever whole in memory.
 */

import { execFile } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";

/** One end for the engine (by `path`), one for us (`output`). */
export type Pipe = {
  path: string;
  output: Socket;
  /** Call it when the engine has ended, and only then: `output` ends after what is still in the pipe. */
  finish(): void;
};

/** Makes `count` named pipes in `folder` and returns their paths. They are reused: making one costs a process. */
export async function makePipes(folder: string, count: number): Promise<string[]> {
  const paths = Array.from({ length: count }, (_, at) => join(folder, `pipe-${at}`));
  await promisify(execFile)("mkfifo", ["-m", "600", ...paths]);
  return paths;
}

/** Opens our end. Read without blocking through the event loop, so that no pool thread waits for the engine. */
export function openPipe(path: string): Pipe {
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  // A pipe without a writer reads as ended: this one holds it open from before the engine comes until it has gone.
  const keeper = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  const output = new Socket({ fd: reader, readable: true, writable: false });
  let isOpen = true;
  const finish = () => {
    if (isOpen) closeSync(keeper);
    isOpen = false;
  };
  return { path, output, finish };
}
