/** The breakdowns of the overview: four cards, each with tabs. */
import type { Dimension, Metric } from "../schema/words.ts";

export const CARDS = {
  sources: ["visit:channel", "visit:source", "visit:utm_campaign"],
  pages: ["event:page", "visit:entry_page", "visit:exit_page"],
  places: ["visit:country", "visit:region", "visit:city"],
  technology: ["visit:browser", "visit:os", "visit:device"],
} as const satisfies Record<string, readonly Dimension[]>;

export type CardName = keyof typeof CARDS;
export type BreakdownDimension = (typeof CARDS)[CardName][number];
/** The open tab of each card. */
export type Tabs = Record<CardName, BreakdownDimension>;

export const CARD_NAMES = Object.keys(CARDS) as CardName[];
export const BREAKDOWN_DIMENSIONS: readonly BreakdownDimension[] = CARD_NAMES.flatMap((card) => CARDS[card]);

export const DEFAULT_TABS: Tabs = {
  sources: "visit:channel",
  pages: "event:page",
  places: "visit:country",
  technology: "visit:browser",
};

/** Rows that a card shows; the rest is in its details. */
export const CARD_ROWS = 8;

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

/** Columns of the details of a breakdown. */
export const DETAIL_METRICS = ["visitors", "percentage", "visits", "bounce_rate", "visit_duration"] as const;
export type DetailMetric = (typeof DETAIL_METRICS)[number];
