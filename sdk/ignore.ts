/** Who is not counted, and what may be counted all the same. Pure. */

/** What is ignored unless it is included. */
export type Include = "local" | "automation" | "prerender";

export type IgnoreReason = "privacy signal" | "excluded browser" | "local" | "automation";

/** Loopback, files, and names that never leave a network (RFC 6761, RFC 6762). */
const LOCAL = /^file:|^\w+:\/\/([\w.-]+\.)?(localhost|local|test|127[\d.]+|0\.0\.0\.0|\[::1\])(:|\/|$)/;

export const isLocal = (url: string): boolean => LOCAL.test(url);

/** What a browser calls itself, or admits, when nobody sits before it. */
export const isAutomated = (browser: Pick<Navigator, "webdriver" | "userAgent">): boolean =>
  browser.webdriver || /headless|phantom/i.test(browser.userAgent);

/** Global Privacy Control, or Do Not Track: nothing is sent and nothing stored, without exception. */
export const asksForPrivacy = (browser: {
  globalPrivacyControl?: boolean;
  doNotTrack: string | null;
}): boolean => !!browser.globalPrivacyControl || browser.doNotTrack === "1";

/** Of paths: `/admin/*` is all below, `/login` only that one. */
export const isIgnoredPath = (path: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) =>
    pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : path === pattern,
  );
