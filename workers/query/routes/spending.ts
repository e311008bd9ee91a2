/** What requests cost, and what their tokens have left. */
import { now } from "../../clock.ts";
import { ADMIN_GRANT } from "../../control/tokens.ts";
import type { Asker } from "../asker.ts";
import type { App, Asking } from "../door.ts";
import type { Refusal } from "../refusal.ts";
import { admitRequest, charge, limitHeaders, noCost, tooManyRequests } from "../spending.ts";

/** Around everything at `path`: the cost is charged to the token, and told in headers. */
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

/** Counts the request; a refusal when its token has asked too often, or for too much. */
export async function limitRefusal({ var: { config } }: Asking, grant: Asker): Promise<Refusal | null> {
  if (!isLimited(grant)) return null;
  const refusal = admitRequest(grant.id, config.limits, now());
  if (refusal !== null || config.tokenLimit === undefined) return refusal;
  // The platform counts beside us. It guards, and must not be an outage of its own.
  const { success } = await config.tokenLimit.limit({ key: grant.id }).catch(() => ({ success: true }));
  return success ? null : tooManyRequests(config.limits);
}
