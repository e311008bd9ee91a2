/** The way in: whose request it is, and what a share may not. */
import { now } from "../../clock.ts";
import { ADMIN_GRANT, touchToken } from "../../control/tokens.ts";
import { type Asker, grantOf } from "../asker.ts";
import { type App, type Asking, asked } from "../door.ts";
import { type Refusal, refusalResponse, refuse } from "../refusal.ts";
import { touchShare } from "../shares.ts";
import { admitRequest, charge, limitHeaders, noCost, tooManyRequests } from "../spending.ts";

/** Around everything: what the request cost and what its token has left, in headers. */
export function addSpending(app: App, path: string): void {
  app.use(path, async (c, next) => {
    c.set("cost", noCost());
    await next();
    const { cost, config } = c.var;
    // Whoever was not let in has none.
    const grant: Asker | undefined = c.var.grant;
    if (cost.rows > 0) {
      c.header("x-rows-read", String(cost.rows));
      c.header("x-bytes-read", String(cost.bytes));
    }
    if (grant === undefined || !isLimited(grant)) return;
    charge(grant.id, cost, config.limits, now());
    for (const [name, value] of Object.entries(limitHeaders(grant.id, config.limits, now())))
      c.header(name, value);
  });
}

/** The deployment's own token is its owner's, who would only shut themselves out. */
const isLimited = (grant: Asker): boolean => grant !== ADMIN_GRANT;

export function addAdmission(app: App): void {
  app.use("/v1/*", async (c, next) => {
    const refusal = await admission(c);
    return refusal === null ? next() : refusalResponse(refusal);
  });
}

/** Null when the request may go on: then the context has its grant, and it is written down that its token is in use. */
export async function admission(c: Asking): Promise<Refusal | null> {
  const grant = await grantOf(asked(c));
  if ("status" in grant) return grant;
  const refusal = shareRefusal(grant, `${c.req.method} ${c.req.path}`);
  if (refusal !== null) return refusal;
  c.set("grant", grant);
  const over = isLimited(grant) ? await overLimit(c, grant.id) : null;
  if (over !== null) return over;
  const touch = grant.share === undefined ? touchToken : touchShare;
  c.executionCtx.waitUntil(touch(c.env.CONTROL, grant, now()));
  return null;
}

/** The platform counts beside us, and lets pass when it fails: it guards and must not be an outage of its own. */
async function overLimit({ var: { config } }: Asking, token: string): Promise<Refusal | null> {
  const refusal = admitRequest(token, config.limits, now());
  if (refusal !== null || config.tokenLimit === undefined) return refusal;
  const { success } = await config.tokenLimit.limit({ key: token }).catch(() => ({ success: true }));
  return success ? null : tooManyRequests(config.limits);
}

/** Where a share is an answer's base relation; everything else is closed to it, new endpoints too. */
const SHARED = new Set([
  ...["POST /v1/query", "GET /v1/query", "POST /api/v2/query"],
  ...["GET /v1/schema", "GET /v1/schema/values", "GET /v1/goals", "GET /v1/sign-in"],
]);

const shareRefusal = (grant: Asker, endpoint: string): Refusal | null =>
  grant.share === undefined || SHARED.has(endpoint)
    ? null
    : refuse(403, "not_shared", "A share shows a site's numbers, and nothing beside them.");
