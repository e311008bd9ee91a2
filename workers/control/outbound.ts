/**
 * Requests to addresses that somebody typed in: to the open internet by name, and nowhere else. An address by number is
 * refused altogether: there are too many ways to write 127.0.0.1, and no service that is told of alerts needs one.
 */
import { within } from "./deadline.ts";

const MAX_ADDRESS = 2_000;
/** Names that lead into a network of one's own: RFC 6761, RFC 6762, RFC 8375, and what routers and clouds use. */
const PRIVATE_NAMES =
  /(^|\.)(localhost|local|localdomain|internal|intranet|private|corp|home|lan|home\.arpa|test|invalid|example|onion)$/;

/** Why nothing is sent there; null when it may be. Pure. */
export function outboundRefusal(address: string): string | null {
  if (address.length > MAX_ADDRESS || !URL.canParse(address)) return "It is no address.";
  const { protocol, hostname, username, password, port } = new URL(address);
  const host = hostname.toLowerCase().replace(/\.$/, "");
  if (protocol !== "https:") return "It must begin with https://.";
  if (username !== "" || password !== "") return "It must not hold a user or a password.";
  if (port !== "") return "It must be at the usual port.";
  // The parser has written every form of a number (hexadecimal, octal, one whole) as a dotted one already.
  if (host.startsWith("[") || /^[\d.]+$/.test(host)) return "Name a host: addresses by number are not asked.";
  if (!host.includes(".") || PRIVATE_NAMES.test(host)) return "It leads into a private network.";
  return null;
}

export type Sent = { ok: true } | { ok: false; reason: string };

export interface Outbound {
  headers: Readonly<Record<string, string>>;
  body: string;
}

/**
 * POSTs once, and says in few words why it was not taken. Redirects are not followed: where they lead was not looked at, and
 * what is sent may hold a token. The body of the answer is not read.
 */
export async function sendOutbound(
  address: string,
  { headers, body }: Outbound,
  timeoutMs: number,
  ask: typeof fetch = fetch,
): Promise<Sent> {
  const refusal = outboundRefusal(address);
  if (refusal !== null) return { ok: false, reason: refusal };
  const patience = new AbortController();
  const init: RequestInit = { method: "POST", headers, body, redirect: "manual", signal: patience.signal };
  try {
    const response = await within(timeoutMs, ask(address, init));
    await response.body?.cancel();
    if (response.ok) return { ok: true };
    const isRedirect = response.status >= 300 && response.status < 400;
    return {
      ok: false,
      reason: isRedirect ? "It redirects: name the place where it leads." : `It answered ${response.status}.`,
    };
  } catch {
    patience.abort();
    return { ok: false, reason: "It does not answer." };
  }
}
