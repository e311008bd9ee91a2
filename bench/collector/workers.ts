/** What is measured, and the floor: the collector's own bundle, and a handler that only reads and sends. */
import { build } from "esbuild";

/** The least that keeps the promise of a 202: read the body, give it to the queue, answer. */
const BARE = `export default {
  async fetch(request, env) {
    await env.EVENTS.send(await request.text());
    return new Response('{"accepted":5}', { status: 202 });
  },
};`;

/** Takes what the queue binding sends; the same on both sides. */
const QUEUE = `export default {
  async fetch(request) {
    await request.arrayBuffer();
    return Response.json({ metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } });
  },
};`;

/** Answers every D1 query with one site. */
const CONTROL = (siteId: string) => `export default {
  async fetch(request) {
    await request.text();
    const columns = ["id", "name", "domains", "timezone", "session_minutes", "allowed_origins", "require_origin",
      "honour_gpc", "allowed_query_params", "paths", "address_rules", "rules_revision", "watched_until", "created_at",
      "updated_at"];
    const row = ["${siteId}", "Bench", "[]", "UTC", 30, "[]", 0, 1, "[]", "{}", "[]", 0, 0, 0, 0];
    return Response.json([{ success: true, meta: {}, results: { columns, rows: [row] } }]);
  },
};`;

/** The day before, the day, and the day after, as the real object answers. */
const SALTS = `import { DurableObject } from "cloudflare:workers";
export class Salts extends DurableObject {
  salts(nowMs) {
    const day = (n) => new Date(nowMs + n * 86400000).toISOString().slice(0, 10);
    return { [day(-1)]: "00".repeat(16), [day(0)]: "11".repeat(16), [day(1)]: "22".repeat(16) };
  }
}
export default { fetch: () => new Response() };`;

/** Module sources by worker. */
export async function workerSources(siteId: string) {
  const bundle = await build({
    entryPoints: ["workers/collector/index.ts"],
    bundle: true,
    minify: true,
    format: "esm",
    external: ["cloudflare:*"],
    write: false,
  });
  const collector = bundle.outputFiles[0]?.text ?? "";
  return { collector, bare: BARE, queue: QUEUE, control: CONTROL(siteId), salts: SALTS };
}
