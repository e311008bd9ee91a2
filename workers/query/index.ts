/**
 * The query worker's door: the API for dashboard and scripts, the administration, and the dashboard itself.
 * Routes in the order in which a request meets them; each file of `routes/` adds those of one subject.
 */
import { Hono } from "hono";
import { cors } from "hono/cors";
import { routePath } from "hono/route";
import { now } from "../clock.ts";
import { type CounterEnv, countQuestion } from "../control/counters.ts";
import { failure, log } from "../control/log.ts";
import { ControlPlaneAway } from "../control/read-cache.ts";
import { parseConfig } from "./config.ts";
import { serveDashboard } from "./dashboard.ts";
import type { Door } from "./door.ts";
import { openApi } from "./openapi/document.ts";
import { refusalResponse, refuse } from "./refusal.ts";
import { addAdministration, addKeeping } from "./routes/administration.ts";
import { addAdmission } from "./routes/admission.ts";
import { addAlerts } from "./routes/alerts.ts";
import { addDefinitions } from "./routes/definitions.ts";
import { addDebug, addOutcomes, addRules } from "./routes/outcomes.ts";
import { addPipeline } from "./routes/pipeline.ts";
import { addPlausible, addQuestions } from "./routes/questions.ts";
import { addSignedIn, addSignIn } from "./routes/sign-in.ts";
import { addSites } from "./routes/sites.ts";
import { addSpending } from "./routes/spending.ts";

/** Any page may ask with a token; none may ask with somebody's cookie, because credentials are never allowed. */
const CROSS_ORIGIN = {
  origin: "*",
  allowHeaders: ["authorization", "content-type", "if-none-match"],
  exposeHeaders: [
    ...["retry-after", "ratelimit", "ratelimit-policy", "x-rows-read", "x-bytes-read"],
    ...["content-disposition", "etag"],
  ],
  maxAge: 86_400,
};

/** Exported for the test that holds the OpenAPI document to its routes. */
export const app = new Hono<Door>();

/** Every answer is what its type says, and tells nobody where a link was followed from. A socket's headers are its own. */
const SECURITY_HEADERS = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=31536000",
};

app.use(async (c, next) => {
  await next();
  if (c.res.status === 101) return;
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.header(name, value);
  if (/^\/(v1|api)\//.test(c.req.path) && !c.res.headers.has("cache-control"))
    c.header("cache-control", "no-store");
});

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
app.get("/openapi.json", cors(CROSS_ORIGIN), (c) => c.json(openApi()));
addDebug(app);

for (const api of ["/v1/*", "/api/*"]) {
  app.use(api, cors(CROSS_ORIGIN));
  addSpending(app, api);
  app.use(api, async (c, next) => {
    const begun = now();
    await next();
    countQuestion(c.env as CounterEnv, routePath(c, -1), c.res.status, now() - begun);
  });
}

addPlausible(app);
addSignIn(app);
addAdmission(app);
addSignedIn(app);
addKeeping(app);
addQuestions(app);
addOutcomes(app);
addPipeline(app);
addSites(app);
addDefinitions(app);
addRules(app);
addAdministration(app);
addAlerts(app);

for (const api of ["/v1/*", "/api/*"]) {
  app.all(api, () => refusalResponse(refuse(404, "not_found", "There is no such endpoint.")));
}

// The binding is absent in the split form, where Pages serves the dashboard.
app.all("*", (c) => serveDashboard(c.req.raw, c.env.ASSETS as Fetcher | undefined));

app.onError((error, c) => {
  if (error instanceof ControlPlaneAway) {
    return refusalResponse(refuse(503, "control_plane_away", error.message));
  }
  log("error", "request_failed", { method: c.req.method, route: routePath(c), ...failure(error) });
  return refusalResponse(refuse(500, "internal", "Something went wrong here. It is written down."));
});

export default {
  fetch: (request: Request, env: Env, ctx: ExecutionContext) => app.fetch(request, env, ctx),
};
