/**
 * The Durable Object of one site's live debugger: sockets of those who watch, and nothing stored. It sleeps between
 * frames (hibernation). While somebody watches, the site's row says so, which is how the others know whether to
 * send anything; and every minute those are dismissed whose token was revoked, or whose site is gone.
 */
import { DurableObject } from "cloudflare:workers";
import { LIVE_PROTOCOL, type LiveFeedRpc, type LiveFrame, MAX_WATCHERS } from "../../schema/live.ts";
import { now } from "../clock.ts";

const CHECK_INTERVAL_MS = 60_000;
/** Outlives two checks, so that the row speaks the truth without a gap. */
const WATCHED_MS = 3 * CHECK_INTERVAL_MS;
/** Close codes of our own: 4000 … 4999 are free for applications. */
const REVOKED = 4401;

/** Kept with its socket while the object sleeps. */
interface Watcher {
  /** Id of the token; `environment` has no row. */
  grant: string;
}

export class LiveFeed extends DurableObject<Env> implements Pick<LiveFeedRpc, "show"> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  override async fetch(request: Request): Promise<Response> {
    if (this.ctx.getWebSockets().length >= MAX_WATCHERS) return later(TOO_MANY);
    try {
      await this.#saysWatched(now() + WATCHED_MS);
    } catch {
      // Nobody would know that somebody watches, and send anything.
      return later(AWAY);
    }
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    const grant = request.headers.get("x-footfall-grant") ?? "";
    server.serializeAttachment({ grant } satisfies Watcher);
    await this.ctx.storage.setAlarm(Date.now() + CHECK_INTERVAL_MS);
    const first: LiveFrame = {
      type: "watching",
      site_id: this.#site(),
      since: new Date(now()).toISOString(),
    };
    server.send(JSON.stringify(first));
    const isNamed = request.headers.get("sec-websocket-protocol") !== null;
    const headers = isNamed ? { "sec-websocket-protocol": LIVE_PROTOCOL } : {};
    return new Response(null, { status: 101, webSocket: client, headers });
  }

  async show(frame: string): Promise<number> {
    const sockets = this.ctx.getWebSockets();
    for (const socket of sockets) sendTo(socket, frame);
    return sockets.length;
  }

  override async alarm(): Promise<void> {
    const sockets = this.ctx.getWebSockets();
    if (sockets.length === 0) return this.#saysWatched(0);
    const alive = await this.#aliveGrants(sockets.map(grantOf));
    for (const socket of sockets)
      if (!alive.has(grantOf(socket))) socket.close(REVOKED, "The token does not open this site any more.");
    await this.#saysWatched(now() + WATCHED_MS);
    await this.ctx.storage.setAlarm(Date.now() + CHECK_INTERVAL_MS);
  }

  override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
    // Of the codes below 3000 most may not be sent.
    socket.close(code >= 3_000 ? code : 1_000);
    await this.#noteLeaving();
  }

  override async webSocketError(): Promise<void> {
    await this.#noteLeaving();
  }

  async #noteLeaving(): Promise<void> {
    const isOpen = ({ readyState }: WebSocket) => readyState === WebSocket.OPEN;
    if (!this.ctx.getWebSockets().some(isOpen)) await this.#saysWatched(0);
  }

  /** The object is named by its site. */
  #site(): string {
    if (this.ctx.id.name === undefined) throw new Error("A feed has no site.");
    return this.ctx.id.name;
  }

  async #saysWatched(untilMs: number): Promise<void> {
    await this.env.CONTROL.prepare("UPDATE sites SET watched_until = ? WHERE id = ?")
      .bind(untilMs, this.#site())
      .run();
  }

  /** Those of these that may still read the site; none when it is deleted. */
  async #aliveGrants(ids: string[]): Promise<ReadonlySet<string>> {
    const { results } = await this.env.CONTROL.prepare(ALIVE_GRANTS)
      .bind(JSON.stringify(ids), this.#site(), now())
      .all<{ id: string }>();
    return new Set(results.map(({ id }) => id));
  }
}

/** A token's rights never change, a person's may; the deployment's own token has no row. */
const ALIVE_GRANTS = `
SELECT value AS id FROM json_each(?1)
WHERE EXISTS (SELECT 1 FROM sites WHERE id = ?2 AND deleted_at IS NULL) AND (value = 'environment'
  OR value IN (SELECT id FROM tokens WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?3))
  OR value IN (SELECT id FROM people WHERE EXISTS (SELECT 1 FROM json_each(sites) WHERE value = ?2)
    OR EXISTS (SELECT 1 FROM json_each(scopes) WHERE value = 'admin')))`;

const later = (error: { code: string; message: string }): Response =>
  Response.json({ error }, { status: 503, headers: { "retry-after": "30" } });

const AWAY = { code: "control_plane_away", message: "The control plane (D1) did not answer." };
const TOO_MANY = {
  code: "too_many_watchers",
  message: `At most ${MAX_WATCHERS} people watch a site at once.`,
};

// What was attached above.
const grantOf = (socket: WebSocket): string => (socket.deserializeAttachment() as Watcher).grant;

/** One that has gone is not worth a word. */
function sendTo(socket: WebSocket, frame: string): void {
  try {
    socket.send(frame);
  } catch {
    // Closed meanwhile.
  }
}
