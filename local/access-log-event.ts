/** A line of an access log as an event of the wire. Pure but for its ordinals, which count within one file. */
import { createHash, createHmac } from "node:crypto";
import type { WireEvent } from "../schema/event.ts";
import { utcDay } from "../schema/ids.ts";
import { MAX_URL_BYTES } from "../schema/limits.ts";
import type { LogLine } from "./access-log.ts";
import { deterministicId } from "./deterministic-id.ts";

/** The wire's bound for `client.user_agent`, in bytes. */
const MAX_AGENT_BYTES = 1_000;

export interface ImportSettings {
  /** `<id>.<tag>` */
  siteKey: string;
  /** The site's own host, for a log names none. */
  host: string;
  /** Keys the visitors' hash: whoever lacks it cannot go from a stored visitor back to an address. */
  secret: string;
}

export type Event = WireEvent & { id: string };

/**
 * Makes events of lines, in the order of the file. Null for a URL too long to be sent.
 *
 * The id follows from the site and the line, so that a file imported twice counts once; of identical lines the first,
 * second, third … differ by their ordinal. The address is left out of it: an id is stored, and four billion addresses
 * can be tried. A visitor is an address and a browser on one UTC day.
 */
export function eventMaker({ siteKey, host, secret }: ImportSettings): (line: LogLine) => Event | null {
  const visitorKey = createHash("sha256").update(`access log visitors\0${siteKey}\0${secret}`).digest();
  const ordinalOf = ordinals();
  return (line) => {
    const url = line.target.startsWith("/") ? `https://${host}${line.target}` : line.target;
    if (Buffer.byteLength(url) > MAX_URL_BYTES) return null;
    const day = utcDay(line.at);
    const visitor = createHmac("sha256", visitorKey).update(`${day}\0${line.address}\0${line.userAgent}`);
    return {
      id: deterministicId(siteKey, line.rest, ordinalOf(day, line.rest)),
      name: "pageview",
      timestamp: line.at,
      url,
      ...(line.referrer !== "" &&
        Buffer.byteLength(line.referrer) <= MAX_URL_BYTES && { referrer: line.referrer }),
      visitor: { anonymous_id: visitor.digest("base64url").slice(0, 22) },
      client: { ip: line.address.slice(0, 64), user_agent: cut(line.userAgent, MAX_AGENT_BYTES) },
    };
  };
}

/** How many identical lines came before. Identical ones share their second, so a new day starts afresh: memory is bounded. */
function ordinals(): (day: string, rest: string) => number {
  const seen = new Map<string, number>();
  let current = "";
  return (day, rest) => {
    if (day !== current) seen.clear();
    current = day;
    const ordinal = seen.get(rest) ?? 0;
    seen.set(rest, ordinal + 1);
    return ordinal;
  };
}

const cut = (text: string, maxBytes: number) =>
  Buffer.byteLength(text) <= maxBytes
    ? text
    : Buffer.from(text)
        .subarray(0, maxBytes - 3)
        .toString("utf8")
        .replace(/\uFFFD$/, "");
