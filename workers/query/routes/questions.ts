/** Asking: numbers, the words of a site, and single events. */
import { queries } from "../../../schema/query.ts";
import { readJson } from "../body.ts";
import { type App, answererFor, answering, respond, withBody } from "../door.ts";
import { explore } from "../explore.ts";
import { parseWith } from "../parse.ts";
import { fromPlausible, plausibleError } from "../plausible.ts";
import { refusalResponse } from "../refusal.ts";
import { schemaOf, valuesOf } from "../schema-of-site.ts";
import { siteById, siteByIdOrDomain } from "../site-for.ts";
import { admission } from "./admission.ts";

export function addQuestions(app: App): void {
  app.post("/v1/query", async (c) => {
    const body = await readJson(c.req.raw);
    if (!body.ok) return refusalResponse(body.refusal);
    const answer = answererFor(c, siteById);
    if (!isSeveral(body.value)) return respond(await answer(body.value));
    const several = parseWith(queries, body.value);
    if (!several.ok) return refusalResponse(several.refusal);
    const answers = await Promise.all(several.value.queries.map(answer));
    return c.json({ answers: answers.map((one) => ("status" in one ? { error: one.error } : one)) });
  });

  app.get("/v1/schema", async (c) => respond(await schemaOf(answering(c, siteById), c.req.query())));
  app.get("/v1/schema/values", async (c) => respond(await valuesOf(answering(c, siteById), c.req.query())));

  app.post("/v1/events", async (c) =>
    respond(await withBody(c, (body) => explore(answering(c, siteById), body))),
  );
}

/** Plausible's clients: their own errors, hence their own way in. */
export function addPlausible(app: App): void {
  app.post("/api/v2/query", async (c) => {
    const refusal = await admission(c);
    if (refusal !== null) return plausibleError(refusal);
    const body = await readJson(c.req.raw);
    if (!body.ok) return plausibleError(body.refusal);
    const answer = await answererFor(c, siteByIdOrDomain)(fromPlausible(body.value));
    return "status" in answer ? plausibleError(answer) : c.json(answer);
  });
}

const isSeveral = (body: unknown): boolean => typeof body === "object" && body !== null && "queries" in body;
