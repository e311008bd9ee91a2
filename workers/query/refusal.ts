/** A refusal is a value: the status and the body that say what to change. */
import type { ApiError } from "../../schema/error.ts";

export interface Refusal extends ApiError {
  status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503;
  /** When to come back, of 429 and 503. */
  retryAfterS?: number;
}

type Details = Pick<ApiError["error"], "path" | "allowed" | "did_you_mean">;

export const refuse = (
  status: Refusal["status"],
  code: string,
  message: string,
  details: Details = {},
): Refusal => ({
  status,
  error: { code, message, ...details },
});

/** The refusal as an answer. 503 and 429 say when to come back, 401 what to show. */
export function refusalResponse({ status, error, retryAfterS = 5 }: Refusal): Response {
  const headers = new Headers();
  if (status === 503 || status === 429) headers.set("retry-after", String(retryAfterS));
  if (status === 401) headers.set("www-authenticate", "Bearer");
  return Response.json({ error }, { status, headers });
}
