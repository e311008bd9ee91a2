/** Who asks: the bearer of a token or share, a browser that exchanged one for a cookie, or a person of Cloudflare Access. */
import type { SiteId } from "../../schema/ids.ts";
import { BEARER_PROTOCOL_PREFIX } from "../../schema/live.ts";
import type { Scope } from "../../schema/words.ts";
import { allows, type Grant } from "../control/tokens.ts";
import { type AccessSettings, verifyAssertion } from "./access.ts";
import { bearerGrant, type Showing, tokenGrant } from "./bearer.ts";
import { tokenInCookie } from "./cookie.ts";
import { personFor } from "./people.ts";
import { type Refusal, refuse } from "./refusal.ts";
import type { ShareGrant } from "./shares.ts";
import { unlessUnmigrated } from "./unmigrated.ts";

/** What the request may, and under a share of which rows: then `share` is its id. */
export type Asker = Grant & Partial<Pick<ShareGrant, "share" | "base">>;

export interface Asked extends Showing {
  request: Request;
  /** Of Cloudflare Access, where it stands in front. */
  access?: AccessSettings | null;
}

/** The grant that the request carries. A header goes before a cookie, and only the cookie has rules of origin. */
export async function grantOf(asked: Asked): Promise<Asker | Refusal> {
  const { request } = asked;
  const header = request.headers.get("authorization");
  if (header !== null) {
    const [, token] = /^Bearer +(\S+)$/i.exec(header) ?? [];
    return token === undefined
      ? refuse(401, "bad_token", "Authorization must read `Bearer <token>`.")
      : bearerGrant(asked, token);
  }
  const named = tokenInProtocol(request);
  if (named !== null) return tokenGrant(asked, named);
  const token = tokenInCookie(request);
  if (token === null) return vouchedFor(asked);
  return crossOriginRefusal(request) ?? tokenGrant(asked, token);
}

/** Access puts its assertion beside whatever the browser sends to this host: it rides like a cookie. */
async function vouchedFor({ request, control, access, now }: Asked): Promise<Asker | Refusal> {
  const assertion = request.headers.get("cf-access-jwt-assertion");
  if (assertion === null || !access)
    return refuse(401, "no_token", "Send a token: `Authorization: Bearer <token>`.");
  const foreign = crossOriginRefusal(request);
  if (foreign !== null) return foreign;
  const vouched = await verifyAssertion(assertion, access, now);
  if (!vouched.ok)
    return vouched.reason === "invalid"
      ? refuse(401, "bad_assertion", "Cloudflare Access does not vouch for this request.")
      : refuse(503, "access_away", "The keys of Cloudflare Access cannot be read.");
  const person = await unlessUnmigrated(() => personFor(control, vouched.email, now));
  return (
    person ?? refuse(403, "unknown_person", "An administrator has to let this person in: `POST /v1/people`.")
  );
}

/** A page's WebSocket can send no header of its own but this one. */
function tokenInProtocol(request: Request): string | null {
  if (!isUpgrade(request)) return null;
  const protocols = (request.headers.get("sec-websocket-protocol") ?? "").split(/, */);
  const named = protocols.find((protocol) => protocol.startsWith(BEARER_PROTOCOL_PREFIX));
  return named?.slice(BEARER_PROTOCOL_PREFIX.length) || null;
}

/**
 * A cookie is sent by the browser whoever made the page ask. Another page's form cannot send JSON, its script cannot
 * choose Origin or Sec-Fetch-Site, and SameSite=Strict keeps the cookie away from other sites in the first place.
 */
export function crossOriginRefusal(request: Request): Refusal | null {
  if (isUpgrade(request)) return foreignPageRefusal(request);
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (isRead) {
    return request.headers.get("sec-fetch-site") === "same-origin"
      ? null
      : refuse(403, "cross_origin", "A session can be used from the dashboard's own pages only.");
  }
  if (!isJson(request)) return refuse(415, "not_json", "Send `Content-Type: application/json`.");
  return foreignPageRefusal(request);
}

const foreignPageRefusal = (request: Request): Refusal | null =>
  request.headers.get("origin") === new URL(request.url).origin
    ? null
    : refuse(403, "cross_origin", "A session can be used from the dashboard's own pages only.");

/** Whether it asks for a WebSocket. */
export const isUpgrade = (request: Request): boolean =>
  request.headers.get("upgrade")?.toLowerCase() === "websocket";

export const isJson = (request: Request): boolean =>
  /^application\/json *(;|$)/i.test(request.headers.get("content-type") ?? "");

/** Null when the grant covers the scope, on the site when one is named. */
export function scopeRefusal(grant: Grant, scope: Scope, site?: SiteId): Refusal | null {
  if (allows(grant, scope, site)) return null;
  const where = site === undefined ? "" : " for this site";
  return refuse(403, "forbidden", `This needs a token with the scope \`${scope}\`${where}.`);
}
