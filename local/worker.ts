/**
 * The all-in-one Worker as `npm start` runs it: the same handlers, and beside them the `/demo` pages, which carry
 * the real tracker of the demo site.
 */
import type { SiteId } from "../schema/ids.ts";
import { mintSiteKey } from "../workers/control/site-key.ts";
import footfall from "../workers/index.ts";
import { demoFile } from "./demo/pages.ts";
import { DEMO_SITE_NAME } from "./demo/site.ts";

export * from "../workers/index.ts";

export default {
  ...footfall,
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname !== "/demo" && !pathname.startsWith("/demo/")) return footfall.fetch(request, env, ctx);
    return demoFile(pathname, await demoSiteKey(env)) ?? new Response("no such demo page\n", { status: 404 });
  },
} satisfies ExportedHandler<Env>;

/** The key of the site that `npm start -- --demo` made; without one the pages still show, and count nothing. */
async function demoSiteKey(env: Env): Promise<string> {
  const site = await env.CONTROL.prepare("SELECT id FROM sites WHERE name = ? AND deleted_at IS NULL")
    .bind(DEMO_SITE_NAME)
    .first<{ id: SiteId }>()
    .catch(() => null);
  return site ? mintSiteKey(env.SECRET_KEY, site.id) : "";
}
