/** Asking: numbers, the words of a site, and single events. */
import { queries } from "../../../schema/query.ts";
import { now } from "../../clock.ts";
import { type Formed, fileResponse, takeForm } from "../asked-form.ts";
import { readJson } from "../body.ts";
import { openFile } from "../clickhouse-file.ts";
import { type App, type Asking, answererFor, answering, respond } from "../door.ts";
import { taggedAnswer } from "../etag.ts";
import { eventsFile } from "../event-file.ts";
import { explore } from "../explore.ts";
import { fileOf } from "../files.ts";
import { leavingAtEnd, takePlace } from "../open-files.ts";
import { type Parsed, parseWith } from "../parse.ts";
import type { Plan } from "../plan.ts";
import { fromPlausible, plausibleError } from "../plausible.ts";
import { questionInAddress } from "../question-in-address.ts";
import { refusalResponse } from "../refusal.ts";
import { schemaOf, valuesOf } from "../schema-of-site.ts";
import { siteById, siteByIdOrDomain, siteToExport } from "../site-for.ts";
import type { Sql } from "../sql.ts";
import { planFile } from "../understand.ts";
import { dateOf, localDay } from "../zone.ts";
import { admission } from "./admission.ts";

export function addQuestions(app: App): void {
  app.post("/v1/query", async (c) => {
    const body = await readJson(c.req.raw);
    if (!body.ok) return refusalResponse(body.refusal);
    return isSeveral(body.value) ? answerSeveral(c, body.value) : answerOne(c, takeForm(body.value));
  });
  app.get("/v1/query", (c) => {
    const asked = questionInAddress(c.req.query());
    return answerOne(c, asked.ok ? takeForm(asked.value) : asked);
  });

  app.get("/v1/schema", async (c) => respond(await schemaOf(answering(c, siteById), c.req.query())));
  app.get("/v1/schema/values", async (c) => respond(await valuesOf(answering(c, siteById), c.req.query())));

  app.post("/v1/events", async (c) => {
    const body = await readJson(c.req.raw);
    if (!body.ok) return refusalResponse(body.refusal);
    const formed = takeForm(body.value);
    if (!formed.ok) return refusalResponse(formed.refusal);
    const { wanted, question } = formed.value;
    if (wanted === "json") return respond(await explore(answering(c, siteById), question));
    const file = await eventsFile(answering(c, siteToExport), question, wanted);
    return "status" in file ? refusalResponse(file) : sendFile(c, "events", wanted, file);
  });
}

async function answerOne(c: Asking, formed: Parsed<Formed>): Promise<Response> {
  if (!formed.ok) return refusalResponse(formed.refusal);
  const { wanted, question } = formed.value;
  if (wanted === "json") {
    const answer = await answererFor(c, siteById)(question);
    return "status" in answer ? refusalResponse(answer) : taggedAnswer(c.req.raw, answer);
  }
  const planned = await planFile(answering(c, siteById), question);
  if ("status" in planned) return refusalResponse(planned);
  return sendFile(c, "numbers", wanted, { plan: planned, statement: fileOf(planned, wanted) });
}

async function answerSeveral(c: Asking, body: unknown): Promise<Response> {
  const several = parseWith(queries, body);
  if (!several.ok) return refusalResponse(several.refusal);
  const answers = await Promise.all(several.value.queries.map(answererFor(c, siteById)));
  return taggedAnswer(c.req.raw, {
    answers: answers.map((one) => ("status" in one ? { error: one.error } : one)),
  });
}

async function sendFile(
  c: Asking,
  what: string,
  wanted: Exclude<Formed["wanted"], "json">,
  { plan: { range, zone }, statement }: { plan: Plan; statement: Sql },
): Promise<Response> {
  const place = takePlace(c.var.grant.id, c.var.config.limits, now());
  if ("status" in place) return refusalResponse(place);
  const opened = await openFile(c.var.config, statement, wanted, c.req.raw.signal);
  if (!opened.ok) {
    place.leave();
    return refusalResponse(opened.refusal);
  }
  c.var.cost.rows += opened.rowsRead;
  c.var.cost.bytes += opened.bytesRead;
  const [first, last] = [range.from, range.to - 1].map((at) => dateOf(localDay(zone, at)));
  return fileResponse(`${what}_${first}_${last}`, wanted, leavingAtEnd(opened.body, place.leave));
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
