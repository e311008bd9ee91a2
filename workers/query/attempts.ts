/**
 * How many tokens that nobody minted an address may show. Tokens are 256 random bits, so nobody guesses one: this keeps
 * guessing from costing reads of the control plane. Only different tokens count, since the same one again is known to be
 * none. Counted in this isolate's memory, and nowhere else: addresses are not stored.
 */
const WINDOW_MS = 60_000;
const MAX_TOKENS = 10;
const MAX_NETWORKS = 10_000;

interface Shown {
  /** ms. */
  since: number;
  tokens: Set<string>;
}
const shown = new Map<string, Shown>();

/** Seconds until this address may show an unfamiliar token again; 0 when it may now. */
export function waitOf(address: string, nowMs: number): number {
  const known = shown.get(networkOf(address));
  if (known === undefined || known.tokens.size < MAX_TOKENS) return 0;
  return Math.max(0, Math.ceil((known.since + WINDOW_MS - nowMs) / 1_000));
}

/** The token was looked up, and is none. */
export function noteUnknown(address: string, token: string, nowMs: number): void {
  const network = networkOf(address);
  const known = shown.get(network);
  // What is longer is no token's shape, and costs no read.
  const beginning = token.slice(0, 64);
  if (known !== undefined && nowMs < known.since + WINDOW_MS) {
    if (known.tokens.size < MAX_TOKENS) known.tokens.add(beginning);
    return;
  }
  if (shown.size >= MAX_NETWORKS) shown.clear();
  shown.set(network, { since: nowMs, tokens: new Set([beginning]) });
}

/** A household picks new addresses in its IPv6 /64 every day. Zeros left out further back make it coarser, at worst. */
function networkOf(address: string): string {
  const [head = ""] = address.split("::");
  return address.includes(":") ? [...head.split(":"), "0", "0", "0", "0"].slice(0, 4).join(":") : address;
}
