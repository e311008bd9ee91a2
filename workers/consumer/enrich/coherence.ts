/** Do a browser's own headers agree with each other? Those who borrow a user agent seldom borrow the rest. */
import type { ClientFacts } from "../../../schema/message.ts";

/** System in the user agent → what Chromium's hint then says. Android asks for desktop pages as Linux, so Linux is left out. */
const PLATFORM_HINTS: [userAgent: RegExp, hint: string][] = [
  [/Windows NT/, "Windows"],
  [/Macintosh/, "macOS"],
  [/CrOS/, "Chrome"],
  [/Android/, "Android"],
];

/**
 * Whether the headers contradict each other: client hints beside the user agent of Firefox or Safari, which send none;
 * a hint that names another system than the user agent; or a brand list of a headless browser. Says nothing where
 * there are no hints: proxies strip them.
 */
export function isIncoherent({ user_agent, hints }: ClientFacts): boolean {
  if (hints === undefined) return false;
  if (/Headless/i.test(hints[""] ?? "")) return true;
  if (
    !/Chrome\/|CriOS\/|Chromium\//.test(user_agent) &&
    /Firefox\/|Version\/[\d.]+ .*Safari\//.test(user_agent)
  )
    return true;
  const platform = (hints["-platform"] ?? "").replace(/"/g, "");
  const expected = PLATFORM_HINTS.find(([system]) => system.test(user_agent))?.[1];
  return platform !== "" && expected !== undefined && !platform.startsWith(expected);
}
