/**
 * The site of the service's own events, one a minute, which prove that the whole way is open. Its id is shorter than any
 * that is minted, it has no row in the control plane, and no key of it is made: nobody can send to it or ask about it.
 */
import type { SiteId } from "./ids.ts";

// A brand is put on once, where the id is made.
export const CANARY_SITE = "canary" as SiteId;

/** A canary that no query has seen after this time is missed, until one sees it. */
export const CANARY_PATIENCE_MS = 60_000;
