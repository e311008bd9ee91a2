/**
 * The connections of the one engine, lent to one query at a time.
 *
 * A fresh connection for every query would be simplest, but while any query runs chdb keeps the closed ones
 * (350 KB each). So they are reused, and nothing a query sets reaches another one: settings and database are put
 * back before the next, a connection that has parameters goes only to queries that set all of those again, and one
 * whose state is not known is closed.
 */

import { Session } from "chdb";
import { exception } from "./exception.ts";
import type { SessionState } from "./set-statements.ts";

export type Connection = {
  session: Session;
  state: SessionState;
  /** The client's session this connection belongs to: temporary tables and SET stay in it. */
  sessionId: string | null;
};

type ClientSession = { connection: Connection; isBusy: boolean; expiry: NodeJS.Timeout | null };

const MAX_IDLE = 16;
const SESSION_TIMEOUT_MS = 60_000; // ClickHouse's default_session_timeout

export class Connections {
  readonly #folder: string;
  readonly #idle: Connection[] = [];
  readonly #clientSessions = new Map<string, ClientSession>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A connection for a query with these parameters. Give it back. Throws when the client's session is in use. */
  lend(sessionId: string | null, params: Readonly<Record<string, string>>): Connection {
    if (sessionId !== null) return this.#lendTo(sessionId);
    const at = this.#idle.findLastIndex(({ state }) =>
      state.params.every((name) => Object.hasOwn(params, name)),
    );
    return this.#idle.splice(at, at < 0 ? 0 : 1)[0] ?? this.#open(null);
  }

  /** Takes a connection back. `isClean`: its state is what `state` says. */
  giveBack(connection: Connection, isClean: boolean): void {
    if (connection.sessionId !== null) this.#giveBackTo(connection.sessionId);
    else if (isClean && this.#idle.length < MAX_IDLE) this.#idle.push(connection);
    else connection.session.close();
  }

  /** Closes what nobody uses. */
  close(): void {
    for (const { session } of this.#idle.splice(0)) session.close();
    for (const id of this.#clientSessions.keys()) this.#end(id);
  }

  #open(sessionId: string | null): Connection {
    const state = { settings: {}, params: [], database: null };
    return { session: new Session(this.#folder), state, sessionId };
  }

  #lendTo(id: string): Connection {
    const known = this.#clientSessions.get(id);
    if (known?.isBusy)
      throw exception(373, "SESSION_IS_LOCKED", `Session ${id} is locked by a concurrent client.`);
    if (known?.expiry) clearTimeout(known.expiry);
    const connection = known?.connection ?? this.#open(id);
    this.#clientSessions.set(id, { connection, isBusy: true, expiry: null });
    return connection;
  }

  #giveBackTo(id: string): void {
    const known = this.#clientSessions.get(id);
    if (known === undefined) throw new Error(`The session ${id} was given back twice.`);
    known.isBusy = false;
    known.expiry = setTimeout(() => this.#end(id), SESSION_TIMEOUT_MS).unref();
  }

  #end(id: string): void {
    const known = this.#clientSessions.get(id);
    if (known?.expiry) clearTimeout(known.expiry);
    known?.connection.session.close();
    this.#clientSessions.delete(id);
  }
}
