/** Starts and stops the embedded ClickHouse. */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { openEngine } from "./engine.ts";
import { lockFolder } from "./folder-lock.ts";
import { createGateway, type Users } from "./gateway.ts";

export type ClickHouseOptions = {
  /** The data folder; made if it is not there. One process can have one folder. */
  path: string;
  /** 0 takes any free port. */
  port: number;
  host?: string;
  /** Passwords by user. Without it: `default` with an empty password, as ClickHouse comes. */
  users?: Users;
};

export type LocalClickHouse = {
  url: string;
  /** Gives running queries a moment to end, cancels the rest, and gives the folder back. Data stay. */
  close(): Promise<void>;
};

const MAX_HEADER_BYTES = 1 << 20; // ClickHouse's http_max_uri_size: parameters ride in the URL
const KEEP_ALIVE_MS = 30_000;
const CLOSE_GRACE_MS = 300;
const CLOSE_POLL_MS = 20;

/** Opens the folder and serves it over HTTP. Throws a FolderHeldError when another process has the folder. */
export async function startClickHouse(options: ClickHouseOptions): Promise<LocalClickHouse> {
  const { path, port, host = "127.0.0.1", users = { default: "" } } = options;
  const unlock = await lockFolder(path);
  try {
    const engine = await openEngine(path);
    const running = new Set<AbortController>();
    const server = createServer(
      { maxHeaderSize: MAX_HEADER_BYTES, requestTimeout: 0 },
      createGateway(engine, users, running),
    );
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    await listen(server, port, host);
    const address = server.address() as AddressInfo; // a server that listens on TCP has a port
    const close = async () => {
      await closeServer(server, running);
      await engine.close();
      await unlock();
    };
    return { url: `http://${host}:${address.port}`, close };
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve());
  });
}

async function closeServer(server: Server, running: Set<AbortController>): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  for (let waitedMs = 0; running.size > 0 && waitedMs < CLOSE_GRACE_MS; waitedMs += CLOSE_POLL_MS)
    await sleep(CLOSE_POLL_MS);
  for (const query of running) query.abort(new Error("The server is shutting down."));
  while (running.size > 0) await sleep(CLOSE_POLL_MS);
  server.closeAllConnections();
  await closed;
}
