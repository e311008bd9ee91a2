/** What makes a page of a document: the path and query, and the fragment only where a site routes by it. */
export type PageMode = "auto" | "hash" | "manual";

export const pageOf = (href: string, mode: PageMode) => (mode === "hash" ? href : href.replace(/#.*/, ""));

/**
 * Calls `onPage` whenever the document shows another page: by history (push, replace, back, forward), by fragment in
 * mode `hash`, and when it returns from the back-forward cache. Never twice in a row for the same address, which
 * routers push and replace at will. The first page is the caller's.
 */
export function watchPages(mode: PageMode, onPage: () => void): void {
  let current = pageOf(location.href, mode);
  const check = () => {
    const next = pageOf(location.href, mode);
    if (next === current) return;
    current = next;
    onPage();
  };
  for (const method of ["pushState", "replaceState"] as const) {
    const original = history[method];
    history[method] = function (...state) {
      original.apply(this, state);
      check();
    };
  }
  addEventListener("popstate", check);
  addEventListener("hashchange", check);
  addEventListener("pageshow", ({ persisted }) => persisted && onPage());
}
