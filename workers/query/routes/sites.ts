/** Sites and tokens. */
import { changeSite, createSite, deleteSite, listSites, readSite } from "../administration/sites.ts";
import { createToken, listTokens, renameToken, revokeToken } from "../administration/tokens.ts";
import { type App, administering, created, done, respond, withBody } from "../door.ts";

export function addSites(app: App): void {
  app.post("/v1/sites", async (c) =>
    created(await withBody(c, (body) => createSite(administering(c), body))),
  );
  app.get("/v1/sites", async (c) => respond(await listSites(administering(c))));
  app.get("/v1/sites/:id", async (c) => respond(await readSite(administering(c), c.req.param("id"))));
  app.patch("/v1/sites/:id", async (c) =>
    respond(await withBody(c, (body) => changeSite(administering(c), c.req.param("id"), body))),
  );
  app.delete("/v1/sites/:id", async (c) => done(await deleteSite(administering(c), c.req.param("id"))));

  app.post("/v1/tokens", async (c) =>
    created(await withBody(c, (body) => createToken(administering(c), body))),
  );
  app.get("/v1/tokens", async (c) => respond(await listTokens(administering(c))));
  app.patch("/v1/tokens/:id", async (c) =>
    respond(await withBody(c, (body) => renameToken(administering(c), c.req.param("id"), body))),
  );
  app.delete("/v1/tokens/:id", async (c) => done(await revokeToken(administering(c), c.req.param("id"))));
}
