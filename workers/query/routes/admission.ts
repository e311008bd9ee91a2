/** The way in: whose request it is, and what a share may not. */
import { now } from "../../clock.ts";
import { touchToken } from "../../control/tokens.ts";
import { type Asker, grantOf } from "../asker.ts";
import { type App, type Asking, asked } from "../door.ts";
import { type Refusal, refusalResponse, refuse } from "../refusal.ts";
import { touchShare } from "../shares.ts";
import { limitRefusal } from "./spending.ts";

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
  const over = await limitRefusal(c, grant);
  if (over !== null) return over;
  const touch = grant.share === undefined ? touchToken : touchShare;
  c.executionCtx.waitUntil(touch(c.env.CONTROL, grant, now()));
  return null;
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
