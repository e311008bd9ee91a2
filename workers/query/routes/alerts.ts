/** Alerts on the way of the events: for the whole deployment's administrators. */
import type { MailSettings } from "../../control/notice.ts";
import {
  changeAlert,
  createAlert,
  deleteAlert,
  listAlerts,
  readAlert,
  tryAlert,
} from "../administration/alerts.ts";
import { scopeRefusal } from "../asker.ts";
import { type App, administering, created, done, respond, withBody } from "../door.ts";
import { refusalResponse } from "../refusal.ts";

export function addAlerts(app: App): void {
  app.use("/v1/alerts/*", async (c, next) => {
    const refusal = scopeRefusal(c.var.grant, "admin");
    return refusal === null ? next() : refusalResponse(refusal);
  });
  app.post("/v1/alerts", async (c) =>
    created(await withBody(c, (body) => createAlert(administering(c), body))),
  );
  app.get("/v1/alerts", async (c) => respond(await listAlerts(administering(c))));
  app.get("/v1/alerts/:id", async (c) => respond(await readAlert(administering(c), c.req.param("id"))));
  app.patch("/v1/alerts/:id", async (c) =>
    respond(await withBody(c, (body) => changeAlert(administering(c), c.req.param("id"), body))),
  );
  app.delete("/v1/alerts/:id", async (c) => done(await deleteAlert(administering(c), c.req.param("id"))));
  app.post("/v1/alerts/:id/test", async (c) => {
    // Settings that a deployment may have.
    const mail = c.env as Env & MailSettings;
    return respond(await tryAlert(administering(c), c.req.param("id"), mail));
  });
}
