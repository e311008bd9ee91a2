/** The only network. Text without credentials needs no preflight and carries no cookie. */

/**
 * Tries once; never rejects. `retryMs` undefined: delivered, or refused for good. Else the batch is kept, and not
 * tried again before so many milliseconds (0: the server did not say).
 */
export const post = (url: string, body: string): Promise<number | undefined> =>
  fetch(url, { method: "POST", body, keepalive: true, credentials: "omit" }).then(
    ({ status, headers }) => retryMs(status, headers.get("retry-after")),
    () => 0,
  );

/** Too many requests and the server's own errors pass; any other refusal would only be repeated. */
export const retryMs = (status: number, retryAfterSeconds: string | null): number | undefined =>
  status === 429 || status >= 500 ? Number(retryAfterSeconds) * 1_000 || 0 : undefined;

/** For a page that ends: true when the browser took the body, and will deliver it without the page. */
export const beacon = (url: string, body: string): boolean => !!navigator.sendBeacon?.(url, body);
