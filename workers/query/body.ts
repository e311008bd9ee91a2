/** A request's JSON, bounded. */
import { type Refusal, refuse } from "./refusal.ts";

export const MAX_BODY_BYTES = 1_000_000;

export type Body = { ok: true; value: unknown } | { ok: false; refusal: Refusal };

/** The body as JSON; an empty one is an empty object. */
export async function readJson(request: Request): Promise<Body> {
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY_BYTES) return tooLarge;
  const text = await request.text();
  if (text.length > MAX_BODY_BYTES) return tooLarge;
  if (text.trim() === "") return { ok: true, value: {} };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, refusal: refuse(400, "not_json", "The body is not JSON.") };
  }
}

const tooLarge: Body = {
  ok: false,
  refusal: refuse(413, "too_large", `The body is larger than ${MAX_BODY_BYTES} bytes.`),
};
