/** Asking: numbers, the words of a site, and single events. */
import { z } from "zod";
import * as exploring from "../../../../schema/explore.ts";
import { format } from "../../../../schema/files.ts";
import { queries, query } from "../../../../schema/query.ts";
import { questionSearch } from "../../question-in-address.ts";
import * as answers from "../answers.ts";
import { body, type Operation, ok, SITE } from "./operation.ts";

const QUESTION = { site_id: SITE, metrics: ["visitors"], date_range: "7d" };

export const QUESTIONS: readonly Operation[] = [
  {
    ...{ method: "post", path: "/v1/query", summary: "Asks for numbers: one query, or several as {queries}" },
    ...{ needs: "stats:read", shared: true, files: true },
    ...body("Question", z.union([query.extend({ format }), queries]), QUESTION),
    answers: { ...ok("QuestionAnswer", z.union([answers.answer, answers.answers])), 304: null },
  },
  {
    ...{
      method: "get",
      path: "/v1/query",
      summary: "The same as an address: lists with commas, nested keys as JSON",
    },
    ...{ needs: "stats:read", shared: true, files: true, search: questionSearch },
    answers: { ...ok("Answer", answers.answer), 304: null },
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
    files: true,
    ...body("EventsQuestion", exploring.eventsQuestion.extend({ format }), { site_id: SITE, limit: 10 }),
    answers: ok("Events", answers.eventsAnswer),
  },
];
