/** What the administrative part of the API takes: sites, tokens, sign-in, the pipeline. */
import { z } from "zod";
import { MAX_SESSION_MINUTES, MIN_SESSION_MINUTES } from "./limits.ts";
import {
  HASH_MODES,
  PATH_CASES,
  type PathRules,
  SCOPES,
  TRAILING_SLASHES,
  WEEK_STARTS,
  type WeekStart,
} from "./words.ts";

const name = z.string().trim().min(1).max(100);
const list = (item: z.ZodString, max: number) => z.array(item).max(max);

/** A host name as it stands in an address, without scheme, path or port; lower case. */
const hostname = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(
    /^(?!.*\.\.)[a-z0-9_.-]*[a-z0-9](:\d+)?$|^\[[0-9a-f:]+\]$/,
    "is not a host name such as example.com",
  );
/** `https://example.com`, or a bare host with or without a leading `*.`. */
const origin = z
  .string()
  .trim()
  .toLowerCase()
  .max(300)
  .regex(/^(https?:\/\/)?(\*\.)?[a-z0-9_.-]+(:\d+)?$/, "is not an origin such as https://example.com");

const siteSettings = {
  name,
  domains: z.array(hostname).max(100),
  /** IANA name; the zone whose wall clock cuts the site's days. */
  timezone: z.string().min(1).max(60),
  /** With which day `time:week` begins. */
  week_start: z.enum(WEEK_STARTS),
  session_minutes: z.number().int().min(MIN_SESSION_MINUTES).max(MAX_SESSION_MINUTES),
  allowed_origins: z.array(origin).max(100),
  require_origin: z.boolean(),
  honour_gpc: z.boolean(),
  allowed_query_params: list(z.string().min(1).max(100), 100),
  /** How addresses become pages; `schema/words.ts` says what each word means. */
  paths: z
    .strictObject({
      case: z.enum(PATH_CASES),
      trailing_slash: z.enum(TRAILING_SLASHES),
      hash: z.enum(HASH_MODES),
    })
    .partial(),
};

/** POST /v1/sites. What is left out gets its default: UTC, 30 minutes, any origin. */
export const newSite = z.strictObject(siteSettings).partial().required({ name: true });
/** PATCH /v1/sites/:id. */
export const siteChange = z.strictObject(siteSettings).partial();
export type NewSite = z.output<typeof newSite>;
export type SiteChange = z.output<typeof siteChange>;

const expiry = z.iso.datetime({ offset: true }).nullable();

/** POST /v1/tokens. `sites` are ids; none is legal only beside the scope `admin`. */
export const newToken = z.strictObject({
  name,
  scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
  sites: list(z.string().min(1).max(40), 1_000).default([]),
  expires_at: expiry.default(null),
});
/** PATCH /v1/tokens/:id: a token's rights do not change, it is replaced. */
export const tokenChange = z.strictObject({ name });
export type NewToken = z.output<typeof newToken>;

const rights = { scopes: newToken.shape.scopes, sites: newToken.shape.sites };
/** POST /v1/people: whom Cloudflare Access may let in, and what they may do. */
export const newPerson = z.strictObject({ email: z.email().toLowerCase().max(320), ...rights });
/** PATCH /v1/people/:id: all of their rights. */
export const personChange = z.strictObject(rights);

export interface PersonAnswer {
  id: string;
  email: string;
  scopes: readonly string[];
  sites: readonly string[];
  created_at: string;
}

export const MAX_LISTED_ACTS = 200;
/** GET /v1/audit. */
export const auditQuestion = z.strictObject({ after: z.coerce.number().int().positive().optional() });

export interface AuditAnswer {
  acts: {
    id: number;
    /** ISO 8601. */
    at: string;
    /** The id of the token or person. */
    actor: string;
    /** `POST /v1/goals`, `DELETE /v1/goals/:id`. */
    action: string;
    site: string | null;
    subject: string | null;
  }[];
  next: number | null;
}

/** POST /v1/sign-in. */
export const signIn = z.strictObject({ token: z.string().min(1).max(200) });

export const MAX_FLUSH_MS = 25_000;
/** POST /v1/pipeline/flush. */
export const flush = z.strictObject({
  timeout_ms: z.number().int().min(0).max(MAX_FLUSH_MS).default(MAX_FLUSH_MS),
});

/** Of one answer of /v1/dead-letters: each is read and sent within one request. */
export const MAX_DEAD_LETTERS = 50;
/** POST /v1/dead-letters/replay. `after`: goes on behind this key. */
export const deadLetterReplay = z.strictObject({ after: z.string().max(1_024).optional() });

/** GET /v1/dead-letters. */
export interface DeadLetterAnswer {
  letters: {
    key: string;
    /** ISO 8601. */
    at: string;
    bytes: number;
    reason: string;
    /** It can be sent again as it is. */
    replayable: boolean;
  }[];
  /** `after` of the next page; null: that was all. */
  next: string | null;
}

export interface SiteAnswer {
  id: string;
  /** Public: what pages carry. */
  key: string;
  name: string;
  domains: readonly string[];
  timezone: string;
  week_start: WeekStart;
  session_minutes: number;
  allowed_origins: readonly string[];
  require_origin: boolean;
  honour_gpc: boolean;
  allowed_query_params: readonly string[];
  paths: PathRules;
  created_at: string;
  updated_at: string;
  /** The tag to put into the site's pages. */
  snippet: string;
}

export interface TokenAnswer {
  id: string;
  name: string;
  scopes: readonly string[];
  sites: readonly string[];
  created_at: string;
  /** Id of the token that minted it. */
  created_by: string | null;
  expires_at: string | null;
  last_used_at: string | null;
}
