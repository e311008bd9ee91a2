/** The shapes of answers, for the OpenAPI document and for the tests that hold answers to it. */
export * from "./answers/definitions.ts";
export * from "./answers/deployment.ts";
export * from "./answers/outcomes.ts";
export * from "./answers/questions.ts";
export * from "./answers/refusals.ts";
export * from "./answers/sites.ts";
