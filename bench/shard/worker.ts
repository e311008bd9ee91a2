/** What is measured, and the floor: our shard, and an object that writes each call down as it came, and does nothing else. */
import { build } from "esbuild";
import { COMPATIBILITY_DATE } from "../workerd.ts";

/**
 * `/load` keeps the calls of the next run, `/run` makes them one after the other, `/reset` begins with empty objects.
 * Draining is another bench's business, so the shard's alarm does nothing, unless `/drain` asks for it.
 */
const SOURCE = `
import { DurableObject } from "cloudflare:workers";
import { SessionShard } from "../../workers/consumer/shard.ts";

const ARCHIVE = { put: async () => ({}), head: async () => null };

export class Shard extends SessionShard {
  constructor(ctx, env) { super(ctx, { ...env, ARCHIVE }); }
  async alarm() {}
  take(text) { return this.ingest(text, 0, 1); }
  async reset() { await this.ctx.storage.deleteAll(); this.ctx.abort("reset"); }
}

const utf8 = new TextEncoder();
export class Floor extends DurableObject {
  #calls = 0;
  constructor(ctx, env) {
    super(ctx, env);
    ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS ring (slot INTEGER PRIMARY KEY, at INTEGER NOT NULL, body BLOB NOT NULL)");
  }
  take(text) {
    const slot = this.#calls++ % 16384;
    this.ctx.storage.sql.exec("INSERT OR REPLACE INTO ring (slot, at, body) VALUES (?, ?, ?)", slot, Date.now(), utf8.encode(text));
    return { ok: true };
  }
  async reset() { await this.ctx.storage.deleteAll(); this.ctx.abort("reset"); }
}

const stub = (env, side) =>
  side === "floor" ? env.FLOORS.get(env.FLOORS.idFromName("floor")) : env.SHARDS.get(env.SHARDS.idFromName("shard-0"));
let calls = [];

export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    const object = stub(env, searchParams.get("side"));
    if (pathname === "/load") calls = await request.json();
    if (pathname === "/reset") await object.reset().catch(() => {});
    if (pathname === "/drain") return Response.json(await object.drain(60000));
    if (pathname === "/run") {
      for (const call of calls) {
        const answer = await object.take(call);
        if (!answer.ok) return Response.json(answer, { status: 500 });
      }
    }
    return new Response("done");
  },
};`;

export async function shardModules(): Promise<Record<string, string>> {
  const bundle = await build({
    stdin: { contents: SOURCE, resolveDir: import.meta.dirname, loader: "js" },
    ...{ bundle: true, minify: true, write: false },
    ...{ format: "esm", external: ["cloudflare:*"] },
  });
  return { "main.mjs": bundle.outputFiles[0]?.text ?? "" };
}

/** Objects keep their storage on disk, as Cloudflare's do; ClickHouse takes what comes. */
export const shardConfig = (
  port: number,
  clickhouseUrl: string,
) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "main", esModule = embed "main.mjs")],
      compatibilityDate = "${COMPATIBILITY_DATE}",
      durableObjectNamespaces = [
        (className = "Shard", uniqueKey = "shard", enableSql = true),
        (className = "Floor", uniqueKey = "floor", enableSql = true)],
      durableObjectStorage = (localDisk = "disk"),
      globalOutbound = "network",
      bindings = [
        (name = "SHARDS", durableObjectNamespace = "Shard"),
        (name = "FLOORS", durableObjectNamespace = "Floor"),
        (name = "SHARD_COUNT", text = "1"),
        (name = "CLICKHOUSE_URL", text = "${clickhouseUrl}"),
        (name = "CLICKHOUSE_USER", text = "default"),
        (name = "CLICKHOUSE_PASSWORD", text = ""),
        (name = "CLICKHOUSE_DATABASE", text = "bench")])),
    (name = "disk", disk = (path = "disk", writable = true)),
    (name = "network", network = (allow = ["private"]))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]);`;
