/** Every endpoint of the query worker, for people and machines. A test holds the list to the router, in both directions. */
import { DEFINITIONS } from "./operations/definitions.ts";
import { DEPLOYMENT } from "./operations/deployment.ts";
import type { Operation } from "./operations/operation.ts";
import { OUTCOMES } from "./operations/outcomes.ts";
import { QUESTIONS } from "./operations/questions.ts";
import { SITES } from "./operations/sites.ts";

export { COLLECTED } from "./operations/collected.ts";
export type { Operation } from "./operations/operation.ts";

export const OPERATIONS: readonly Operation[] = [
  ...QUESTIONS,
  ...OUTCOMES,
  ...DEFINITIONS,
  ...SITES,
  ...DEPLOYMENT,
];
