/**
 * The session's cookie: the token itself, out of reach of scripts, sent to this host only and never from another
 * site's page. Plain http is for a developer's own machine: there the `__Host-` prefix, which needs `Secure`, would
 * lose the cookie in browsers that do not trust localhost.
 */
const SECURE_NAME = "__Host-footfall";
const LOCAL_NAME = "footfall-local";
/** The token may expire or be revoked earlier. */
const MAX_AGE_S = 30 * 86_400;
const LOCAL_HOSTS = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Whether a session may be opened over this request's connection. */
export function mayCarrySession(request: Request): boolean {
  const { protocol, hostname } = new URL(request.url);
  return protocol === "https:" || LOCAL_HOSTS.has(hostname);
}

export const sessionCookie = (request: Request, token: string): string =>
  `${nameFor(request)}=${token}; Max-Age=${MAX_AGE_S}; ${attributesFor(request)}`;

export const endedSessionCookie = (request: Request): string =>
  `${nameFor(request)}=; Max-Age=0; ${attributesFor(request)}`;

/** The token in the request's cookie; null when there is none. */
export function tokenInCookie(request: Request): string | null {
  const pairs = (request.headers.get("cookie") ?? "").split(/; */);
  const prefix = `${nameFor(request)}=`;
  const pair = pairs.find((candidate) => candidate.startsWith(prefix));
  return pair?.slice(prefix.length) || null;
}

const isSecure = (request: Request): boolean => new URL(request.url).protocol === "https:";
const nameFor = (request: Request): string => (isSecure(request) ? SECURE_NAME : LOCAL_NAME);
const attributesFor = (request: Request): string =>
  `Path=/; HttpOnly; SameSite=Strict${isSecure(request) ? "; Secure" : ""}`;
