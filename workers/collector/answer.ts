/** What goes back to a sender: one function an answer, one table from refusals to status codes. */
import type { ApiError } from "../../schema/error.ts";
import type { CaptureAnswer } from "../../schema/event.ts";
import type { SiteId } from "../../schema/ids.ts";

const STATUS = {
  not_json: 400,
  bad_encoding: 400,
  invalid_request: 400,
  no_events: 400,
  bad_site_key: 401,
  bad_token: 401,
  scope_missing: 403,
  origin_not_allowed: 403,
  not_found: 404,
  method_not_allowed: 405,
  too_large: 413,
  too_many_events: 413,
  unsupported_type: 415,
  unsupported_encoding: 415,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const;
export type RefusalCode = keyof typeof STATUS;

const RETRY_AFTER_S: Partial<Record<RefusalCode, string>> = {
  unavailable: "5",
  /** The period of the limits in wrangler.toml. */
  rate_limited: "10",
};

/** Why a whole request was refused. A value: the handler returns it where it is found. */
export class Refusal {
  readonly code: RefusalCode;
  readonly message: string;
  readonly details: Pick<ApiError["error"], "path" | "allowed">;
  /** Whose events were refused, where that is known. */
  site: SiteId | undefined;

  of(site: SiteId): Refusal {
    this.site = site;
    return this;
  }

  constructor(code: RefusalCode, message: string, details: Refusal["details"] = {}) {
    this.code = code;
    this.message = message;
    this.details = details;
    this.site = undefined;
  }
}

/** Any page may read the answers; none may send cookies along. */
const HEADERS = { "Access-Control-Allow-Origin": "*", "Content-Type": "application/json" };
/** Made once: the runtime copies its own object much quicker than it reads one of ours. */
const ACCEPTED = { status: 202, headers: new Headers(HEADERS) };

export const answerAccepted = (answer: CaptureAnswer): Response =>
  new Response(JSON.stringify(answer), ACCEPTED);

export const answerHealth = (): Response =>
  new Response('{"status":"ok"}', { headers: { ...HEADERS, "Cache-Control": "no-store" } });

export function answerRefusal({ code, message, details }: Refusal): Response {
  const headers: Record<string, string> = { ...HEADERS, "Access-Control-Expose-Headers": "Retry-After" };
  const retryAfter = RETRY_AFTER_S[code];
  if (retryAfter !== undefined) headers["Retry-After"] = retryAfter;
  if (code === "method_not_allowed") headers.Allow = (details.allowed ?? []).join(", ");
  const body: ApiError = { error: { code, message, ...details } };
  return new Response(JSON.stringify(body), { status: STATUS[code], headers });
}

/**
 * The tracker sends `text/plain` and needs no preflight; pages that send `application/json` do. `Authorization` is
 * not allowed from pages: a token there would be public.
 */
export const answerPreflight = (): Response =>
  new Response(null, {
    status: 204,
    headers: {
      "Access-Control-Allow-Origin": "*",
      "Access-Control-Allow-Methods": "POST",
      "Access-Control-Allow-Headers": "Content-Type",
      "Access-Control-Max-Age": "86400",
    },
  });

/** The smallest transparent GIF. */
const GIF = Uint8Array.from(atob("R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="), (c) =>
  c.charCodeAt(0),
);

export const answerPixel = (): Response =>
  new Response(GIF, {
    headers: {
      "Access-Control-Allow-Origin": "*",
      "Cache-Control": "no-store",
      "Content-Type": "image/gif",
      "Cross-Origin-Resource-Policy": "cross-origin",
    },
  });
