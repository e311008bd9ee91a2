/** A collector in workerd with the real D1, a clock that tests move, and a queue that shows what it was given. */
import { env } from "cloudflare:workers";
import { D1_MIGRATIONS } from "../../schema/d1/files.ts";
import type { SiteId } from "../../schema/ids.ts";
import type { RawMessage } from "../../schema/message.ts";
import { now, setClock } from "../clock.ts";
import { mintSiteKey } from "../control/site-key.ts";
import { hashToken, mintToken } from "../control/tokens.ts";
import type { CollectorEnv } from "./config.ts";
import collector from "./index.ts";

export const DAY_MS = 86_400_000;
export const NOW = Date.UTC(2026, 10, 24, 12);

export async function migrate(): Promise<void> {
  for (const { sql } of D1_MIGRATIONS) await env.CONTROL.prepare(sql).run();
}

interface SiteSettings {
  allowed_origins?: string[];
  require_origin?: boolean;
  honour_gpc?: boolean;
  address_rules?: { id: string; cidr: string }[];
  watched_until?: number;
}

/** Answers the new site's key. */
export async function insertSite(id: string, settings: SiteSettings = {}): Promise<string> {
  const { allowed_origins = [], require_origin = false, honour_gpc = true, address_rules = [] } = settings;
  await env.CONTROL.prepare(
    `INSERT INTO sites (id, name, allowed_origins, require_origin, honour_gpc, address_rules, watched_until,
      created_at, updated_at) VALUES (?1, ?1, ?2, ?3, ?4, ?5, ?6, 0, 0)`,
  )
    .bind(
      ...[id, JSON.stringify(allowed_origins), Number(require_origin), Number(honour_gpc)],
      ...[JSON.stringify(address_rules), settings.watched_until ?? 0],
    )
    .run();
  return keyOf(id);
}

export const keyOf = (id: string): Promise<string> => mintSiteKey(env.SECRET_KEY, id as SiteId);

export async function insertToken(
  id: string,
  scopes: string[],
  sites: string[],
  expiresAt: number | null = null,
): Promise<string> {
  const token = mintToken();
  await env.CONTROL.prepare(
    "INSERT INTO tokens (id, hash, name, scopes, sites, expires_at, created_at) VALUES (?, ?, ?, ?, ?, ?, 0)",
  )
    .bind(id, await hashToken(token), id, JSON.stringify(scopes), JSON.stringify(sites), expiresAt)
    .run();
  return token;
}

/** A day's salt, as the object would answer: the same for the same day. */
const salt = (day: string) => `${day.replaceAll("-", "")}aaaaaaaaaaaaaaaaaaaaaaaa`;

export function saltsObject(asked: { n: number; away: boolean } = { n: 0, away: false }) {
  const salts = async (ms: number) => {
    asked.n++;
    if (asked.away) throw new Error("The object is away.");
    const days = [-1, 0, 1].map((n) => new Date(ms + n * DAY_MS).toISOString().slice(0, 10));
    return Object.fromEntries(days.map((day) => [day, salt(day)]));
  };
  return { idFromName: () => "id", get: () => ({ salts }) };
}

/** What the queue was given since `moveTo`. */
export let sent: RawMessage[] = [];
/** Work that requests left behind since then, such as reports that wait for their time. */
let left: Promise<unknown>[] = [];

const queue = {
  send: async (message: RawMessage) => void sent.push(structuredClone(message)),
  sendBatch: async (batch: { body: RawMessage }[]) =>
    void sent.push(...structuredClone(batch.map(({ body }) => body))),
};
const salts = saltsObject();

/** The bindings of the tests with stand-ins, a new isolate's memory each; D1 is the real one. */
export function bindings(over: Record<string, unknown> = {}): CollectorEnv {
  // The stand-ins have what the collector calls, and no more.
  return {
    ...env,
    EVENTS: queue,
    SALTS: salts,
    ADDRESS_LIMIT: undefined,
    SITE_LIMIT: undefined,
    ...over,
  } as unknown as CollectorEnv;
}
export const usual = bindings();

export function moveTo(ms: number): void {
  setClock(ms);
  sent = [];
  left = [];
}

/** Waits for what requests left behind: for reports their ten seconds. */
export async function settle(): Promise<void> {
  await Promise.all(left);
  left = [];
}

export async function ask(path: string, init: RequestInit = {}, bound = usual): Promise<Response> {
  const headers = { "CF-Connecting-IP": "192.0.2.1", "User-Agent": "Firefox", ...Object(init.headers) };
  const request = new Request(`https://collect.test${path}`, { ...init, headers });
  // The collector asks no more of its context.
  const ctx = { waitUntil: (work: Promise<unknown>) => void left.push(work) } as unknown as ExecutionContext;
  return collector.fetch(request, bound, ctx);
}

export const pageview = (over: object = {}) => ({
  name: "pageview",
  timestamp: now(),
  url: "https://www.example.com/",
  ...over,
});

export const post = (
  body: unknown,
  headers: Record<string, string> = {},
  path = "/capture",
  bound = usual,
): Promise<Response> =>
  ask(
    path,
    {
      method: "POST",
      headers: { "Content-Type": "text/plain;charset=UTF-8", ...headers },
      body: typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body),
    },
    bound,
  );

export async function gzip(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}
