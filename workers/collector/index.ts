/**
 * The collector's door: addresses and methods, and who answers them. A table and a look-up: a router and its context
 * were a third of the bundle and of the start, and this door has no patterns to match.
 */
import { now } from "../clock.ts";
import { ControlPlaneAway } from "../control/read-cache.ts";
import { answerHealth, answerPixel, answerPreflight, answerRefusal, Refusal } from "./answer.ts";
import { capture, type Visit } from "./capture.ts";
import { type CollectorEnv, ConfigError, parseConfig } from "./config.ts";
import { capturePixel } from "./pixel.ts";
import { SaltsAway } from "./salts.ts";

type Handler = (visit: Visit) => Response | Promise<Response>;

/** From the static assets, which answer most requests before they reach the Worker, and know no site's folder. */
const serveScript: Handler = ({ config, request, url }) =>
  config.assets.fetch(new Request(url.replace(/^(\w+:\/\/[^/]+).*?(\/script[./])/, "$1$2"), request));
const script: Record<string, Handler> = { GET: serveScript, HEAD: serveScript };

/** By address, then by method. What ends in `/` stands for all that is in that folder. */
const ROUTES: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
  "/capture": { POST: capture, OPTIONS: answerPreflight },
  // Who asks for the head alone shows no picture to anybody.
  "/pixel.gif": { GET: capturePixel, HEAD: answerPixel },
  "/health": { GET: answerHealth, HEAD: answerHealth },
  "/script.js": script,
  "/script/": script,
};

export default {
  async fetch(request: Request, env: CollectorEnv, ctx: ExecutionContext): Promise<Response> {
    try {
      const { url } = request;
      const route = routeOf(url);
      const handle = route?.[request.method];
      if (handle === undefined) return answerRefusal(refuseAddress(route));
      // Also for /health: a deployment that lacks a setting is not well.
      const config = parseConfig(env);
      const waitUntil = (work: Promise<unknown>) => ctx.waitUntil(work);
      return await handle({ request, url, headers: request.headers, config, nowMs: now(), waitUntil });
    } catch (error) {
      return answerRefusal(refusalOf(error));
    }
  },
};

/** A site that serves the tracker from its own zone may put it into any one folder: `/x7k2/script.js`, `/x7k2/capture`. */
function routeOf(url: string): (typeof ROUTES)[string] | undefined {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  const query = url.indexOf("?", start);
  const path = query < 0 ? url.slice(start) : url.slice(start, query);
  return routeAt(path) ?? routeAt(path.slice(path.indexOf("/", 1)));
}

const routeAt = (path: string) => ROUTES[path] ?? ROUTES[path.slice(0, path.lastIndexOf("/") + 1)];

function refuseAddress(route: (typeof ROUTES)[string] | undefined): Refusal {
  if (route === undefined) return new Refusal("not_found", "There is nothing at this address.");
  const allowed = Object.keys(route);
  return new Refusal("method_not_allowed", `Use ${allowed.join(" or ")}.`, { allowed });
}

/** What was thrown is somebody else's outage, a misconfiguration, or a bug; never a matter of the request. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof ControlPlaneAway || error instanceof SaltsAway) {
    return new Refusal("unavailable", `${error.message} Send the events again later.`);
  }
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  if (error instanceof ConfigError) return new Refusal("internal", error.message);
  return new Refusal("internal", "Something is broken here. The request was not the reason.");
}
