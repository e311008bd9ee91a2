import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { formatCount } from "../numbers.ts";
import { viewEntry } from "../views/names.ts";
import { DatePicker } from "./date-picker.tsx";
import { Navigation } from "./navigation.tsx";
import { SharedSite } from "./shared-site.tsx";
import { SiteSwitcher } from "./site-switcher.tsx";

export function Header({ model }: { model: Dashboard }) {
  const { isFiltered } = viewEntry(model.address.value.view);
  return (
    <header class="top">
      {model.api.isShared() ? <SharedSite model={model} /> : <SiteSwitcher model={model} />}
      <Navigation model={model} />
      <div class="top-end">
        <Now model={model} />
        {isFiltered && (
          <>
            <button type="button" class="pill" onClick={() => model.openPanel("filter")}>
              {t.filter.open} <kbd>F</kbd>
            </button>
            <DatePicker model={model} />
          </>
        )}
      </div>
    </header>
  );
}

function Now({ model }: { model: Dashboard }) {
  const { now } = model.overview.shown.value;
  const count = now?.answer.results[0]?.metrics[0] ?? 0;
  return (
    <span class={now === undefined ? "now unknown" : "now"} title={t.nowTitle} data-testid="now">
      <i class={count > 0 ? "dot live" : "dot"} aria-hidden="true" />
      {t.now(formatCount(count))}
    </span>
  );
}
