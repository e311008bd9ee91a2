/** The collector's door: routes in the order in which a request meets them. */
import { Hono } from "hono/tiny";
import { now } from "../clock.ts";
import { ControlPlaneAway } from "../control/read-cache.ts";
import { answerHealth, answerPreflight, answerRefusal, Refusal } from "./answer.ts";
import { capture, type Visit } from "./capture.ts";
import { type CollectorEnv, ConfigError, parseConfig } from "./config.ts";
import { capturePixel } from "./pixel.ts";
import { SaltsAway } from "./salts.ts";

const app = new Hono<{ Bindings: CollectorEnv }>();

app.post("/capture", (c) => capture(visitOf(c)));
app.options("/capture", answerPreflight);
app.all("/capture", () => methodNotAllowed("POST", "OPTIONS"));
app.get("/pixel.gif", (c) => capturePixel(visitOf(c)));
app.get("/health", answerHealth);
app.get("/script.js", (c) => parseConfig(c.env).assets.fetch(c.req.raw));
app.get("/script/*", (c) => parseConfig(c.env).assets.fetch(c.req.raw));
app.notFound(() => answerRefusal(new Refusal("not_found", "There is nothing at this address.")));
app.onError((error) => answerRefusal(refusalOf(error)));

export default {
  fetch: (request: Request, env: CollectorEnv, ctx: ExecutionContext) => app.fetch(request, env, ctx),
};

function visitOf(c: {
  req: { raw: Request };
  env: CollectorEnv;
  executionCtx: { waitUntil(p: Promise<unknown>): void };
}): Visit {
  const ctx = c.executionCtx;
  return {
    request: c.req.raw,
    config: parseConfig(c.env),
    nowMs: now(),
    waitUntil: (work) => ctx.waitUntil(work),
  };
}

const methodNotAllowed = (...allowed: string[]): Response =>
  answerRefusal(new Refusal("method_not_allowed", `Use ${allowed.join(" or ")}.`, { allowed }));

/** What was thrown is somebody else's outage, a misconfiguration, or a bug; never a matter of the request. */
function refusalOf(error: Error): Refusal {
  if (error instanceof ControlPlaneAway || error instanceof SaltsAway) {
    return new Refusal("unavailable", `${error.message} Send the events again later.`);
  }
  console.error(error.stack ?? error.message);
  if (error instanceof ConfigError) return new Refusal("internal", error.message);
  return new Refusal("internal", "Something is broken here. The request was not the reason.");
}
