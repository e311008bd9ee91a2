import { PROP_PREFIX } from "../../schema/words.ts";
import { type BreakdownDimension, CARDS, type CardName, isPropTab, PROPS_TAB, type Tab } from "../cards.ts";
import { t } from "../messages/index.ts";
import type { Dashboard } from "../model.ts";
import { tabName } from "./breakdown.tsx";

interface CardProps {
  model: Dashboard;
  card: CardName;
}

/** The tabs of a card in a line, and what is asked for less often in a menu at its end. */
export function BreakdownTabs({ model, card }: CardProps) {
  const open = model.address.value.tabs[card];
  const tabs: readonly Tab[] = CARDS[card].tabs;
  const openAs: Tab = isPropTab(open) ? PROPS_TAB : open;
  const press = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = tabs[(tabs.indexOf(openAs) + step + tabs.length) % tabs.length];
    if (step === 0 || next === undefined) return;
    event.preventDefault();
    model.openTab(card, next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  const isInLine = tabs.includes(openAs);
  return (
    <>
      <div class="tabs" role="tablist" aria-label={t.cards[card]} onKeyDown={press}>
        {tabs.map((tab, at) => (
          <button
            key={tab}
            type="button"
            role="tab"
            id={`tab-${tab}`}
            aria-selected={tab === openAs}
            aria-controls={`panel-${card}`}
            tabIndex={tab === openAs || (!isInLine && at === 0) ? 0 : -1}
            onClick={() => model.openTab(card, tab)}
          >
            {tabName(tab)}
          </button>
        ))}
      </div>
      {openAs === PROPS_TAB ? <PropPicker model={model} /> : <MoreTabs model={model} card={card} />}
    </>
  );
}

function MoreTabs({ model, card }: CardProps) {
  const open = model.address.value.tabs[card];
  const more: readonly BreakdownDimension[] = CARDS[card].more;
  if (more.length === 0) return null;
  const chosen = more.find((dimension) => dimension === open) ?? "";
  return (
    <select
      class={chosen === "" ? "more-tabs" : "more-tabs open"}
      aria-label={t.rows.more(t.cards[card])}
      value={chosen}
      onChange={(event) => {
        const next = more.find((dimension) => dimension === event.currentTarget.value);
        if (next !== undefined) model.openTab(card, next);
      }}
    >
      <option value="" disabled hidden>
        {t.views.more}
      </option>
      {more.map((dimension) => (
        <option key={dimension} value={dimension}>
          {tabName(dimension)}
        </option>
      ))}
    </select>
  );
}

/** Which of the site's own properties. */
function PropPicker({ model }: { model: Dashboard }) {
  const open = model.address.value.tabs.events;
  const known = (model.aside.words.value?.props ?? []).map(({ key }): Tab => `${PROP_PREFIX}${key}`);
  const offered = isPropTab(open) && !known.includes(open) ? [open, ...known] : known;
  if (offered.length === 0) return null;
  return (
    <select
      class="more-tabs open"
      aria-label={t.rows.property}
      value={open}
      onChange={(event) => {
        const next = offered.find((tab) => tab === event.currentTarget.value);
        if (next !== undefined) model.openTab("events", next);
      }}
    >
      {offered.map((tab) => (
        <option key={tab} value={tab}>
          {tabName(tab)}
        </option>
      ))}
    </select>
  );
}
