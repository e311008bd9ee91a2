/**
 * The all-in-one door: one Worker that is collector, consumer, query worker and dashboard host.
 * The same handlers run alone in the split form; see the wrangler.toml beside each.
 */
import collector from "./collector/index.ts";
import consumer from "./consumer/index.ts";
import query from "./query/index.ts";

export { LiveFeed, Salts, SessionShard } from "./consumer/index.ts";

/** What the collector answers on every host, a customer's own zone included. */
const COLLECTOR_PATHS = new Set(["/capture", "/pixel.gif", "/health"]);
/** The same, and the tracker, in a folder that a site has chosen on its own zone. */
const IN_FOLDER = /^\/[\w-]+\/(capture|pixel\.gif|script\.js|script\/[\w.-]+)$/;

export default {
  fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    return COLLECTOR_PATHS.has(pathname) || IN_FOLDER.test(pathname)
      ? collector.fetch(request, env, ctx)
      : query.fetch(request, env, ctx);
  },
  queue: consumer.queue,
  scheduled: consumer.scheduled,
} satisfies ExportedHandler<Env>;
