/** The keyboard: what each key does and says. No DOM: whoever listens hands the key over. */
import { HEADLINE_METRICS } from "./cards.ts";
import { t } from "./messages/index.ts";
import type { Dashboard } from "./model.ts";
import { THEMES } from "./theme.ts";
import type { NamedPeriod } from "./url.ts";

export interface Key {
  /** As `KeyboardEvent.key` reports them; any of these. */
  keys: readonly string[];
  says: string;
  run(model: Dashboard, key: string): void;
}

const period = (key: string, says: string, named: NamedPeriod): Key => ({
  keys: [key],
  says,
  run: (model) => model.choosePeriod(named),
});

export const KEYS: readonly Key[] = [
  { keys: ["?"], says: t.keys.help, run: (model) => toggle(model, "keys") },
  { keys: ["f"], says: t.keys.filter, run: (model) => toggle(model, "filter") },
  { keys: ["x"], says: t.keys.clear, run: (model) => model.setFilters([]) },
  { keys: ["/"], says: t.keys.search, run: (model) => model.openDetails(model.address.value.tabs.pages) },
  { keys: ["d"], says: t.keys.dates, run: (model) => toggle(model, "dates") },
  period("t", t.keys.today, "day"),
  period("h", t.keys.hours, "24h"),
  period("w", t.keys.week, "7d"),
  period("m", t.keys.month, "30d"),
  period("y", t.keys.year, "12mo"),
  period("a", t.keys.ever, "all"),
  { keys: ["["], says: t.keys.earlier, run: (model) => model.earlierOrLater(-1) },
  { keys: ["]"], says: t.keys.later, run: (model) => model.earlierOrLater(1) },
  { keys: ["c"], says: t.keys.compare, run: (model) => model.setCompare(!model.address.value.compare) },
  { keys: HEADLINE_METRICS.map((_, at) => String(at + 1)), says: t.keys.metric, run: chart },
  { keys: ["i"], says: t.keys.interval, run: nextInterval },
  { keys: ["s"], says: t.keys.sites, run: (model) => toggle(model, "sites") },
  { keys: ["n"], says: t.keys.snippet, run: (model) => toggle(model, "snippet") },
  { keys: ["r"], says: t.keys.refresh, run: (model) => void model.refresh() },
  { keys: ["l"], says: t.keys.theme, run: nextTheme },
];

/** True when the key meant something. */
export function pressKey(model: Dashboard, key: string): boolean {
  if (model.site.value === null) return false;
  const found = KEYS.find(({ keys }) => keys.includes(key));
  found?.run(model, key);
  return found !== undefined;
}

function toggle(model: Dashboard, panel: NonNullable<Dashboard["panel"]["value"]>): void {
  model.openPanel(model.panel.value === panel ? null : panel);
}

function chart(model: Dashboard, key: string): void {
  const metric = HEADLINE_METRICS[Number(key) - 1];
  if (metric !== undefined) model.setMetric(metric);
}

function nextInterval(model: Dashboard): void {
  const intervals = model.intervals.value;
  const next = intervals[(intervals.indexOf(model.interval.value) + 1) % intervals.length];
  if (next !== undefined) model.setInterval(next);
}

function nextTheme(model: Dashboard): void {
  model.theme.value = THEMES[(THEMES.indexOf(model.theme.value) + 1) % THEMES.length] ?? "system";
}
