/** Sites, tokens, and who is signed in. */
import { z } from "zod";
import { HASH_MODES, PATH_CASES, SCOPES, TRAILING_SLASHES, WEEK_STARTS } from "../../../../schema/words.ts";
import { count, list, text, time } from "./words.ts";

export const site = z.strictObject({
  ...{ id: text, key: text, name: text, domains: z.array(text), timezone: text, session_minutes: count },
  ...{ allowed_origins: z.array(text), require_origin: z.boolean(), honour_gpc: z.boolean() },
  allowed_query_params: z.array(text),
  week_start: z.enum(WEEK_STARTS),
  paths: z.strictObject({
    case: z.enum(PATH_CASES),
    trailing_slash: z.enum(TRAILING_SLASHES),
    hash: z.enum(HASH_MODES),
  }),
  ...{ created_at: time, updated_at: time, snippet: text },
});
export const sites = list("sites", site);

export const rights = { scopes: z.array(z.enum(SCOPES)), sites: z.array(text) };
export const used = { created_at: time, expires_at: time.nullable(), last_used_at: time.nullable() };
export const token = z.strictObject({
  id: text,
  name: text,
  ...rights,
  created_by: text.nullable(),
  ...used,
});
/** The token itself is shown this once. */
export const newTokenAnswer = token.extend({ token: text });
export const tokens = list("tokens", token);
/** Of a share: the one site that it shows, by its name and clock. */
const shared = z.strictObject({ site: z.strictObject({ id: text, name: text, timezone: text }) });
export const signedIn = z.strictObject({ ...rights, share: shared.optional() });
export const signedOut = z.strictObject({ signed_out: z.literal(true) });
