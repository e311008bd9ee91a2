/** What the edge knows of the sender, the address left out. */
import type { ClientFacts } from "../../schema/message.ts";
import type { Visit } from "./capture.ts";
import type { CheckedClient } from "./wire.ts";

/** Longer headers are cut: no browser writes such. */
const MAX_USER_AGENT_LENGTH = 1_000;
const MAX_HINT_LENGTH = 300;
/** Names of hints with their headers; a name that is put together at each request costs more than the look at the header. */
type Hints = readonly (readonly [name: string, header: string])[];
/** Sent to everybody. */
const LOW_ENTROPY_HINTS: Hints = [
  ["-mobile", "Sec-CH-UA-Mobile"],
  ["-platform", "Sec-CH-UA-Platform"],
];
/** Sent together, where the page's `Permissions-Policy` delegates them to us. */
const HIGH_ENTROPY_HINTS: Hints = [
  ["-platform-version", "Sec-CH-UA-Platform-Version"],
  ["-model", "Sec-CH-UA-Model"],
  ["-full-version-list", "Sec-CH-UA-Full-Version-List"],
];

/** ISO 3166-1 alpha-2. Cloudflare also says `T1` (Tor) and `XX` (unknown), which are no countries. */
const countryOf = (code: unknown): string | undefined =>
  typeof code === "string" && code !== "XX" && /^[A-Z]{2}$/.test(code) ? code : undefined;

/** A browser that speaks for itself. */
export function browserClient({ request, headers }: Pick<Visit, "request" | "headers">): ClientFacts {
  const facts: ClientFacts = {
    user_agent: (headers.get("User-Agent") ?? "").slice(0, MAX_USER_AGENT_LENGTH),
    geo_source: "none",
  };
  const hints = hintsOf(headers);
  if (hints !== undefined) facts.hints = hints;
  addNetwork(facts, request.cf as Partial<IncomingRequestCfProperties> | undefined);
  const language = headers.get("Accept-Language");
  if (language !== null) facts.accept_language = language.slice(0, MAX_HINT_LENGTH);
  const site = headers.get("Sec-Fetch-Site");
  if (site !== null) facts.fetch_site = site.slice(0, MAX_HINT_LENGTH);
  return facts;
}

/** A client that a server speaks for: nothing is known but what the server says. */
export function serverClient(client: CheckedClient | undefined): ClientFacts {
  const country = countryOf(client?.country?.toUpperCase());
  const facts: ClientFacts = {
    user_agent: client?.user_agent ?? "",
    geo_source: country === undefined ? "none" : "forwarded",
  };
  if (country !== undefined) facts.country = country;
  if (country !== undefined && client?.region) facts.region = client.region;
  if (country !== undefined && client?.city) facts.city = client.city;
  return facts;
}

function hintsOf(headers: Headers): Record<string, string> | undefined {
  const brands = headers.get("Sec-CH-UA");
  if (brands === null) return undefined;
  const hints: Record<string, string> = { "": brands.slice(0, MAX_HINT_LENGTH) };
  addHints(hints, headers, LOW_ENTROPY_HINTS);
  if (headers.has("Sec-CH-UA-Platform-Version")) addHints(hints, headers, HIGH_ENTROPY_HINTS);
  return hints;
}

function addHints(hints: Record<string, string>, headers: Headers, known: Hints): void {
  for (const [name, header] of known) {
    const value = headers.get(header);
    if (value !== null) hints[name] = value.slice(0, MAX_HINT_LENGTH);
  }
}

/** Every field of `request.cf` may be missing; the verdicts on robots exist on some plans only. */
function addNetwork(facts: ClientFacts, cf: Partial<IncomingRequestCfProperties> | undefined): void {
  if (cf === undefined || cf === null) return;
  const country = countryOf(cf.country);
  if (country !== undefined) {
    facts.geo_source = "cf";
    facts.country = country;
    if (cf.region) facts.region = cf.region;
    if (cf.city) facts.city = cf.city;
  }
  if (cf.asn) facts.asn = cf.asn;
  if (cf.asOrganization) facts.as_organization = cf.asOrganization;
  const robots = cf.botManagement;
  if (robots?.score !== undefined) facts.bot_score = robots.score;
  if (robots?.verifiedBot !== undefined) facts.verified_bot = robots.verifiedBot;
}
