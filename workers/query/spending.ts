/**
 * What each token has asked for in this minute. Counted in the isolate's memory: it costs nothing and needs no object of
 * its own, and the price is that several isolates count apart. The platform's own limiter stands beside it.
 */
import type { Limits } from "./limits.ts";
import { type Refusal, refuse } from "./refusal.ts";

const WINDOW_MS = 60_000;
const MAX_TOKENS = 10_000;
/** A statement that was stopped does not say what it read: it costs this part of the minute's rows. */
const STOPPED_PART = 1 / 20;

/** What one request cost, summed over its statements. */
export interface Cost {
  rows: number;
  bytes: number;
  /** Statements that were stopped. */
  stopped: number;
}
export const noCost = (): Cost => ({ rows: 0, bytes: 0, stopped: 0 });

interface Spent {
  /** ms. */
  since: number;
  requests: number;
  rows: number;
}
const spent = new Map<string, Spent>();

/** What the token has spent in the minute that `nowMs` is in; its minutes begin with its first request. */
function spentBy(token: string, nowMs: number): Spent {
  const known = spent.get(token);
  if (known !== undefined && nowMs >= known.since && nowMs < known.since + WINDOW_MS) return known;
  if (spent.size >= MAX_TOKENS) spent.clear();
  const fresh = { since: nowMs, requests: 0, rows: 0 };
  spent.set(token, fresh);
  return fresh;
}

/** Counts one more request; a refusal when it is one too many, or the minute's rows are used up. */
export function admitRequest(token: string, limits: Limits, nowMs: number): Refusal | null {
  const own = spentBy(token, nowMs);
  own.requests += 1;
  const isTooMany = own.requests > limits.tokenRequests;
  if (!isTooMany && own.rows < limits.tokenRows) return null;
  const retryAfterS = secondsLeft(own, nowMs);
  return { ...(isTooMany ? tooManyRequests(limits) : overBudget(limits)), retryAfterS };
}

export const tooManyRequests = ({ tokenRequests }: Limits): Refusal => {
  const message = `A token may ask ${tokenRequests} times a minute. Ask several questions at once, as \`queries\`, or wait.`;
  return { ...refuse(429, "too_many_requests", message), retryAfterS: WINDOW_MS / 1_000 };
};

const overBudget = ({ tokenRows }: Limits): Refusal =>
  refuse(
    429,
    "over_budget",
    `Questions of this token have read ${tokenRows} rows in this minute. Ask for shorter ranges, or wait.`,
  );

export function charge(token: string, cost: Cost, limits: Limits, nowMs: number): void {
  spentBy(token, nowMs).rows += cost.rows + cost.stopped * Math.ceil(limits.tokenRows * STOPPED_PART);
}

/** The headers that say what is left (IETF draft `ratelimit-headers`): both quotas, and seconds until they are whole. */
export function limitHeaders(token: string, limits: Limits, nowMs: number): Record<string, string> {
  const own = spentBy(token, nowMs);
  const left = (limit: number, used: number) => Math.max(0, limit - used);
  const seconds = secondsLeft(own, nowMs);
  return {
    "ratelimit-policy": `"requests";q=${limits.tokenRequests};w=60, "rows";q=${limits.tokenRows};w=60`,
    ratelimit: `"requests";r=${left(limits.tokenRequests, own.requests)};t=${seconds}, "rows";r=${left(limits.tokenRows, own.rows)};t=${seconds}`,
  };
}

const secondsLeft = ({ since }: Spent, nowMs: number): number =>
  Math.ceil((since + WINDOW_MS - nowMs) / 1_000);
