/** The only network. Text without credentials needs no preflight and carries no cookie. */
import { debug, options } from "./options.ts";

/**
 * Tries once; never rejects. `undefined`: delivered, or refused for good. Else the batch is kept, and not tried again
 * before so many milliseconds (0: the server did not say).
 */
export async function post(body: string): Promise<number | undefined> {
  try {
    const request = { method: "POST", body, keepalive: true, credentials: "omit" } as const;
    const { status, headers } = await fetch(`${options.host}/capture`, request);
    debug(status, body);
    // Too many requests and the server's own errors pass; any other refusal would only be repeated.
    return status === 429 || status >= 500 ? Number(headers.get("retry-after")) * 1_000 || 0 : undefined;
  } catch {
    return 0;
  }
}

/** For a page that ends: true when the browser took the body, and will deliver it without the page. */
export const beacon = (body: string): boolean => navigator.sendBeacon(`${options.host}/capture`, body);
