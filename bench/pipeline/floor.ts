/** The floor of the whole path: read the body, queue it, write each batch's part of a shard down as one blob row. */
import { DurableObject } from "cloudflare:workers";

const SHARDS = 4;
const utf8 = new TextEncoder();
let written = 0;

export class Floor extends DurableObject {
  #calls = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.storage.sql.exec(
      "CREATE TABLE IF NOT EXISTS ring (slot INTEGER PRIMARY KEY, at INTEGER NOT NULL, body BLOB NOT NULL)",
    );
  }

  async take(text: string): Promise<void> {
    const row = [this.#calls++ % 16_384, Date.now(), utf8.encode(text)];
    this.ctx.storage.sql.exec("INSERT OR REPLACE INTO ring (slot, at, body) VALUES (?, ?, ?)", ...row);
  }
}

interface FloorEnv {
  EVENTS: Queue<string>;
  SHARDS: DurableObjectNamespace<Floor>;
}

export default {
  async fetch(request, env) {
    if (new URL(request.url).pathname === "/written") return Response.json(written);
    await env.EVENTS.send(await request.text());
    return new Response('{"accepted":3}', { status: 202 });
  },
  async queue(batch, env) {
    const texts = batch.messages.map(({ body }) => body);
    const parts = Map.groupBy(texts, (_) => Math.floor(Math.random() * SHARDS));
    const calls = [...parts].map(([shard, part]) =>
      env.SHARDS.get(env.SHARDS.idFromName(`shard-${shard}`)).take(JSON.stringify(part)),
    );
    await Promise.all(calls);
    written += texts.length;
  },
} satisfies ExportedHandler<FloorEnv, string>;
