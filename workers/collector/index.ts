/** The collector's door: routes in the order in which a request meets them. One handler each, so that none is composed. */
import type { Context } from "hono";
import { HonoBase as Hono } from "hono/hono-base";
import { now } from "../clock.ts";
import { ControlPlaneAway } from "../control/read-cache.ts";
import { answerHealth, answerPixel, answerPreflight, answerRefusal, Refusal } from "./answer.ts";
import { capture, type Visit } from "./capture.ts";
import { type CollectorEnv, ConfigError, parseConfig } from "./config.ts";
import { PathRouter } from "./path-router.ts";
import { capturePixel } from "./pixel.ts";
import { SaltsAway } from "./salts.ts";

type Asking = Context<{ Bindings: CollectorEnv }>;

/** All that a path may be asked by; Hono answers HEAD as GET without the body. */
const METHODS = ["GET", "POST", "OPTIONS"];

const app = new Hono<{ Bindings: CollectorEnv }>({ router: new PathRouter() });

app.post("/capture", (c) => capture(visitOf(c)));
app.options("/capture", answerPreflight);
// Who asks for the head alone shows no picture to anybody.
app.get("/pixel.gif", (c) => (c.req.method === "HEAD" ? answerPixel() : capturePixel(visitOf(c))));
app.get("/health", (c) => {
  parseConfig(c.env); // a deployment that lacks a setting is not well
  return answerHealth();
});
app.get("/script.js", serveScript);
app.get("/script/*", serveScript);
app.notFound((c) => answerRefusal(refuseAddress(c.req.path)));
app.onError((error) => answerRefusal(refusalOf(error)));

export default { fetch: app.fetch };

const visitOf = (c: Asking): Visit => ({
  request: c.req.raw,
  config: parseConfig(c.env),
  nowMs: now(),
  waitUntil: (work) => c.executionCtx.waitUntil(work),
});

/** From the static assets, which answer most requests before they reach the Worker. */
function serveScript(c: Asking): Promise<Response> {
  return parseConfig(c.env).assets.fetch(c.req.raw);
}

function refuseAddress(path: string): Refusal {
  const allowed = METHODS.filter((method) => app.router.match(method, path)[0].length > 0);
  return allowed.length === 0
    ? new Refusal("not_found", "There is nothing at this address.")
    : new Refusal("method_not_allowed", `Use ${allowed.join(" or ")}.`, { allowed });
}

/** What was thrown is somebody else's outage, a misconfiguration, or a bug; never a matter of the request. */
function refusalOf(error: Error): Refusal {
  if (error instanceof ControlPlaneAway || error instanceof SaltsAway) {
    return new Refusal("unavailable", `${error.message} Send the events again later.`);
  }
  console.error(error.stack ?? error.message);
  if (error instanceof ConfigError) return new Refusal("internal", error.message);
  return new Refusal("internal", "Something is broken here. The request was not the reason.");
}
