/**
 * The address of a view: all that decides what is on the page, as a value and as a query string.
 * Pure; what is not understood is left out, so an old or a hand-written link opens the nearest view.
 */
import { FILTER_OPERATORS, type FilterOperator, TRAFFIC_CLASSES } from "../schema/words.ts";
import {
  type BreakdownDimension,
  CARD_NAMES,
  CHART_METRICS,
  type ChartMetric,
  DEFAULT_TABS,
  parseBreakdown,
  parseTab,
  type Tabs,
} from "./cards.ts";
import { type PageFilter, parseDimension } from "./dimensions.ts";
import { VIEW_NAMES, type ViewName, viewEntry } from "./views/names.ts";

export const PERIODS = ["day", "24h", "7d", "30d", "month", "12mo", "all"] as const;
export type NamedPeriod = (typeof PERIODS)[number];
/** Both ends included, in the site's zone: two days, or two wall clocks to the minute. */
export interface CustomPeriod {
  from: string;
  to: string;
}
export type Period = NamedPeriod | CustomPeriod;

export const INTERVALS = ["minute", "hour", "day", "week", "month"] as const;
export type Interval = (typeof INTERVALS)[number];

/** The period right before, the same days a year before, or nothing. */
export const COMPARISONS = ["previous", "year", "off"] as const;
export type Comparison = (typeof COMPARISONS)[number];

export const TRAFFIC_CHOICES = [...TRAFFIC_CLASSES, "all"] as const;
export type TrafficChoice = (typeof TRAFFIC_CHOICES)[number];

export interface Address {
  /** Null: the first of the viewer's sites. */
  site: string | null;
  view: ViewName;
  /** What the open view keeps in the address, by the names that it declares as its own. */
  own: Record<string, string>;
  period: Period;
  /** What the numbers are compared with, and what is drawn behind them. */
  compare: Comparison;
  /** Drawn over time. */
  metric: ChartMetric;
  /** Whether the table is shown in place of the chart. */
  asTable: boolean;
  /** Who is counted. */
  traffic: TrafficChoice;
  /** Null: the one that suits the period. */
  interval: Interval | null;
  filters: PageFilter[];
  tabs: Tabs;
  /** The breakdown whose details are open. */
  details: BreakdownDimension | null;
}

export const HOME: Address = {
  site: null,
  view: "overview",
  own: {},
  period: "30d",
  compare: "previous",
  metric: "visitors",
  asTable: false,
  traffic: "human",
  interval: null,
  filters: [],
  tabs: DEFAULT_TABS,
  details: null,
};

/** `?period=7d&f=is,visit:country,DE`, or an empty string; what equals `HOME` is left out. */
export function formatAddress(address: Address): string {
  const { period } = address;
  const pairs: [string, string | null][] = [
    ["site", address.site],
    ["view", unless(address.view, HOME.view)],
    ...viewEntry(address.view).own.map((name): [string, string | null] => [name, address.own[name] || null]),
    ["period", unless(periodText(period), periodText(HOME.period))],
    ["compare", unless(address.compare, HOME.compare)],
    ["metric", unless(address.metric, HOME.metric)],
    ["chart", address.asTable ? "table" : null],
    ["traffic", unless(address.traffic, HOME.traffic)],
    ["interval", address.interval],
    ...address.filters.map((filter): [string, string] => [
      "f",
      joinParts([filter[0], filter[1], ...filter[2]]),
    ]),
    ...CARD_NAMES.map((card): [string, string | null] => [
      card,
      unless(address.tabs[card], DEFAULT_TABS[card]),
    ]),
    ["details", address.details],
  ];
  const kept = pairs.filter((pair): pair is [string, string] => pair[1] !== null);
  return kept.length === 0 ? "" : `?${kept.map(([key, value]) => `${key}=${encode(value)}`).join("&")}`;
}

export function parseAddress(search: string): Address {
  const params = new URLSearchParams(search);
  const view = oneOf(VIEW_NAMES, params.get("view")) ?? HOME.view;
  return {
    site: params.get("site"),
    view,
    own: parseOwn(params, view),
    period: parsePeriod(params.get("period")) ?? HOME.period,
    compare: oneOf(COMPARISONS, params.get("compare")) ?? HOME.compare,
    metric: oneOf(CHART_METRICS, params.get("metric")) ?? HOME.metric,
    asTable: params.get("chart") === "table",
    traffic: oneOf(TRAFFIC_CHOICES, params.get("traffic")) ?? HOME.traffic,
    interval: oneOf(INTERVALS, params.get("interval")),
    filters: params.getAll("f").flatMap((text) => parseFilter(text) ?? []),
    tabs: parseTabs(params),
    details: parseBreakdown(params.get("details")),
  };
}

const parseOwn = (params: URLSearchParams, view: ViewName): Record<string, string> =>
  Object.fromEntries(
    viewEntry(view).own.flatMap((name) => {
      const value = params.get(name);
      return value ? [[name, value]] : [];
    }),
  );

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const WALL_CLOCK = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$/;

function parsePeriod(text: string | null): Period | null {
  if (text === null) return null;
  const named = oneOf(PERIODS, text);
  if (named !== null) return named;
  const [from = "", to = ""] = splitParts(text);
  const isPair = [DAY, WALL_CLOCK].some((shape) => shape.test(from) && shape.test(to));
  return isPair && from <= to ? { from, to } : null;
}

function parseFilter(text: string): [PageFilter] | null {
  const [operatorText = "", dimensionText = "", ...values] = splitParts(text);
  const operator: FilterOperator | null = oneOf(FILTER_OPERATORS, operatorText);
  const dimension = parseDimension(dimensionText);
  return operator === null || dimension === null || values.length === 0
    ? null
    : [[operator, dimension, values]];
}

function parseTabs(params: URLSearchParams): Tabs {
  const tabs = { ...DEFAULT_TABS };
  for (const card of CARD_NAMES) tabs[card] = parseTab(card, params.get(card)) ?? tabs[card];
  return tabs;
}

const periodText = (period: Period): string =>
  typeof period === "string" ? period : joinParts([period.from, period.to]);

const oneOf = <Word extends string>(words: readonly Word[], text: string | null): Word | null =>
  words.find((word) => word === text) ?? null;

const unless = (value: string, usual: string): string | null => (value === usual ? null : value);

/** A comma separates, a backslash makes the next character plain: paths may hold either. */
const joinParts = (parts: readonly string[]): string =>
  parts.map((part) => part.replace(/[\\,]/g, "\\$&")).join(",");

function splitParts(text: string): string[] {
  const parts = [""];
  let escaped = false;
  for (const character of text) {
    if (character === "," && !escaped) parts.push("");
    else if (character === "\\" && !escaped) {
      escaped = true;
      continue;
    } else parts.push(parts.pop() + character);
    escaped = false;
  }
  return parts;
}

/** As `encodeURIComponent`, but what a query string may hold stays legible. */
const encode = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(/%(?:2C|3A|2F)/g, (code) => decodeURIComponent(code));
