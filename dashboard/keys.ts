/** The keyboard: what each key does and says. No DOM: whoever listens hands the key over. */
import { dimensionOf, HEADLINE_METRICS } from "./cards.ts";
import { currentLanguage, t } from "./messages/index.ts";
import type { Dashboard } from "./model.ts";
import { THEMES } from "./theme.ts";
import { COMPARISONS, type NamedPeriod, TRAFFIC_CHOICES } from "./url.ts";
import { VIEW_NAMES, viewEntry } from "./views/names.ts";

export interface Key {
  /** As `KeyboardEvent.key` reports them; any of these. `g o` is `o` after `g`. */
  keys: readonly string[];
  says(): string;
  run(model: Dashboard, key: string): void;
}

/** Before the key of a view. */
const LEADER = "g";

const period = (key: string, named: NamedPeriod): Key => ({
  keys: [key],
  says: () => t.periods[named],
  run: (model) => model.choosePeriod(named),
});

export const KEYS: readonly Key[] = [
  { keys: ["?"], says: () => t.keys.help, run: (model) => toggle(model, "keys") },
  { keys: ["f"], says: () => t.keys.filter, run: (model) => toggle(model, "filter") },
  { keys: ["x"], says: () => t.keys.clear, run: (model) => model.setFilters([]) },
  { keys: ["/"], says: () => t.keys.search, run: searchPages },
  { keys: ["d"], says: () => t.keys.dates, run: (model) => toggle(model, "dates") },
  period("t", "day"),
  period("h", "24h"),
  period("w", "7d"),
  period("m", "30d"),
  period("y", "12mo"),
  period("a", "all"),
  { keys: ["["], says: () => t.keys.earlier, run: (model) => model.earlierOrLater(-1) },
  { keys: ["]"], says: () => t.keys.later, run: (model) => model.earlierOrLater(1) },
  { keys: ["c"], says: () => t.keys.compare, run: nextComparison },
  { keys: HEADLINE_METRICS.map((_, at) => String(at + 1)), says: () => t.keys.metric, run: chart },
  { keys: ["i"], says: () => t.keys.interval, run: nextInterval },
  { keys: ["s"], says: () => t.keys.sites, run: (model) => toggle(model, "sites") },
  { keys: ["n"], says: () => t.keys.snippet, run: (model) => toggle(model, "snippet") },
  { keys: ["r"], says: () => t.keys.refresh, run: (model) => void model.refresh() },
  {
    keys: ["v"],
    says: () => t.keys.table,
    run: (model) => model.setAsTable(!model.address.value.asTable),
  },
  { keys: ["u"], says: () => t.keys.traffic, run: nextTraffic },
  { keys: ["p"], says: () => t.keys.palette, run: (model) => toggle(model, "palette") },
  { keys: ["l"], says: () => t.keys.theme, run: nextTheme },
  ...VIEW_NAMES.map(
    (view): Key => ({
      keys: [`${LEADER} ${viewEntry(view).key}`],
      says: () => t.keys.view(viewEntry(view).title[currentLanguage()]),
      run: (model) => model.openView(view),
    }),
  ),
];

/** What a press means after the one before it: `lead` goes with the next press. */
export interface Press {
  /** Whether the key meant something. */
  isTaken: boolean;
  lead: string;
}

/** Does what `key` means after `lead`, which is empty or `g`. */
export function pressKey(model: Dashboard, key: string, lead: string): Press {
  if (model.site.value === null) return { isTaken: false, lead: "" };
  if (lead === "" && key === LEADER) return { isTaken: true, lead: LEADER };
  const pressed = lead === "" ? key : `${lead} ${key}`;
  const found = KEYS.find(({ keys }) => keys.includes(pressed));
  found?.run(model, key);
  return { isTaken: found !== undefined, lead: "" };
}

function toggle(model: Dashboard, panel: NonNullable<Dashboard["panel"]["value"]>): void {
  model.openPanel(model.panel.value === panel ? null : panel);
}

/** In what the card of pages shows. */
function searchPages(model: Dashboard): void {
  model.openDetails(dimensionOf(model.address.value.tabs.pages) ?? "event:page");
}

function chart(model: Dashboard, key: string): void {
  const metric = HEADLINE_METRICS[Number(key) - 1];
  if (metric !== undefined) model.setMetric(metric);
}

function nextComparison(model: Dashboard): void {
  const { compare } = model.address.value;
  model.setCompare(COMPARISONS[(COMPARISONS.indexOf(compare) + 1) % COMPARISONS.length] ?? "previous");
}

function nextInterval(model: Dashboard): void {
  const intervals = model.intervals.value;
  const next = intervals[(intervals.indexOf(model.interval.value) + 1) % intervals.length];
  if (next !== undefined) model.setInterval(next);
}

function nextTraffic(model: Dashboard): void {
  const { traffic } = model.address.value;
  model.setTraffic(
    TRAFFIC_CHOICES[(TRAFFIC_CHOICES.indexOf(traffic) + 1) % TRAFFIC_CHOICES.length] ?? "human",
  );
}

function nextTheme(model: Dashboard): void {
  model.theme.value = THEMES[(THEMES.indexOf(model.theme.value) + 1) % THEMES.length] ?? "system";
}
