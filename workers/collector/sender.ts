/** Who sends, and may this site take it? */
import type { SiteId } from "../../schema/ids.ts";
import {
  MAX_EVENTS_PER_REQUEST,
  MAX_REQUEST_BYTES,
  MAX_SERVER_EVENTS_PER_REQUEST,
  MAX_SERVER_REQUEST_BYTES,
} from "../../schema/limits.ts";
import { verifySiteKey } from "../control/site-key.ts";
import { type SiteConfig, siteConfig } from "../control/sites.ts";
import { allows, type Grant, grantFor } from "../control/tokens.ts";
import { senderNetwork } from "./address.ts";
import { Refusal } from "./answer.ts";
import type { Visit } from "./capture.ts";
import { isOverLimit } from "./rate-limit.ts";

/** A page, or a server that has a token. */
export interface Sender {
  grant: Grant | null;
  maxBytes: number;
  maxEvents: number;
  mayBePacked: boolean;
}

export const PAGE: Sender = {
  grant: null,
  maxBytes: MAX_REQUEST_BYTES,
  maxEvents: MAX_EVENTS_PER_REQUEST,
  mayBePacked: false,
};

/** Whoever sends the header `Authorization`. Throws `ControlPlaneAway`. */
export async function identifyServer(
  authorization: string,
  { headers, config, nowMs }: Visit,
): Promise<Sender | Refusal> {
  const network = senderNetwork(headers.get("CF-Connecting-IP") ?? "") ?? "";
  if (config.strikes.isOut(network, nowMs)) return rateLimited();
  const bearer = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  const grant = bearer ? await grantFor(config.control, config.adminToken, bearer, nowMs) : null;
  if (grant === null) {
    config.strikes.add(network);
    return new Refusal("bad_token", "The token is unknown, expired or revoked; send it as Bearer.", {
      path: "Authorization",
    });
  }
  if (!allows(grant, "events:write")) return scopeMissing();
  return {
    grant,
    maxBytes: MAX_SERVER_REQUEST_BYTES,
    maxEvents: MAX_SERVER_EVENTS_PER_REQUEST,
    mayBePacked: true,
  };
}

/** The site behind a key, if it exists and this sender may write to it. */
export async function admitSite(
  key: string,
  sender: Sender,
  { headers, config, nowMs }: Visit,
): Promise<SiteConfig | Refusal> {
  const id = await verifySiteKey(config.secret, key);
  if (id === null) return badSiteKey();
  // Before the look-up, so that a flood on one key costs neither reads nor messages. Tokens are known by name.
  if (sender.grant === null && (await isOverLimit(config, id, headers))) return rateLimited().of(id);
  const site = await siteConfig(config.control, id, nowMs);
  if (site === null) return badSiteKey();
  if (sender.grant !== null) return mayWrite(sender.grant, id) ? site : scopeMissing().of(id);
  return mayComeFrom(site, headers.get("Origin")) ? site : originRefused().of(id);
}

const mayWrite = (grant: Grant, site: SiteId): boolean => allows(grant, "events:write", site);

/** `origin` is null where there is no header: old browsers on the same origin, images, command lines. */
export function mayComeFrom(
  site: Pick<SiteConfig, "allowed_origins" | "require_origin">,
  origin: string | null,
): boolean {
  if (origin === null) return !site.require_origin;
  return site.allowed_origins.length === 0 || site.allowed_origins.some((allowed) => covers(allowed, origin));
}

/** `https://example.com` is that origin, `example.com` that host by any scheme, `*.example.com` any host below it. */
function covers(allowed: string, origin: string): boolean {
  if (allowed.includes("://")) return allowed === origin;
  const host = origin.slice(origin.indexOf("://") + 3);
  return allowed.startsWith("*.") ? host.endsWith(allowed.slice(1)) : host === allowed;
}

const badSiteKey = (): Refusal => new Refusal("bad_site_key", "The site key is not valid.", { path: "site" });

const rateLimited = (): Refusal =>
  new Refusal("rate_limited", "Too many requests at once. Keep the events and send them again later.");

const scopeMissing = (): Refusal =>
  new Refusal("scope_missing", "The token may not write events to this site.", { path: "Authorization" });

const originRefused = (): Refusal =>
  new Refusal("origin_not_allowed", "The site does not take events from this origin.", { path: "Origin" });
