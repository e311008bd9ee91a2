/**
 * What is measured, and two floors: our shard; an object that writes each call's events down as JSON, as they came, and
 * does nothing else; and the same with our shard's own, smaller bytes.
 */
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
  take({ bytes }) { return this.ingest(bytes, 0, 1); }
  async reset() { await this.ctx.storage.deleteAll(); this.ctx.abort("reset"); }
}

const utf8 = new TextEncoder();
export class Floor extends DurableObject {
  #calls = 0;
  constructor(ctx, env) {
    super(ctx, env);
    ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS ring (slot INTEGER PRIMARY KEY, at INTEGER NOT NULL, body BLOB NOT NULL)");
  }
  take({ text, bytes }) {
    const slot = this.#calls++ % 16384;
    this.ctx.storage.sql.exec("INSERT OR REPLACE INTO ring (slot, at, body) VALUES (?, ?, ?)", slot, Date.now(), bytes ?? utf8.encode(text));
    return { ok: true };
  }
  async reset() { await this.ctx.storage.deleteAll(); this.ctx.abort("reset"); }
}

const stub = (env, side) =>
  side === "shard" ? env.SHARDS.get(env.SHARDS.idFromName("shard-0")) : env.FLOORS.get(env.FLOORS.idFromName(side));
let calls = [];
const loaded = ({ bytes, text }) => ({ bytes: Uint8Array.fromBase64(bytes), text });

export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    const object = stub(env, searchParams.get("side"));
    if (pathname === "/load") calls = (await request.json()).map(loaded);
    if (pathname === "/reset") await object.reset().catch(() => {});
    if (pathname === "/drain") return Response.json(await object.drain(60000));
    if (pathname === "/run") {
      for (const { bytes, text } of calls) {
        const answer = await object.take(searchParams.get("side") === "floor" ? { text } : { bytes });
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
