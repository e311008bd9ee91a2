/** The same questions in the clothes of Plausible's Stats API. */
export { onRequest } from "../../v1/[[path]].ts";
