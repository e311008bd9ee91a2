/** The description of the API, beside the API. */
export { onRequest } from "./v1/[[path]].ts";
