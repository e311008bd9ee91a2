/** The deployment's own: people, acts, the way of the events. */
import { z } from "zod";
import * as administration from "../../../../schema/administration.ts";
import { alertChange, newAlert } from "../../../../schema/alerts.ts";
import * as answers from "../answers.ts";
import { body, GONE, made, type Operation, ok, SITE, shape } from "./operation.ts";

export const DEPLOYMENT: readonly Operation[] = [
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
    path: "/v1/alerts",
    summary: "Whom to tell when the way of the events is not well",
    needs: "admin",
    answers: ok("Alerts", answers.alerts),
  },
  {
    ...{ method: "post", path: "/v1/alerts", summary: "Makes an alert", needs: "admin" },
    ...body("NewAlert", newAlert, {
      ...{ name: "On call", channel: "slack", target: "https://hooks.slack.com/services/T0/B0/x" },
      conditions: { lag: { minutes: 10 }, dead_letters: { count: 1 } },
    }),
    answers: made("MadeAlert", answers.madeAlert),
  },
  {
    ...{ method: "get", path: "/v1/alerts/:id", summary: "One alert", needs: "admin" },
    answers: ok("Alert", answers.alert),
  },
  {
    ...{ method: "patch", path: "/v1/alerts/:id", summary: "Changes an alert", needs: "admin" },
    ...{ ...body("AlertChange", alertChange, { enabled: false }), answers: ok("Alert", answers.alert) },
  },
  {
    ...{ method: "delete", path: "/v1/alerts/:id", summary: "Deletes an alert", needs: "admin" },
    answers: GONE,
  },
  {
    ...{
      method: "post",
      path: "/v1/alerts/:id/test",
      summary: "Says something there at once",
      needs: "admin",
    },
    answers: ok("TriedAlert", answers.triedAlert),
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
