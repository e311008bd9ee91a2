/**
 * How often may an address send to a site, and all of them together? The platform counts, in each of its locations by
 * itself; the numbers are in wrangler.toml, and without the bindings there is no limit.
 */
import type { SiteId } from "../../schema/ids.ts";
import { senderNetwork } from "./address.ts";
import type { Config } from "./config.ts";
import { sipHash } from "./siphash.ts";
import { routeKey } from "./visitor.ts";

/** Whether this request is one too many. The address first: who sends too much must not use up what others may. */
export function isOverLimit(config: Config, site: SiteId, headers: Headers): boolean | Promise<boolean> {
  const isLimited = config.addressLimit !== undefined || config.siteLimit !== undefined;
  return isLimited && ask(config, site, headers);
}

async function ask(
  { addressLimit, siteLimit, secret }: Config,
  site: SiteId,
  headers: Headers,
): Promise<boolean> {
  const network = senderNetwork(headers.get("CF-Connecting-IP") ?? "") ?? "";
  // The address itself leaves this isolate in no form. Neither a site's id nor a network holds a blank.
  const sender = sipHash(await routeKey(secret), `${site} ${network}`);
  return (await isOver(addressLimit, sender)) || (await isOver(siteLimit, site));
}

/** A limiter that fails lets pass: it guards against floods and must not be an outage of its own. */
async function isOver(limiter: RateLimit | undefined, key: string): Promise<boolean> {
  try {
    return limiter !== undefined && !(await limiter.limit({ key })).success;
  } catch {
    return false;
  }
}
