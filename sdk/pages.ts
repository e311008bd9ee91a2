/** What makes a page of a document, and when it shows another one. */
import { guard } from "./guard.ts";
import { options } from "./options.ts";
import { cutText } from "./text.ts";

/** The path and query, and the fragment only where a site routes by it. */
const address = (): string => location.href.replace(options.pages === "hash" ? "" : /#.*/, "");

/** As the page declares it, where the site relies on that. */
export const pageUrl = (): string =>
  cutText(
    (options.pages === "canonical" && document.querySelector<HTMLLinkElement>("link[rel=canonical]")?.href) ||
      address(),
  );

/**
 * Calls `onPage` whenever history shows another page (push, replace), and gives the function that looks whether the
 * address is another one. Never twice in a row for the same address, which routers push and replace at will. The first
 * page is the caller's.
 */
export function watchHistory(onPage: () => void): () => void {
  let current = address();
  const look = guard(() => {
    if (current !== address()) {
      current = address();
      onPage();
    }
  });
  for (const method of ["pushState", "replaceState"] as const) {
    const original = history[method];
    history[method] = function (...state) {
      original.apply(this, state);
      look();
    };
  }
  return look;
}
