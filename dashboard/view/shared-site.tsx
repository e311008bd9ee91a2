import type { Dashboard } from "../model.ts";

/** Whose numbers these are: a share shows one site, and there is no other to go to. */
export function SharedSite({ model }: { model: Dashboard }) {
  const site = model.site.value;
  if (site === null) return null;
  return (
    <span class="site">
      <span class="mark" aria-hidden="true">
        {[...site.name][0]?.toUpperCase() ?? "·"}
      </span>
      <span class="site-name" dir="auto">
        {site.name}
      </span>
    </span>
  );
}
