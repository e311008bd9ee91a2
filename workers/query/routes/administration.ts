/** The deployment's own: people, and what administrators did. */

import { routePath } from "hono/route";
import { now } from "../../clock.ts";
import { failure, log } from "../../control/log.ts";
import { listActs, writeAct } from "../administration/audit.ts";
import { migrationRefusal } from "../administration/migrations.ts";
import { changePerson, createPerson, deletePerson, listPeople } from "../administration/people.ts";
import { scopeRefusal } from "../asker.ts";
import { type App, type Asking, administering, created, done, respond, withBody } from "../door.ts";
import { refusalResponse } from "../refusal.ts";
import { unlessUnmigrated } from "../unmigrated.ts";

/** What is kept in the control plane needs its newest tables. */
const ADMINISTERED = [
  "sites",
  "tokens",
  "goals",
  "segments",
  "annotations",
  "shares",
  "rules",
  "people",
  "audit",
  "alerts",
];
/** They change nothing, though they are asked by POST. */
const QUESTIONS = new Set(["/v1/query", "/v1/events", "/v1/rules/dry-run", "/v1/pipeline/flush"]);

/** Before the endpoints: the newest tables, and a record of every act that succeeded. */
export function addKeeping(app: App): void {
  for (const kind of ADMINISTERED) {
    app.use(`/v1/${kind}/*`, async (c, next) => {
      const refusal = await migrationRefusal(c.env.CONTROL, c.var.config);
      return refusal === null ? next() : refusalResponse(refusal);
    });
  }
  app.use("/v1/*", async (c, next) => {
    await next();
    const isAct = !["GET", "HEAD"].includes(c.req.method) && c.res.ok && !QUESTIONS.has(c.req.path);
    if (isAct) await record(c);
  });
}

/** The act is done: a record that fails must not make it look undone. */
async function record(c: Asking): Promise<void> {
  const { id = null, site_id = null } = await madeThing(c.res);
  const act = {
    ...{ at: now(), actor: c.var.grant.id, action: `${c.req.method} ${routePath(c)}` },
    ...{ site: site_id, subject: c.req.param("id") ?? id },
  };
  try {
    await unlessUnmigrated(() => writeAct(c.env.CONTROL, act));
  } catch (error) {
    log("error", "act_not_recorded", { route: act.action, ...failure(error) });
  }
}

async function madeThing(answer: Response): Promise<{ id?: string; site_id?: string }> {
  if (answer.status === 204) return {};
  // Ids are texts in every answer of ours that has them.
  return (await answer.clone().json()) as { id?: string; site_id?: string };
}

export function addAdministration(app: App): void {
  for (const path of ["/v1/people/*", "/v1/audit"]) {
    app.use(path, async (c, next) => {
      const refusal = scopeRefusal(c.var.grant, "admin");
      return refusal === null ? next() : refusalResponse(refusal);
    });
  }
  app.post("/v1/people", async (c) =>
    created(await withBody(c, (body) => createPerson(administering(c), body))),
  );
  app.get("/v1/people", async (c) => respond(await listPeople(administering(c))));
  app.patch("/v1/people/:id", async (c) =>
    respond(await withBody(c, (body) => changePerson(administering(c), c.req.param("id"), body))),
  );
  app.delete("/v1/people/:id", async (c) => done(await deletePerson(administering(c), c.req.param("id"))));

  app.get("/v1/audit", async (c) => respond(await listActs(c.env.CONTROL, c.req.query())));
}
