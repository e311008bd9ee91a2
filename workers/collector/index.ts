/**
 * The collector's door. Five paths need no router library, whose share of the bundle and of a request's CPU would be
 * the largest of all (bench/collector.ts).
 */
import { now } from "../clock.ts";
import { ControlPlaneAway } from "../control/read-cache.ts";
import { answerHealth, answerPreflight, answerRefusal, Refusal } from "./answer.ts";
import { capture, type Visit } from "./capture.ts";
import { type CollectorEnv, type Config, ConfigError, parseConfig } from "./config.ts";
import { capturePixel } from "./pixel.ts";
import { SaltsAway } from "./salts.ts";

type Handler = (visit: Visit) => Response | Promise<Response>;

const asset: Handler = ({ request, config }) => config.assets.fetch(request);

const ROUTES = new Map<string, Record<string, Handler>>([
  ["/capture", { POST: capture, OPTIONS: answerPreflight }],
  ["/pixel.gif", { GET: capturePixel }],
  ["/health", { GET: answerHealth, HEAD: answerHealth }],
  ["/script.js", { GET: asset, HEAD: asset }],
]);
/** `/script/<hash>.js` */
const SCRIPTS: Record<string, Handler> = { GET: asset, HEAD: asset };

export default {
  async fetch(request: Request, env: CollectorEnv, ctx: ExecutionContext): Promise<Response> {
    try {
      return await handle(request, parseConfig(env), ctx);
    } catch (error) {
      return answerRefusal(refusalOf(error));
    }
  },
};

function handle(request: Request, config: Config, ctx: ExecutionContext): Response | Promise<Response> {
  const path = pathOf(request.url);
  const methods = ROUTES.get(path) ?? (path.startsWith("/script/") ? SCRIPTS : undefined);
  if (methods === undefined)
    return answerRefusal(new Refusal("not_found", "There is nothing at this address."));
  const handler = methods[request.method];
  if (handler === undefined) return methodNotAllowed(Object.keys(methods));
  return handler({ request, config, nowMs: now(), waitUntil: (work) => ctx.waitUntil(work) });
}

/** The path of an absolute URL. `new URL` costs more than all the rest of the routing. */
function pathOf(url: string): string {
  const begin = url.indexOf("/", url.indexOf("://") + 3);
  const end = url.indexOf("?", begin);
  return end < 0 ? url.slice(begin) : url.slice(begin, end);
}

const methodNotAllowed = (allowed: string[]): Response =>
  answerRefusal(new Refusal("method_not_allowed", `Use ${allowed.join(" or ")}.`, { allowed }));

/** What was thrown is somebody else's outage, a misconfiguration, or a bug; never a matter of the request. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof ControlPlaneAway || error instanceof SaltsAway) {
    return new Refusal("unavailable", `${error.message} Send the events again later.`);
  }
  console.error(
    error instanceof Error ? (error.stack ?? error.message) : "Something that is no Error was thrown.",
  );
  if (error instanceof ConfigError) return new Refusal("internal", error.message);
  return new Refusal("internal", "Something is broken here. The request was not the reason.");
}
