/** A tag of what an answer says, so that whoever holds it already is told no more than that. */

import { hashOf } from "../control/hex.ts";

/** 128 bits. */
const TAG_DIGITS = 32;
/** What an answer costs, and when the site last saw an event, says nothing of its numbers. */
const LEFT_OUT = new Set(["rows_read", "bytes_read", "freshness", "cached", "data_revision"]);

/** The answer, or 304 where the asker holds one that says the same. Browsers may keep it, and ask each time whether it holds. */
export async function taggedAnswer(request: Request, body: object): Promise<Response> {
  const tag = await tagOf(body);
  const headers = { etag: tag, "cache-control": "private, no-cache", vary: "authorization, cookie" };
  return holds(request.headers.get("if-none-match"), tag)
    ? new Response(null, { status: 304, headers })
    : Response.json(body, { headers });
}

/** Weak: it is of the meaning, not of the bytes. */
async function tagOf(body: object): Promise<string> {
  const text = JSON.stringify(body, (key, value) => (LEFT_OUT.has(key) ? undefined : value));
  return `W/"${(await hashOf(text)).slice(0, TAG_DIGITS)}"`;
}

/** RFC 9110, 13.1.2: compared weakly. */
function holds(header: string | null, tag: string): boolean {
  const bare = tag.replace(/^W\//, "");
  return (header ?? "")
    .split(",")
    .some((one) => one.trim() === "*" || one.trim().replace(/^W\//, "") === bare);
}
