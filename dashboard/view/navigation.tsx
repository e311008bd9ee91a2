import { currentLanguage, t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { formatAddress } from "../url.ts";
import { VIEW_GROUPS, VIEW_NAMES, type ViewName, viewEntry } from "../views/names.ts";
import { Popover } from "./popover.tsx";

/** The ways to the views: the main ones in a line where there is room, all of them in a menu. */
export function Navigation({ model }: { model: Dashboard }) {
  const { view } = model.address.value;
  const open = VIEW_NAMES.filter((name) => !model.api.isShared() || viewEntry(name).isShared);
  const primary = open.filter((name) => viewEntry(name).isPrimary);
  const groups = VIEW_GROUPS.filter((group) => open.some((name) => viewEntry(name).group === group));
  return (
    <nav class="views" aria-label={t.views.navigation}>
      {primary.map((name) => (
        <ViewLink key={name} model={model} name={name} />
      ))}
      <Popover
        model={model}
        name="views"
        label={t.views.navigation}
        button={<MenuLabel view={view} />}
        buttonClass={primary.includes(view) ? "view-link views-more" : "view-link views-more open"}
        side="start"
      >
        {groups.map((group) => (
          <section key={group} class="menu" aria-label={t.views.groups[group]}>
            <span class="menu-title" aria-hidden="true">
              {t.views.groups[group]}
            </span>
            {open
              .filter((name) => viewEntry(name).group === group)
              .map((name) => (
                <ViewLink key={name} model={model} name={name} hasKey />
              ))}
          </section>
        ))}
      </Popover>
    </nav>
  );
}

/** Narrow screens have the menu alone: it says where one is. */
const MenuLabel = ({ view }: { view: ViewName }) => (
  <>
    <span class="views-here">{titleOf(view)}</span>
    <span class="views-word">{t.views.more}</span>
    <span class="caret" aria-hidden="true" />
  </>
);

const titleOf = (name: ViewName): string => viewEntry(name).title[currentLanguage()];

/** A true link, so that it can be opened elsewhere; an ordinary click stays on the page. */
function ViewLink({ model, name, hasKey }: { model: Dashboard; name: ViewName; hasKey?: boolean }) {
  const address = model.address.value;
  return (
    <a
      class="view-link"
      // A share's token is part of its address.
      href={`${formatAddress({ ...address, view: name, own: {}, details: null }) || "?"}${model.api.isShared() ? location.hash : ""}`}
      aria-current={address.view === name ? "page" : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        model.openView(name);
      }}
    >
      {titleOf(name)}
      {hasKey && <kbd>G {viewEntry(name).key.toUpperCase()}</kbd>}
    </a>
  );
}
