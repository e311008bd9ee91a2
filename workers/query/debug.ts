/** `GET /v1/debug`: hands a WebSocket of somebody who may read the site to the site's feed. */
import type { SiteId } from "../../schema/ids.ts";
import type { LiveFeedRpc } from "../../schema/live.ts";
import { objectNamed, type Placed } from "../control/jurisdiction.ts";
import { forgetSite } from "../control/sites.ts";
import { type Refusal, refuse } from "./refusal.ts";

export const notAnUpgrade: Refusal = refuse(
  400,
  "not_a_websocket",
  "Open this address as a WebSocket: `new WebSocket('wss://…/v1/debug?site_id=…')`.",
);

/** `grant` is the id of the token, by which the feed looks whether it still holds. */
export async function watch(
  env: Pick<Env, "LIVE" | "CONTROL"> & Placed,
  site: SiteId,
  grant: string,
  request: Request,
): Promise<Response> {
  // The bindings are generated without the classes behind them; schema/live.ts says what these answer.
  const feed = objectNamed(env.LIVE, site, env) as unknown as LiveFeedRpc;
  const headers = new Headers({ upgrade: "websocket", "x-footfall-grant": grant });
  // The token may ride among the protocols; the feed need not see it.
  if (request.headers.has("sec-websocket-protocol")) headers.set("sec-websocket-protocol", "footfall");
  const answer = await feed.fetch(new Request("https://feed/", { headers }));
  // Here the consumer may be the same isolate: then it knows at once that somebody watches.
  forgetSite(env.CONTROL, site);
  return answer;
}
