/** Who asks: the bearer of a token, or a browser that exchanged one for a cookie. */
import type { SiteId } from "../../schema/ids.ts";
import { BEARER_PROTOCOL_PREFIX } from "../../schema/live.ts";
import type { Scope } from "../../schema/words.ts";
import { ControlPlaneAway } from "../control/read-cache.ts";
import { allows, type Grant, grantFor } from "../control/tokens.ts";
import { tokenInCookie } from "./cookie.ts";
import { type Refusal, refuse } from "./refusal.ts";

export interface Asked {
  request: Request;
  control: D1Database;
  adminToken: string | undefined;
  /** ms. */
  now: number;
}

/** The grant that the request carries. A header goes before a cookie, and only the cookie has rules of origin. */
export async function grantOf(asked: Asked): Promise<Grant | Refusal> {
  const { request } = asked;
  const header = request.headers.get("authorization");
  if (header !== null) {
    const [, token] = /^Bearer +(\S+)$/i.exec(header) ?? [];
    return token === undefined
      ? refuse(401, "bad_token", "Authorization must read `Bearer <token>`.")
      : lookUp(asked, token);
  }
  const named = tokenInProtocol(request);
  if (named !== null) return lookUp(asked, named);
  const token = tokenInCookie(request);
  if (token === null) return refuse(401, "no_token", "Send a token: `Authorization: Bearer <token>`.");
  return crossOriginRefusal(request) ?? lookUp(asked, token);
}

/** A page's WebSocket can send no header of its own but this one. */
function tokenInProtocol(request: Request): string | null {
  if (!isUpgrade(request)) return null;
  const protocols = (request.headers.get("sec-websocket-protocol") ?? "").split(/, */);
  const named = protocols.find((protocol) => protocol.startsWith(BEARER_PROTOCOL_PREFIX));
  return named?.slice(BEARER_PROTOCOL_PREFIX.length) || null;
}

/** The grant of a token, wherever it was found. */
export async function lookUp({ control, adminToken, now }: Asked, token: string): Promise<Grant | Refusal> {
  const unknown = refuse(401, "bad_token", "This token is unknown, expired or revoked.");
  try {
    return (await grantFor(control, adminToken, token, now)) ?? unknown;
  } catch (error) {
    if (isUnmigrated(error)) return unknown;
    if (error instanceof ControlPlaneAway) return refuse(503, "control_plane_away", error.message);
    throw error;
  }
}

/** Before the first administrative request there are no tables, hence no tokens and no sites. */
export const isUnmigrated = (error: unknown): boolean =>
  error instanceof Error && (/no such table/.test(error.message) || isUnmigrated(error.cause));

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
