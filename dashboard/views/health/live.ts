/** The live debugger's connection: frames of `GET /v1/debug` as signals. The only WebSocket of the dashboard. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { LiveEvent, LiveFrame } from "../../../schema/live.ts";

/** `closed`: it is tried again; `refused`: it is not. */
export type LiveState = "connecting" | "watching" | "closed" | "refused";

/** An event, and a number by which it is told from its copies. */
export interface Seen {
  key: number;
  event: LiveEvent;
}

export interface Live {
  state: ReadonlySignal<LiveState>;
  /** The newest first, so many as a person can look at. */
  seen: ReadonlySignal<readonly Seen[]>;
  /** Came, and were not shown: a debugger never slows ingestion. */
  skipped: ReadonlySignal<number>;
  end(): void;
}

/** Opens a connection and says what is heard on it. */
export type Open = (path: string, ear: Ear) => Line;
export interface Ear {
  text(text: string): void;
  closed(code: number): void;
}
export interface Line {
  send(text: string): void;
  /** Nothing more is heard. */
  close(): void;
}

const KEPT_EVENTS = 200;
const RETRY_MS = 3_000;
const PING_MS = 30_000;
/** So many attempts in a row that never opened are not bad luck: it is refused. */
const MAX_FAILURES = 3;
/** The token does not open this site any more. */
const REVOKED = 4401;

/** Watches a site until `end`; the session's cookie says who asks. */
export function watch(siteId: string, open: Open = openSocket): Live {
  const state = signal<LiveState>("connecting");
  const seen = signal<readonly Seen[]>([]);
  const skipped = signal(0);
  let line: Line | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let count = 0;

  const see = (frame: LiveFrame): void => {
    failures = 0;
    state.value = "watching";
    if (frame.type !== "events") return;
    const fresh = frame.events.map((event) => ({ key: count++, event })).toReversed();
    seen.value = [...fresh, ...seen.value].slice(0, KEPT_EVENTS);
    skipped.value += frame.skipped;
  };
  const connect = (): void => {
    line = open(`/v1/debug?site_id=${encodeURIComponent(siteId)}`, {
      // Our own API's frames, by its contract in schema/live.ts; `pong` is the answer to a ping.
      text(text) {
        if (text !== "pong") see(JSON.parse(text) as LiveFrame);
      },
      closed(code) {
        failures += 1;
        const isRefused = code === REVOKED || failures >= MAX_FAILURES;
        state.value = isRefused ? "refused" : "closed";
        if (!isRefused) retry = setTimeout(connect, RETRY_MS);
      },
    });
  };
  const ping = setInterval(() => {
    if (state.value === "watching") line?.send("ping");
  }, PING_MS);
  connect();

  const end = (): void => {
    clearTimeout(retry);
    clearInterval(ping);
    line?.close();
  };
  return { state, seen, skipped, end };
}

function openSocket(path: string, ear: Ear): Line {
  const address = new URL(path, location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(address, "footfall");
  socket.onmessage = ({ data }) => ear.text(String(data));
  socket.onclose = ({ code }) => ear.closed(code);
  return {
    send: (text) => socket.send(text),
    close() {
      socket.onmessage = null;
      socket.onclose = null;
      socket.close();
    },
  };
}
