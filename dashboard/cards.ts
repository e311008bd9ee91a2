/** The breakdowns of the overview: cards with tabs, what each tab is told by, and the numbers of its rows. */
import { type Metric, PROP_PREFIX, type PropDimension } from "../schema/words.ts";
import type { AskableDimension } from "./dimensions.ts";

/** Countries on a map: a tab of its own, told by `visit:country`. */
export const MAP_TAB = "map";
/** How many of each class of visitors there are: the only card whose rows are not values of a dimension. */
export const TRAFFIC_TAB = "traffic";
/** Before a property was chosen. */
export const PROPS_TAB = "props";

/** `tabs` stand in a line, `more` in a menu at its end. */
export const CARDS = {
  sources: {
    tabs: ["visit:channel", "visit:source", "visit:utm_campaign"],
    more: ["visit:referrer", "visit:utm_source", "visit:utm_medium", "visit:utm_content", "visit:utm_term"],
  },
  pages: {
    tabs: ["event:page", "visit:entry_page", "visit:exit_page"],
    more: ["event:page_group", "event:title", "event:hostname"],
  },
  places: { tabs: ["visit:country", "visit:region", "visit:city", MAP_TAB], more: ["visit:language"] },
  technology: {
    tabs: ["visit:browser", "visit:os", "visit:device", "visit:screen"],
    more: ["visit:browser_version", "visit:os_version"],
  },
  events: { tabs: ["event:name", PROPS_TAB], more: ["event:href", "event:file_extension"] },
  traffic: { tabs: [TRAFFIC_TAB], more: [] },
} as const satisfies Record<string, CardTabs>;

interface CardTabs {
  tabs: readonly (AskableDimension | typeof MAP_TAB | typeof TRAFFIC_TAB | typeof PROPS_TAB)[];
  more: readonly AskableDimension[];
}

export type CardName = keyof typeof CARDS;
type NamedTab = (typeof CARDS)[CardName]["tabs" | "more"][number];
/** What a tab is called in the address; a property is a tab too. */
export type Tab = NamedTab | PropDimension;
/** What rows of a card, and details, may be told by. */
export type BreakdownDimension =
  | Exclude<NamedTab, typeof MAP_TAB | typeof TRAFFIC_TAB | typeof PROPS_TAB>
  | PropDimension;
/** The open tab of each card. */
export type Tabs = Record<CardName, Tab>;

export const CARD_NAMES = Object.keys(CARDS) as CardName[];
/** Named tabs of a card, in the order of its line and its menu. */
export const tabsOf = (card: CardName): readonly NamedTab[] => [...CARDS[card].tabs, ...CARDS[card].more];

export const DEFAULT_TABS: Tabs = {
  sources: "visit:channel",
  pages: "event:page",
  places: "visit:country",
  technology: "visit:browser",
  events: "event:name",
  traffic: TRAFFIC_TAB,
};

/** Null for a tab whose rows are not told by a dimension, or not yet. */
export function dimensionOf(tab: Tab): BreakdownDimension | null {
  if (tab === MAP_TAB) return "visit:country";
  return tab === TRAFFIC_TAB || tab === PROPS_TAB ? null : tab;
}

/** Any dimension of a tab, or a property. */
export function parseBreakdown(text: string | null): BreakdownDimension | null {
  const tab = CARD_NAMES.map((card) => parseTab(card, text)).find((found) => found !== null);
  return tab === undefined || tab === MAP_TAB ? null : dimensionOf(tab);
}

export function parseTab(card: CardName, text: string | null): Tab | null {
  if (text === null) return null;
  if (card === "events" && text.length > PROP_PREFIX.length && isPropTab(text)) return text;
  return tabsOf(card).find((tab) => tab === text) ?? null;
}

export const isPropTab = (text: string): text is PropDimension => text.startsWith(PROP_PREFIX);

/** Rows that a card shows; the rest is in its details. */
export const CARD_ROWS = 8;
/** Countries that a map colours: all that there are. */
export const MAP_ROWS = 300;

/** The numbers at the top, in their order; each can be drawn over time. */
export const HEADLINE_METRICS = [
  "visitors",
  "visits",
  "pageviews",
  "views_per_visit",
  "bounce_rate",
  "visit_duration",
] as const satisfies readonly Metric[];
export type HeadlineMetric = (typeof HEADLINE_METRICS)[number];
/** What can be drawn besides; all but events need a filter that says of what. */
export const EXTRA_METRICS = ["events", "scroll_depth", "time_on_page", "conversion_rate"] as const;
export const CHART_METRICS = [...HEADLINE_METRICS, ...EXTRA_METRICS] as const;
export type ChartMetric = (typeof CHART_METRICS)[number];
export const parseChartMetric = (text: string): ChartMetric | null =>
  CHART_METRICS.find((metric) => metric === text) ?? null;
/** Every metric that is shown as a plain number somewhere. */
export type ShownMetric = ChartMetric | "percentage";

/** Dimensions of a single event: facts of whole visits cannot be told by them. */
const OF_EVENTS: readonly BreakdownDimension[] = [
  "event:name",
  "event:href",
  "event:file_extension",
  "event:title",
];
const OF_PAGES: readonly BreakdownDimension[] = ["event:page", "event:page_group"];
export const isOfEvents = (dimension: BreakdownDimension): boolean =>
  OF_EVENTS.includes(dimension) || isPropTab(dimension);

/** The two numbers of a card's rows: how many visitors, and what says most beside it. */
export const rowMetrics = (dimension: BreakdownDimension): readonly ["visitors", "events" | "percentage"] =>
  isOfEvents(dimension) ? ["visitors", "events"] : ["visitors", "percentage"];

/** Columns of the details of a breakdown. */
export function detailMetrics(dimension: BreakdownDimension): readonly ShownMetric[] {
  if (isOfEvents(dimension)) return ["visitors", "percentage", "events"];
  if (OF_PAGES.includes(dimension))
    return ["visitors", "percentage", "pageviews", "bounce_rate", "time_on_page", "scroll_depth"];
  return ["visitors", "percentage", "visits", "bounce_rate", "visit_duration"];
}
