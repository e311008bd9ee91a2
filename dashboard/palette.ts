/** Everything that can be done, as sentences to choose from. No DOM. */

import { NAMED_DIMENSIONS } from "./dimensions.ts";
import { currentLanguage, t } from "./messages/index.ts";
import { LANGUAGE_NAMES, LANGUAGES } from "./messages/languages.ts";
import type { Dashboard } from "./model.ts";
import { chartMetricsUnder } from "./questions.ts";
import { THEMES } from "./theme.ts";
import { COMPARISONS, PERIODS, TRAFFIC_CHOICES } from "./url.ts";
import { VIEW_NAMES, viewEntry } from "./views/names.ts";

export const COMMAND_GROUPS = [
  "views",
  "sites",
  "periods",
  "compare",
  "metrics",
  "filters",
  "traffic",
  "actions",
  "theme",
  "language",
] as const;
export type CommandGroup = (typeof COMMAND_GROUPS)[number];

export interface Command {
  /** Within all. */
  id: string;
  group: CommandGroup;
  name: string;
  run(): void;
}

/** Of the same order as `COMMAND_GROUPS`. */
export function commandsOf(model: Dashboard): Command[] {
  const { filters, traffic, compare } = model.address.value;
  const make = <Word extends string>(
    group: CommandGroup,
    words: readonly Word[],
    name: (word: Word) => string,
    run: (word: Word) => void,
  ): Command[] =>
    words.map((word) => ({ id: `${group}:${word}`, group, name: name(word), run: () => run(word) }));
  const sites = model.session.sites.value;
  return [
    ...make("views", VIEW_NAMES, (view) => viewEntry(view).title[currentLanguage()], model.openView),
    ...make(
      "sites",
      sites.map(({ id }) => id),
      (wanted) => sites.find(({ id }) => id === wanted)?.name ?? wanted,
      model.openSite,
    ),
    ...make("periods", PERIODS, (period) => t.periods[period], model.choosePeriod),
    ...make(
      "compare",
      COMPARISONS.filter((each) => each !== compare),
      (each) => t.dates.compared[each],
      model.setCompare,
    ),
    ...make(
      "metrics",
      chartMetricsUnder(filters),
      (metric) => t.palette.draw(t.metrics[metric]),
      model.setMetric,
    ),
    ...make("filters", NAMED_DIMENSIONS, (name) => t.palette.filter(t.dimensions[name]), model.openFilter),
    ...make(
      "traffic",
      TRAFFIC_CHOICES.filter((each) => each !== traffic),
      (each) => t.traffic[each],
      model.setTraffic,
    ),
    ...actionsOf(model),
    ...make("theme", THEMES, (theme) => t.palette.theme(t.theme[theme]), model.setTheme),
    ...make("language", LANGUAGES, (language) => LANGUAGE_NAMES[language], model.speak),
  ];
}

function actionsOf(model: Dashboard): Command[] {
  const { filters, asTable } = model.address.value;
  const actions: [string, string, () => unknown][] = [
    ["table", asTable ? t.chart.picture : t.chart.table, () => model.setAsTable(!asTable)],
    ...(filters.length > 0
      ? [["clear", t.keys.clear, () => model.setFilters([])] satisfies [string, string, () => void]]
      : []),
    ["earlier", t.keys.earlier, () => model.earlierOrLater(-1)],
    ["later", t.keys.later, () => model.earlierOrLater(1)],
    ["refresh", t.keys.refresh, model.refresh],
    ["snippet", t.keys.snippet, () => model.openPanel("snippet")],
    ["keys", t.keys.title, () => model.openPanel("keys")],
    ["out", t.signIn.out, model.session.signOut],
  ];
  return actions.map(([id, name, run]) => ({ id: `actions:${id}`, group: "actions", name, run }));
}

/** Those that hold every word of `text`, however it is written; the ones that begin with it first. */
export function matching(commands: readonly Command[], text: string): Command[] {
  const words = fold(text).split(/\s+/).filter(Boolean);
  const [first = ""] = words;
  const found = commands.filter(({ name, group }) => {
    const held = fold(`${name} ${t.palette.groups[group]}`);
    return words.every((word) => held.includes(word));
  });
  const begins = ({ name }: Command): number => (fold(name).startsWith(first) ? 0 : 1);
  return words.length === 0 ? found : found.toSorted((a, b) => begins(a) - begins(b));
}

/** Without accents and capitals. */
const fold = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase();
