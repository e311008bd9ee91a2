/** Every endpoint of the query worker, for people and machines. A test holds the list to the router, in both directions. */
import { z } from "zod";
import * as administration from "../../../schema/administration.ts";
import * as definitions from "../../../schema/definitions.ts";
import { captureAnswer, captureRequest } from "../../../schema/event.ts";
import * as exploring from "../../../schema/explore.ts";
import { outcomesQuestion, quarantineQuestion, restoreInput } from "../../../schema/outcome-input.ts";
import { queries, query } from "../../../schema/query.ts";
import { newRule, ruleChange, ruleDryRun } from "../../../schema/rule-input.ts";
import * as answers from "./answers.ts";

interface Shape {
  /** Unique among the document's schemas. */
  name: string;
  schema: z.ZodType;
}
export interface Operation {
  method: "get" | "post" | "patch" | "delete";
  /** As the router writes it. */
  path: string;
  summary: string;
  /** The scope it needs, on the site that it is about; `token`: any; `nobody`: it is open. */
  needs: "nobody" | "token" | "stats:read" | "sites:admin" | "admin";
  /** A share may ask it too. */
  shared?: true;
  search?: z.ZodObject;
  body?: Shape & { example: unknown };
  /** Without a shape the answer has no body. */
  answers: Record<number, Shape | null>;
  /** A plain sentence instead of our typed error. */
  plausible?: true;
}

const shape = (name: string, schema: z.ZodType): Shape => ({ name, schema });
const ok = (name: string, schema: z.ZodType) => ({ 200: shape(name, schema) });
const made = (name: string, schema: z.ZodType) => ({ 201: shape(name, schema) });
const GONE = { 204: null };
const body = (name: string, schema: z.ZodType, example: unknown) => ({ body: { name, schema, example } });
const ofSite = z.strictObject({ site_id: z.string().min(1) });

const SITE = "3z43vhxe4xw4";
const QUESTION = { site_id: SITE, metrics: ["visitors"], date_range: "7d" };
const CONDITION = { site_id: SITE, field: "country", op: "is", value: "FR" };

/** Five endpoints that all things of a site have. */
function kept(
  {
    path,
    thing,
    list,
    see,
    keep,
    shared,
  }: Pick<Operation, "path"> & {
    thing: string;
    list: Shape;
    see: Operation["needs"];
    keep: Operation["needs"];
    shared?: true;
  },
  one: Shape,
  create: { input: Shape & { example: unknown }; answer: Shape },
  change: Shape & { example: unknown },
): Operation[] {
  const each = `${path}/:id`;
  return [
    {
      method: "get",
      path,
      summary: `All ${thing}s of a site`,
      needs: see,
      ...(shared && { shared }),
      search: ofSite,
      answers: { 200: list },
    },
    {
      method: "post",
      path,
      summary: `Makes one ${thing}`,
      needs: keep,
      body: create.input,
      answers: { 201: create.answer },
    },
    { method: "get", path: each, summary: `One ${thing}`, needs: see, answers: { 200: one } },
    {
      method: "patch",
      path: each,
      summary: `Changes one ${thing}`,
      needs: keep,
      body: change,
      answers: { 200: one },
    },
    { method: "delete", path: each, summary: `Deletes one ${thing}`, needs: keep, answers: GONE },
  ];
}

export const OPERATIONS: readonly Operation[] = [
  {
    method: "get",
    path: "/health",
    summary: "Whether the worker answers",
    needs: "nobody",
    answers: ok("Health", answers.health),
  },
  {
    method: "get",
    path: "/openapi.json",
    summary: "This document",
    needs: "nobody",
    answers: ok("OpenApi", z.looseObject({ openapi: z.string() })),
  },
  {
    ...{ method: "post", path: "/v1/query", summary: "Asks for numbers: one query, or several as {queries}" },
    ...{ needs: "stats:read", shared: true },
    ...body("Question", z.union([query, queries]), QUESTION),
    answers: ok("QuestionAnswer", z.union([answers.answer, answers.answers])),
  },
  {
    ...{ method: "post", path: "/api/v2/query", summary: "The same for clients of Plausible's Stats API v2" },
    ...{ needs: "stats:read", shared: true, plausible: true },
    ...body("Query", query, QUESTION),
    answers: ok("Answer", answers.answer),
  },
  {
    ...{ method: "get", path: "/v1/schema", summary: "What may be asked of a site, and its own words" },
    ...{ needs: "stats:read", shared: true, search: exploring.schemaQuestion },
    answers: ok("Schema", answers.schemaAnswer),
  },
  {
    ...{ method: "get", path: "/v1/schema/values", summary: "The values of one dimension" },
    ...{ needs: "stats:read", shared: true, search: exploring.valuesQuestion },
    answers: ok("Values", answers.valuesAnswer),
  },
  {
    ...{
      method: "post",
      path: "/v1/events",
      summary: "Single events, the newest first",
      needs: "stats:read",
    },
    ...body("EventsQuestion", exploring.eventsQuestion, { site_id: SITE, limit: 10 }),
    answers: ok("Events", answers.eventsAnswer),
  },
  {
    ...{
      method: "get",
      path: "/v1/outcomes",
      summary: "What became of a site's events",
      needs: "stats:read",
    },
    ...{ search: outcomesQuestion, answers: ok("Outcomes", answers.outcomes) },
  },
  {
    ...{
      method: "get",
      path: "/v1/quarantine",
      summary: "Events that rules have set aside",
      needs: "stats:read",
    },
    ...{ search: quarantineQuestion, answers: ok("Quarantine", answers.quarantine) },
  },
  {
    ...{
      method: "post",
      path: "/v1/quarantine/restore",
      summary: "Sends events that were set aside on their way",
    },
    ...{ needs: "sites:admin", ...body("Restore", restoreInput, { site_id: SITE, rule: "r1" }) },
    answers: ok("Restored", answers.restored),
  },
  {
    ...{ method: "get", path: "/v1/debug", summary: "A WebSocket with each event as it is taken or refused" },
    ...{ needs: "stats:read", search: ofSite, answers: { 101: null } },
  },
  {
    ...{
      method: "post",
      path: "/v1/rules/dry-run",
      summary: "What a rule would have matched",
      needs: "sites:admin",
    },
    ...body("RuleDryRun", ruleDryRun, CONDITION),
    answers: ok("DryRun", answers.dryRun),
  },
  ...kept(
    {
      path: "/v1/rules",
      thing: "rule",
      list: shape("Rules", answers.rules),
      see: "sites:admin",
      keep: "sites:admin",
    },
    shape("Rule", answers.rule),
    {
      input: { ...shape("NewRule", newRule), example: { ...CONDITION, action: "drop" } },
      answer: shape("Rule", answers.rule),
    },
    { ...shape("RuleChange", ruleChange), example: { position: 1 } },
  ),
  ...kept(
    {
      path: "/v1/goals",
      thing: "goal",
      list: shape("Goals", answers.goals),
      see: "stats:read",
      keep: "sites:admin",
      shared: true,
    },
    shape("Goal", answers.goal),
    {
      input: { ...shape("NewGoal", definitions.newGoal), example: { site_id: SITE, event: "Signup" } },
      answer: shape("Goal", answers.goal),
    },
    { ...shape("GoalChange", definitions.goalChange), example: { currency: "EUR" } },
  ),
  ...kept(
    {
      path: "/v1/segments",
      thing: "segment",
      list: shape("Segments", answers.segments),
      see: "stats:read",
      keep: "stats:read",
    },
    shape("Segment", answers.segment),
    {
      input: {
        ...shape("NewSegment", definitions.newSegment),
        example: { site_id: SITE, name: "Germans", kind: "site", filters: [["is", "visit:country", ["DE"]]] },
      },
      answer: shape("Segment", answers.segment),
    },
    { ...shape("SegmentChange", definitions.segmentChange), example: { name: "From Germany" } },
  ),
  ...kept(
    {
      path: "/v1/annotations",
      thing: "annotation",
      list: shape("Annotations", answers.annotations),
      see: "stats:read",
      keep: "sites:admin",
    },
    shape("Annotation", answers.annotation),
    {
      input: {
        ...shape("NewAnnotation", definitions.newAnnotation),
        example: { site_id: SITE, at: "2026-11-24T09:30:00Z", text: "New prices" },
      },
      answer: shape("Annotation", answers.annotation),
    },
    { ...shape("AnnotationChange", definitions.annotationChange), example: { text: "New plans" } },
  ),
  ...kept(
    {
      path: "/v1/shares",
      thing: "share",
      list: shape("Shares", answers.shares),
      see: "sites:admin",
      keep: "sites:admin",
    },
    shape("Share", answers.share),
    {
      input: {
        ...shape("NewShare", definitions.newShare),
        example: { site_id: SITE, name: "For the board" },
      },
      answer: shape("NewShareAnswer", answers.newShareAnswer),
    },
    { ...shape("ShareChange", definitions.shareChange), example: { name: "For the press" } },
  ),
  {
    method: "get",
    path: "/v1/sites",
    summary: "The sites that the token may see",
    needs: "token",
    answers: ok("Sites", answers.sites),
  },
  {
    ...{ method: "post", path: "/v1/sites", summary: "Makes a site", needs: "admin" },
    ...{
      ...body("NewSite", administration.newSite, { name: "Shop", domains: ["shop.example"] }),
      answers: made("Site", answers.site),
    },
  },
  {
    method: "get",
    path: "/v1/sites/:id",
    summary: "One site",
    needs: "stats:read",
    answers: ok("Site", answers.site),
  },
  {
    ...{ method: "patch", path: "/v1/sites/:id", summary: "Changes a site", needs: "sites:admin" },
    ...{
      ...body("SiteChange", administration.siteChange, { timezone: "Europe/Berlin" }),
      answers: ok("Site", answers.site),
    },
  },
  { method: "delete", path: "/v1/sites/:id", summary: "Deletes a site", needs: "sites:admin", answers: GONE },
  {
    method: "get",
    path: "/v1/tokens",
    summary: "The tokens within the asker's rights",
    needs: "sites:admin",
    answers: ok("Tokens", answers.tokens),
  },
  {
    ...{
      method: "post",
      path: "/v1/tokens",
      summary: "Mints a token and shows it, this once",
      needs: "sites:admin",
    },
    ...body("NewToken", administration.newToken, { name: "notebook", scopes: ["stats:read"], sites: [SITE] }),
    answers: made("NewTokenAnswer", answers.newTokenAnswer),
  },
  {
    ...{ method: "patch", path: "/v1/tokens/:id", summary: "Renames a token", needs: "sites:admin" },
    ...{
      ...body("TokenChange", administration.tokenChange, { name: "laptop" }),
      answers: ok("Token", answers.token),
    },
  },
  {
    method: "delete",
    path: "/v1/tokens/:id",
    summary: "Revokes a token and all that it made",
    needs: "sites:admin",
    answers: GONE,
  },
  {
    ...{ method: "post", path: "/v1/sign-in", summary: "A token for a browser's cookie", needs: "nobody" },
    ...{
      ...body("SignIn", administration.signIn, { token: "ff_…" }),
      answers: ok("SignedIn", answers.signedIn),
    },
  },
  {
    method: "get",
    path: "/v1/sign-in",
    summary: "What the asker may do",
    needs: "token",
    answers: ok("SignedIn", answers.signedIn),
  },
  {
    method: "delete",
    path: "/v1/sign-in",
    summary: "Ends a browser's session",
    needs: "nobody",
    answers: ok("SignedOut", answers.signedOut),
  },
  {
    method: "get",
    path: "/v1/people",
    summary: "Whom Cloudflare Access may let in",
    needs: "admin",
    answers: ok("People", answers.people),
  },
  {
    ...{
      method: "post",
      path: "/v1/people",
      summary: "Lets a person of Cloudflare Access in",
      needs: "admin",
    },
    ...body("NewPerson", administration.newPerson, {
      email: "ada@example.com",
      scopes: ["stats:read"],
      sites: [SITE],
    }),
    answers: made("Person", answers.person),
  },
  {
    ...{ method: "patch", path: "/v1/people/:id", summary: "Gives a person other rights", needs: "admin" },
    ...{
      ...body("PersonChange", administration.personChange, { scopes: ["admin"], sites: [] }),
      answers: ok("Person", answers.person),
    },
  },
  {
    method: "delete",
    path: "/v1/people/:id",
    summary: "Shuts a person out, with all that they made",
    needs: "admin",
    answers: GONE,
  },
  {
    ...{ method: "get", path: "/v1/audit", summary: "Who did what, the newest first", needs: "admin" },
    ...{ search: administration.auditQuestion, answers: ok("Audit", answers.audit) },
  },
  {
    method: "get",
    path: "/v1/pipeline",
    summary: "How far the events are",
    needs: "admin",
    answers: ok("Pipeline", answers.pipeline),
  },
  {
    ...{
      method: "post",
      path: "/v1/pipeline/flush",
      summary: "Waits until all that was accepted can be asked for",
    },
    ...{ needs: "admin", ...body("Flush", administration.flush, { timeout_ms: 10_000 }) },
    answers: { 200: shape("Flushed", answers.flushed), 202: shape("Flushed", answers.flushed) },
  },
  {
    ...{
      method: "post",
      path: "/v1/pipeline/archive",
      summary: "Has every shard archive what is visible",
      needs: "admin",
    },
    answers: { 200: shape("Archived", answers.archived), 202: shape("Archived", answers.archived) },
  },
  {
    ...{ method: "get", path: "/v1/dead-letters", summary: "Messages that were put aside", needs: "admin" },
    ...{
      search: z.strictObject({ after: z.string().optional() }),
      answers: ok("DeadLetters", answers.deadLetters),
    },
  },
  {
    ...{ method: "get", path: "/v1/dead-letters/one", summary: "One of them, as it was", needs: "admin" },
    ...{ search: z.strictObject({ key: z.string() }), answers: ok("DeadLetter", answers.deadLetter) },
  },
  {
    ...{
      method: "post",
      path: "/v1/dead-letters/replay",
      summary: "Sends a page of them again",
      needs: "admin",
    },
    ...body("DeadLetterReplay", administration.deadLetterReplay, {}),
    answers: ok("Replayed", answers.replayed),
  },
];

/** What the collector answers, on every host. */
export const COLLECTED: readonly Operation[] = [
  {
    ...{ method: "post", path: "/capture", needs: "nobody" },
    summary: "Takes events: from pages by the site's key alone, from servers with a token of `events:write`",
    ...body("CaptureRequest", captureRequest, {
      site: `${SITE}.0123456789abcdef`,
      events: [{ name: "pageview", timestamp: 1_795_512_600_000, url: "https://shop.example/" }],
    }),
    answers: { 202: shape("CaptureAnswer", captureAnswer) },
  },
  {
    ...{ method: "get", path: "/pixel.gif", needs: "nobody", summary: "A pageview where no script runs" },
    search: z.object({
      site: z.string(),
      url: z.string().optional(),
      referrer: z.string().optional(),
      title: z.string().optional(),
    }),
    answers: { 200: null },
  },
];
