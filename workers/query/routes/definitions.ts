/** What a site's owner calls things: goals, segments, annotations, shares. All work alike. */
import type { Administering } from "../administration/administering.ts";
import { annotations } from "../administration/annotations.ts";
import { goals } from "../administration/goals.ts";
import { segments } from "../administration/segments.ts";
import { shares } from "../administration/shares.ts";
import { type App, administering, created, done, respond, withBody } from "../door.ts";
import type { Refusal } from "../refusal.ts";

/** Things of a site, each with an id of its own. Refusals are values. */
export interface Kept {
  create(about: Administering, body: unknown): Promise<object>;
  /** Of one site, as `?site_id=` names it. */
  list(about: Administering, siteId: string): Promise<object>;
  read(about: Administering, id: string): Promise<object>;
  change(about: Administering, id: string, body: unknown): Promise<object>;
  remove(about: Administering, id: string): Promise<Refusal | null>;
}

const KEPT: [string, Kept][] = [
  ["/v1/goals", goals],
  ["/v1/segments", segments],
  ["/v1/annotations", annotations],
  ["/v1/shares", shares],
];

export function addDefinitions(app: App): void {
  for (const [path, kept] of KEPT) {
    app.post(path, async (c) => created(await withBody(c, (body) => kept.create(administering(c), body))));
    app.get(path, async (c) => respond(await kept.list(administering(c), c.req.query("site_id") ?? "")));
    app.get(`${path}/:id`, async (c) => respond(await kept.read(administering(c), c.req.param("id") ?? "")));
    app.patch(`${path}/:id`, async (c) =>
      respond(await withBody(c, (body) => kept.change(administering(c), c.req.param("id") ?? "", body))),
    );
    app.delete(`${path}/:id`, async (c) =>
      done(await kept.remove(administering(c), c.req.param("id") ?? "")),
    );
  }
}
