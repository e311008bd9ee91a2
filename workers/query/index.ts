/**
 * The query worker's door: the API for dashboard and scripts, the administration, and the dashboard itself.
 * Routes in the order in which a request meets them.
 */
import { type Context, Hono } from "hono";
import { cors } from "hono/cors";
import {
  deadLetterReplay,
  flush as flushInput,
  MAX_FLUSH_MS,
  signIn as signInInput,
} from "../../schema/administration.ts";
import { quarantineQuestion, restoreInput } from "../../schema/outcome-input.ts";
import { queries } from "../../schema/query.ts";
import { ruleDryRun } from "../../schema/rule-input.ts";
import { now } from "../clock.ts";
import { erasuresOf } from "../control/erased.ts";
import { ControlPlaneAway } from "../control/read-cache.ts";
import { type Grant, touchToken } from "../control/tokens.ts";
import type { Administering } from "./administration/administering.ts";
import { listDeadLetters, readDeadLetter, replayDeadLetters } from "./administration/dead-letters.ts";
import { migrationRefusal } from "./administration/migrations.ts";
import { keptCondition } from "./administration/rule-value.ts";
import { changeRule, createRule, deleteRule, listRules, readRule } from "./administration/rules.ts";
import { changeSite, createSite, deleteSite, listSites, readSite } from "./administration/sites.ts";
import { createToken, listTokens, renameToken, revokeToken } from "./administration/tokens.ts";
import { answerer } from "./answer.ts";
import { grantOf, isJson, isUpgrade, lookUp, scopeRefusal } from "./asker.ts";
import { readJson } from "./body.ts";
import { connect } from "./clickhouse.ts";
import { type Config, parseConfig } from "./config.ts";
import { endedSessionCookie, mayCarrySession, sessionCookie } from "./cookie.ts";
import { serveDashboard } from "./dashboard.ts";
import { notAnUpgrade, watch } from "./debug.ts";
import { flush } from "./flush.ts";
import { answerOutcomes, parseOutcomes } from "./outcomes.ts";
import { parseWith } from "./parse.ts";
import { archiveAll, pipelineOf, readPipeline } from "./pipeline.ts";
import { fromPlausible, plausibleError } from "./plausible.ts";
import { listQuarantine, restoreQuarantined } from "./quarantine.ts";
import { type Refusal, refusalResponse, refuse } from "./refusal.ts";
import { dryRunRule } from "./rule-dry-run.ts";
import { siteById, siteByIdOrDomain } from "./site-for.ts";
import { vocabularyOf } from "./vocabulary.ts";

/** `config` and `grant` are there after the middleware that sets them. */
interface Door {
  Bindings: Env;
  Variables: { config: Config; grant: Grant };
}
type Asking = Context<Door>;

const app = new Hono<Door>();

app.use(async (c, next) => {
  const config = parseConfig(c.env);
  c.set("config", config);
  const { host } = new URL(c.req.url);
  if (config.dashboardHost !== null && host !== config.dashboardHost) {
    return refusalResponse(refuse(404, "not_found", "There is nothing at this address."));
  }
  return next();
});

app.get("/health", (c) => c.json({ ok: true }));

/** Before all that sets headers: those of an upgrade cannot be changed. */
app.get("/v1/debug", async (c) => {
  const grant = await grantOf(asked(c));
  if ("status" in grant) return refusalResponse(grant);
  admit(c, grant);
  const site = await siteById(looking(c), c.req.query("site_id") ?? "");
  if ("status" in site) return refusalResponse(site);
  return isUpgrade(c.req.raw) ? watch(c.env, site.id, grant.id, c.req.raw) : refusalResponse(notAnUpgrade);
});

/** Any page may ask with a token; none may ask with somebody's cookie, because credentials are never allowed. */
for (const api of ["/v1/*", "/api/*"]) {
  app.use(api, cors({ origin: "*", allowHeaders: ["authorization", "content-type"], maxAge: 86_400 }));
  app.use(api, async (c, next) => {
    await next();
    c.header("cache-control", "no-store");
    c.header("x-content-type-options", "nosniff");
  });
}

app.post("/v1/sign-in", async (c) => {
  const refusal = foreignSignIn(c.req.raw) ?? (await migrationRefusal(c.env.CONTROL, c.var.config));
  if (refusal !== null) return refusalResponse(refusal);
  const parsed = await parseBody(c, signInInput);
  if (!parsed.ok) return refusalResponse(parsed.refusal);
  const grant = await lookUp(asked(c), parsed.value.token);
  if ("status" in grant) return refusalResponse(grant);
  c.header("set-cookie", sessionCookie(c.req.raw, parsed.value.token));
  return c.json({ scopes: grant.scopes, sites: grant.sites });
});

app.delete("/v1/sign-in", (c) => {
  const refusal = foreignSignIn(c.req.raw);
  if (refusal !== null) return refusalResponse(refusal);
  c.header("set-cookie", endedSessionCookie(c.req.raw));
  return c.json({ signed_out: true });
});

app.use("/v1/*", async (c, next) => {
  const grant = await grantOf(asked(c));
  if ("status" in grant) return refusalResponse(grant);
  admit(c, grant);
  return next();
});

app.post("/v1/query", async (c) => {
  const body = await readJson(c.req.raw);
  if (!body.ok) return refusalResponse(body.refusal);
  const answer = answererFor(c, siteById);
  if (!isSeveral(body.value)) return respond(await answer(body.value));
  const several = parseWith(queries, body.value);
  if (!several.ok) return refusalResponse(several.refusal);
  const answers = await Promise.all(several.value.queries.map(answer));
  return c.json({ answers: answers.map((one) => ("status" in one ? { error: one.error } : one)) });
});

app.get("/v1/schema", async (c) => {
  const site = await siteById(looking(c), c.req.query("site_id") ?? "");
  return respond("status" in site ? site : vocabularyOf(site));
});

app.get("/v1/outcomes", async (c) => {
  const parsed = parseOutcomes(c.req.query());
  if (!parsed.ok) return refusalResponse(parsed.refusal);
  const site = await siteById(looking(c), parsed.value.site_id);
  return respond("status" in site ? site : await answerOutcomes(parsed.value, { site, ...reading(c) }));
});

app.get("/v1/quarantine", async (c) => {
  const parsed = parseWith(quarantineQuestion, c.req.query());
  if (!parsed.ok) return refusalResponse(parsed.refusal);
  const site = await siteById(looking(c), parsed.value.site_id);
  return respond("status" in site ? site : await listQuarantine(parsed.value, reading(c)));
});

app.post("/v1/quarantine/restore", async (c) => {
  const parsed = await parseBody(c, restoreInput);
  if (!parsed.ok) return refusalResponse(parsed.refusal);
  const site = await siteById(looking(c), parsed.value.site_id, "sites:admin");
  if ("status" in site) return refusalResponse(site);
  const erasures = await erasuresOf(c.env.CONTROL, site.id, now());
  return respond(await restoreQuarantined(parsed.value, c.env.EVENTS, erasures, reading(c)));
});

app.get("/v1/pipeline", async (c) => {
  const refusal = scopeRefusal(c.var.grant, "admin");
  return respond(refusal ?? (await readPipeline(pipeline(c))));
});

app.post("/v1/pipeline/flush", async (c) => {
  const refusal = scopeRefusal(c.var.grant, "admin");
  if (refusal !== null) return refusalResponse(refusal);
  const parsed = await parseBody(c, flushInput);
  if (!parsed.ok) return refusalResponse(parsed.refusal);
  const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const timeoutMs = Math.min(parsed.value.timeout_ms, MAX_FLUSH_MS);
  const answer = await flush(pipeline(c), timeoutMs, { clock: () => Date.now(), sleep });
  return c.json(answer, answer.flushed ? 200 : 202);
});

app.post("/v1/pipeline/archive", async (c) => {
  const refusal = scopeRefusal(c.var.grant, "admin");
  if (refusal !== null) return refusalResponse(refusal);
  const answer = await archiveAll(c.env, c.var.config.shardCount);
  return c.json(answer, answer.archived ? 200 : 202);
});

app.use("/v1/dead-letters/*", async (c, next) => {
  const refusal = scopeRefusal(c.var.grant, "admin");
  return refusal === null ? next() : refusalResponse(refusal);
});

app.get("/v1/dead-letters", async (c) => c.json(await listDeadLetters(c.env.ARCHIVE, c.req.query("after"))));
app.get("/v1/dead-letters/one", async (c) => {
  const dead = await readDeadLetter(c.env.ARCHIVE, c.req.query("key") ?? "");
  return respond(dead ?? refuse(404, "not_found", "There is no dead letter of that key."));
});
app.post("/v1/dead-letters/replay", async (c) => {
  const parsed = await parseBody(c, deadLetterReplay);
  if (!parsed.ok) return refusalResponse(parsed.refusal);
  return respond(await replayDeadLetters(c.env.ARCHIVE, c.env.EVENTS, parsed.value));
});

for (const administration of ["/v1/sites/*", "/v1/tokens/*", "/v1/rules/*"]) {
  app.use(administration, async (c, next) => {
    const refusal = await migrationRefusal(c.env.CONTROL, c.var.config);
    return refusal === null ? next() : refusalResponse(refusal);
  });
}

app.post("/v1/sites", async (c) => created(await withBody(c, (body) => createSite(administering(c), body))));
app.get("/v1/sites", async (c) => respond(await listSites(administering(c))));
app.get("/v1/sites/:id", async (c) => respond(await readSite(administering(c), c.req.param("id"))));
app.patch("/v1/sites/:id", async (c) =>
  respond(await withBody(c, (body) => changeSite(administering(c), c.req.param("id"), body))),
);
app.delete("/v1/sites/:id", async (c) => done(await deleteSite(administering(c), c.req.param("id"))));

app.post("/v1/rules", async (c) => created(await withBody(c, (body) => createRule(administering(c), body))));
app.get("/v1/rules", async (c) => respond(await listRules(administering(c), c.req.query("site_id") ?? "")));
app.post("/v1/rules/dry-run", async (c) => {
  const parsed = await parseBody(c, ruleDryRun);
  if (!parsed.ok) return refusalResponse(parsed.refusal);
  const site = await siteById(looking(c), parsed.value.site_id, "sites:admin");
  if ("status" in site) return refusalResponse(site);
  const condition = keptCondition(parsed.value);
  if ("status" in condition) return refusalResponse(condition);
  const run = { ...condition, site: site.id, keptParameters: site.allowed_query_params, now: now() };
  return respond(await dryRunRule(run, connect(c.var.config), c.req.raw.signal));
});
app.get("/v1/rules/:id", async (c) => respond(await readRule(administering(c), c.req.param("id"))));
app.patch("/v1/rules/:id", async (c) =>
  respond(await withBody(c, (body) => changeRule(administering(c), c.req.param("id"), body))),
);
app.delete("/v1/rules/:id", async (c) => done(await deleteRule(administering(c), c.req.param("id"))));

app.post("/v1/tokens", async (c) =>
  created(await withBody(c, (body) => createToken(administering(c), body))),
);
app.get("/v1/tokens", async (c) => respond(await listTokens(administering(c))));
app.patch("/v1/tokens/:id", async (c) =>
  respond(await withBody(c, (body) => renameToken(administering(c), c.req.param("id"), body))),
);
app.delete("/v1/tokens/:id", async (c) => done(await revokeToken(administering(c), c.req.param("id"))));

app.post("/api/v2/query", async (c) => {
  const grant = await grantOf(asked(c));
  if ("status" in grant) return plausibleError(grant);
  admit(c, grant);
  const body = await readJson(c.req.raw);
  if (!body.ok) return plausibleError(body.refusal);
  const answer = await answererFor(c, siteByIdOrDomain)(fromPlausible(body.value));
  return "status" in answer ? plausibleError(answer) : c.json(answer);
});

for (const api of ["/v1/*", "/api/*"]) {
  app.all(api, () => refusalResponse(refuse(404, "not_found", "There is no such endpoint.")));
}

// The binding is absent in the split form, where Pages serves the dashboard.
app.all("*", (c) => serveDashboard(c.req.raw, c.env.ASSETS as Fetcher | undefined));

app.onError((error, c) => {
  if (error instanceof ControlPlaneAway) {
    return refusalResponse(refuse(503, "control_plane_away", error.message));
  }
  console.error(c.req.method, c.req.path, error);
  return refusalResponse(refuse(500, "internal", "Something went wrong here. It is written down."));
});

export default {
  fetch: (request: Request, env: Env, ctx: ExecutionContext) => app.fetch(request, env, ctx),
};

const asked = (c: Asking) => ({
  request: c.req.raw,
  control: c.env.CONTROL,
  adminToken: c.var.config.adminToken,
  now: now(),
});

/** Lets the request through as the grant's, and writes down that its token is in use. */
function admit(c: Asking, grant: Grant): void {
  c.set("grant", grant);
  c.executionCtx.waitUntil(touchToken(c.env.CONTROL, grant, now()));
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

const looking = (c: Asking) => ({ control: c.env.CONTROL, grant: c.var.grant, now: now() });

const answererFor = (c: Asking, siteFor: typeof siteById) =>
  answerer({
    clickhouse: connect(c.var.config),
    siteFor: (name) => siteFor(looking(c), name),
    now: now(),
    signal: c.req.raw.signal,
  });

const reading = (c: Asking) => ({
  clickhouse: connect(c.var.config),
  now: now(),
  signal: c.req.raw.signal,
});

const pipeline = (c: Asking) => pipelineOf(c.env, c.var.config.shardCount);

const administering = (c: Asking): Administering => ({
  control: c.env.CONTROL,
  grant: c.var.grant,
  secretKey: c.var.config.secretKey,
  origin: new URL(c.req.url).origin,
  now: now(),
});

async function parseBody<Schema extends Parameters<typeof parseWith>[0]>(c: Asking, schema: Schema) {
  const body = await readJson(c.req.raw);
  return body.ok ? parseWith(schema, body.value) : body;
}

async function withBody<Value>(
  c: Asking,
  act: (body: unknown) => Promise<Value | Refusal>,
): Promise<Value | Refusal> {
  const body = await readJson(c.req.raw);
  return body.ok ? act(body.value) : body.refusal;
}

const isSeveral = (body: unknown): boolean => typeof body === "object" && body !== null && "queries" in body;

const isRefusal = (value: object): value is Refusal => "status" in value && "error" in value;
const respond = (value: object): Response =>
  isRefusal(value) ? refusalResponse(value) : Response.json(value);
const created = (value: object): Response =>
  isRefusal(value) ? refusalResponse(value) : Response.json(value, { status: 201 });
const done = (refusal: Refusal | null): Response =>
  refusal === null ? new Response(null, { status: 204 }) : refusalResponse(refusal);
