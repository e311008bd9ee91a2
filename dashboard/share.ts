/**
 * A shared dashboard: `/share#TOKEN`. The token stays in the fragment, which no server sees, and goes with each
 * question as a header; no cookie goes along, so whoever is signed in sees here what everybody with the link sees.
 */
import { type Api, createApi, type Outcome, type Site } from "./api.ts";

export const SHARE_PATH = "/share";

export interface Shared {
  token: string;
  /** Inside another page: only the numbers. */
  isEmbedded: boolean;
}

/** Null on every page but a shared one; an empty token is one that was not copied. */
export function parseShared(pathname: string, search: string, hash: string): Shared | null {
  if (pathname !== SHARE_PATH) return null;
  return { token: hash.slice(1), isEmbedded: new URLSearchParams(search).has("embed") };
}

/** What stays in the address beside the view's own parameters. */
const KEPT = ["embed", "theme"] as const;

/** The address of a view under a share: its parameters, those that stay, and the token. */
export function sharedAddress(viewSearch: string, search: string, hash: string): string {
  const params = new URLSearchParams(search);
  const kept = KEPT.flatMap((name) => {
    const value = params.get(name);
    return value === null ? [] : [`${name}=${encodeURIComponent(value)}`];
  });
  const parts = [viewSearch.replace(/^\?/, ""), ...kept].filter((part) => part !== "");
  return `${SHARE_PATH}${parts.length === 0 ? "" : `?${parts.join("&")}`}${hash}`;
}

interface SignedIn {
  share?: { site: Pick<Site, "id" | "name" | "timezone"> };
}

type Send = (path: string, init: RequestInit) => Promise<Response>;

/** The API with a share's token: the one site is its own, and signing in or out has no meaning. */
export function createSharedApi(token: string, send: Send = (path, init) => fetch(path, init)): Api {
  const api = createApi((path, init) =>
    send(path, {
      ...init,
      credentials: "omit",
      headers: { ...init.headers, authorization: `Bearer ${token}` },
    }),
  );
  const nothing: Outcome<never> = { ok: false, problem: { kind: "signed_out" } };
  return {
    ...api,
    isShared: () => true,
    sites: async () => sitesOf(await api.call<SignedIn>("GET", "/v1/sign-in")),
    signIn: async () => nothing,
    signOut: async () => ({ ok: true, value: null }),
    createSite: async () => nothing,
  };
}

/** A share's site, as far as it is told: neither key nor domains. */
function sitesOf(outcome: Outcome<SignedIn>): Outcome<Site[]> {
  if (!outcome.ok) return outcome;
  const site = outcome.value.share?.site;
  return site === undefined
    ? { ok: false, problem: { kind: "signed_out" } }
    : { ok: true, value: [{ ...site, key: "", domains: [] }] };
}
