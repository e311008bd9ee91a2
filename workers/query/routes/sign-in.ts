/** A token for a cookie, and back. */
import { signIn as signInInput } from "../../../schema/administration.ts";
import { now } from "../../clock.ts";
import { writeAct } from "../administration/audit.ts";
import { migrationRefusal } from "../administration/migrations.ts";
import { isJson } from "../asker.ts";
import { tokenGrant } from "../bearer.ts";
import { endedSessionCookie, mayCarrySession, sessionCookie } from "../cookie.ts";
import { type App, asked, looking, parseBody } from "../door.ts";
import { type Refusal, refusalResponse, refuse } from "../refusal.ts";
import { siteById } from "../site-for.ts";
import { limitRefusal } from "./spending.ts";

export function addSignIn(app: App): void {
  app.post("/v1/sign-in", async (c) => {
    const refusal = foreignSignIn(c.req.raw) ?? (await migrationRefusal(c.env.CONTROL, c.var.config));
    if (refusal !== null) return refusalResponse(refusal);
    const parsed = await parseBody(c, signInInput);
    if (!parsed.ok) return refusalResponse(parsed.refusal);
    const grant = await tokenGrant(asked(c), parsed.value.token);
    if ("status" in grant) return refusalResponse(grant);
    // Each is an act that is written down.
    const over = await limitRefusal(c, grant);
    if (over !== null) return refusalResponse(over);
    const act = { at: now(), actor: grant.id, action: "POST /v1/sign-in", site: null, subject: null };
    c.executionCtx.waitUntil(writeAct(c.env.CONTROL, act));
    c.header("set-cookie", sessionCookie(c.req.raw, parsed.value.token));
    return c.json({ scopes: grant.scopes, sites: grant.sites });
  });

  app.delete("/v1/sign-in", (c) => {
    const refusal = foreignSignIn(c.req.raw);
    if (refusal !== null) return refusalResponse(refusal);
    c.header("set-cookie", endedSessionCookie(c.req.raw));
    return c.json({ signed_out: true });
  });
}

/**
 * Who is asking: for pages that people reach through Cloudflare Access, and never signed in by hand, and for those of
 * a share, which learn here what they show. After admission.
 */
export function addSignedIn(app: App): void {
  app.get("/v1/sign-in", async (c) => {
    const { scopes, sites, share } = c.var.grant;
    if (share === undefined) return c.json({ scopes, sites });
    const site = await siteById(looking(c), sites[0] ?? "");
    if ("status" in site) return refusalResponse(site);
    const { id, name, timezone } = site;
    return c.json({ scopes, sites, share: { site: { id, name, timezone } } });
  });
}

/** Signing in is asked for without a cookie; a page of another origin must not do it to a person either. */
function foreignSignIn(request: Request): Refusal | null {
  const origin = request.headers.get("origin");
  if (origin !== null && origin !== new URL(request.url).origin) {
    return refuse(403, "cross_origin", "Sign in from the dashboard's own page.");
  }
  if (!isJson(request)) return refuse(415, "not_json", "Send `Content-Type: application/json`.");
  return mayCarrySession(request)
    ? null
    : refuse(403, "not_secure", "Sign in over https; plain http is for localhost.");
}
