/** One event through every hop: the collector takes it, and a question finds it. */
import { randomBytes } from "node:crypto";

export interface Places {
  collector: string;
  api: string;
  adminToken: string;
  fetch: typeof fetch;
  sleep(ms: number): Promise<unknown>;
  now(): number;
}

export interface CanarySite {
  id: string;
  key: string;
  domains: string[];
  /** Without any, every origin may send. */
  allowed_origins?: string[];
}

export type Flown = { ok: true; ms: number } | { ok: false; hop: "collector" | "visible"; reason: string };

const LOOK_MS = 1_000;
const PATIENCE_MS = 60_000;
export const CANARY_NAME = "footfall_canary";

/** The site's own numbers do not see it: it says that a machine made it. */
export async function flyCanary(places: Places, site: CanarySite, patienceMs = PATIENCE_MS): Promise<Flown> {
  const began = places.now();
  const id = uuidV7(began);
  const sent = await send(places, site, id, began).catch((error: Error) => reasonOf(error));
  if (sent !== null) return { ok: false, hop: "collector", reason: sent };
  let last = "no question found it";
  while (places.now() - began < patienceMs) {
    const seen = await isSeen(places, site, id).catch((error: Error) => reasonOf(error));
    if (seen === true) return { ok: true, ms: places.now() - began };
    if (seen !== false) last = seen;
    await places.sleep(LOOK_MS);
  }
  return { ok: false, hop: "visible", reason: `not visible after ${patienceMs / 1_000} s (${last})` };
}

/** Null when it was taken; else the answer's own words. */
async function send(
  { collector, fetch }: Places,
  site: CanarySite,
  id: string,
  now: number,
): Promise<string | null> {
  const at = new Date(now).toISOString();
  const origin = originOf(site);
  const event = { id, name: CANARY_NAME, timestamp: at, url: `${origin}/`, interactive: false };
  const body = { site: site.key, sent_at: at, consent: "cookieless", automation: true, events: [event] };
  const response = await fetch(`${collector}/capture?receipt=1`, {
    method: "POST",
    headers: { "content-type": "application/json", origin },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  const isTaken = response.status === 202 && !text.includes('"drop"');
  return isTaken ? null : `POST /capture answered ${response.status}: ${text.slice(0, 300)}`;
}

/** A page of the site's, as its own rules know it. */
function originOf({ domains, allowed_origins: allowed = [] }: CanarySite): string {
  const [first = domains[0] ?? "example.com"] = allowed.map((origin) => origin.replace("*.", "www."));
  return first.includes("://") ? first : `https://${first}`;
}

/** Whether a question finds it, or why it could not be asked. */
async function isSeen(
  { api, adminToken, fetch }: Places,
  { id: site_id }: CanarySite,
  id: string,
): Promise<boolean | string> {
  const filters = [["is", "event:name", [CANARY_NAME]]];
  const response = await fetch(`${api}/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${adminToken}`, "content-type": "application/json" },
    body: JSON.stringify({ site_id, date_range: "24h", filters, limit: 20 }),
  });
  const text = await response.text();
  if (!response.ok) return `POST /v1/events answered ${response.status}: ${text.slice(0, 300)}`;
  return text.includes(id);
}

export const reasonOf = (error: Error): string => {
  const { cause } = error;
  return cause instanceof Error ? `${error.message}: ${cause.message}` : error.message;
};

/** As the fast lane asks for. */
function uuidV7(ms: number): string {
  const chance = randomBytes(10).toString("hex");
  const time = ms.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${chance.slice(0, 3)}-8${chance.slice(3, 6)}-${chance.slice(6, 18)}`;
}
