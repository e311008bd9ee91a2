/**
 * The questions that are compared: ours as the dashboard puts them, answered by the SQL that the query worker builds;
 * theirs as their query builder writes it; and the floor, which reads the same columns of our rows and only adds them up.
 */
import type { SiteId } from "../../schema/ids.ts";
import type { QueryInput } from "../../schema/query.ts";
import { withoutShares } from "../../workers/query/all-visitors.ts";
import { build } from "../../workers/query/build.ts";
import { parseQuery } from "../../workers/query/parse.ts";
import { plan } from "../../workers/query/plan.ts";
import type { Sql } from "../../workers/query/sql.ts";
import { BIG_SITE, NOW_MS, WIDE_SITE } from "../schema/data.ts";
import { siteId } from "../schema/ours.ts";
import { ourFunnel, peerFunnel } from "./funnel.ts";
import {
  peerBreakdown,
  peerGraph,
  peerNow,
  peerPages,
  peerTotals,
  peerVisitorsByDay,
} from "./peer-queries.ts";
import { BEFORE, daysOf, FIRST_MS, LAST_7, LAST_30, NOW, type Range } from "./range.ts";

export interface View {
  /** Whether the overview page asks for it: its time counts in the page's. */
  isOfPage: boolean;
  /** As it is asked alone, and beside the page's headline, which tells all visitors that shares are of. */
  ours: { alone: Sql; onPage: Sql };
  theirs: string;
  floor: string;
}

function ask(
  site: number,
  range: Range,
  change: Partial<QueryInput> & Pick<QueryInput, "metrics">,
): View["ours"] {
  const parsed = parseQuery({
    site_id: siteId(site),
    date_range: [new Date(range.from).toISOString(), new Date(range.to - 1_000).toISOString()],
    ...change,
  });
  if (!parsed.ok) throw new Error(parsed.refusal.error.message);
  // The bench makes up its own ids.
  const facts = { site: siteId(site) as SiteId, zone: "UTC", now: NOW_MS, firstEvent: FIRST_MS };
  const whole = plan(parsed.value, facts);
  return { alone: build(whole), onPage: build(withoutShares(whole) ?? whole) };
}

const HEADLINE = [
  "visitors",
  "visits",
  "pageviews",
  "views_per_visit",
  "bounce_rate",
  "visit_duration",
] as const;

const headline = (range: Range, change: Partial<QueryInput> = {}) =>
  ask(BIG_SITE, range, { metrics: [...HEADLINE], ...change });

const card = (
  dimension: NonNullable<QueryInput["dimensions"]>[number],
  site = BIG_SITE,
  filters: QueryInput["filters"] = [],
) =>
  ask(site, LAST_30, {
    metrics: ["visitors", "percentage"],
    dimensions: [dimension],
    filters,
    pagination: { limit: 8 },
  });

const floorEvents = (site: number, range: Range, what: string, filter = "1") =>
  `SELECT count(), sum(visitor_id), ${what} FROM events WHERE site = '${siteId(site)}' AND date ${daysOf(range)} AND ${filter}`;

const floorSessions = (range: Range, what: string, filter = "1") =>
  `SELECT count(), sum(visitor_id), sum(version), ${what} FROM sessions WHERE site = '${siteId(BIG_SITE)}' AND start_date ${daysOf(range)} AND ${filter}`;

const floorTotals = (range: Range, filter = "1") =>
  `SELECT * FROM (${floorEvents(BIG_SITE, range, "sum(is_pageview)", filter)}) AS e,
    (${floorSessions(range, "sum(interactions), sum(duration_ms), sum(pageviews)", filter)}) AS s`;

const byVisit = (
  dimension: "visit:channel" | "visit:source" | "visit:country" | "visit:browser",
  column: string,
  peerColumn: string,
  isOfPage: boolean,
): View => ({
  isOfPage,
  ours: card(dimension),
  theirs: peerBreakdown(peerColumn),
  floor: floorSessions(LAST_30, `max(length(${column}))`),
});

const GERMANY: NonNullable<QueryInput["filters"]> = [["is", "visit:country", ["DE"]]];
const PAGES = ["/blog/article-1", "/docs/article-2"];
const inPages = (column: string) => `${column} IN (${PAGES.map((path) => `'${path}'`).join(", ")})`;

export const VIEWS: Readonly<Record<string, View>> = {
  totals: {
    isOfPage: true,
    ours: headline(LAST_30),
    theirs: peerTotals(LAST_30),
    floor: floorTotals(LAST_30),
  },
  "totals before": {
    isOfPage: true,
    ours: headline(BEFORE),
    theirs: peerTotals(BEFORE),
    floor: floorTotals(BEFORE),
  },
  "graph, all metrics": {
    isOfPage: true,
    ours: headline(LAST_30, { dimensions: ["time:day"] }),
    theirs: peerGraph(LAST_30),
    floor: floorTotals(LAST_30),
  },
  "graph, visitors": {
    isOfPage: false,
    ours: ask(BIG_SITE, LAST_30, { metrics: ["visitors"], dimensions: ["time:day"] }),
    theirs: peerVisitorsByDay(LAST_30),
    floor: floorEvents(BIG_SITE, LAST_30, "max(ts)"),
  },
  pages: {
    isOfPage: true,
    ours: card("event:page"),
    theirs: peerPages(BIG_SITE),
    floor: floorEvents(BIG_SITE, LAST_30, "max(length(path))"),
  },
  "pages, 1 M paths": {
    isOfPage: false,
    ours: card("event:page", WIDE_SITE),
    theirs: peerPages(WIDE_SITE),
    floor: floorEvents(WIDE_SITE, LAST_30, "max(length(path))"),
  },
  channels: byVisit("visit:channel", "channel", "acquisition_channel", true),
  sources: byVisit(
    "visit:source",
    "source",
    "if(empty(referrer_source), 'Direct / None', referrer_source)",
    false,
  ),
  countries: byVisit("visit:country", "country", "country_code", true),
  browsers: byVisit("visit:browser", "browser", "if(empty(browser), '(not set)', browser)", true),
  "totals, country=DE": {
    isOfPage: false,
    ours: headline(LAST_30, { filters: GERMANY }),
    theirs: peerTotals(LAST_30, "country_code IN ('DE')"),
    floor: floorTotals(LAST_30, "country = 'DE'"),
  },
  "pages, country=DE": {
    isOfPage: false,
    ours: card("event:page", BIG_SITE, GERMANY),
    theirs: peerPages(BIG_SITE, "country_code IN ('DE')"),
    floor: floorEvents(BIG_SITE, LAST_30, "max(length(path))", "country = 'DE'"),
  },
  "totals, two pages": {
    isOfPage: false,
    ours: headline(LAST_30, { filters: [["is", "event:page", PAGES]] }),
    theirs: peerTotals(LAST_30, "1", inPages("pathname")),
    floor: floorTotals(LAST_30).replace("AND 1)", `AND ${inPages("path")})`),
  },
  funnel: {
    isOfPage: false,
    ours: { alone: ourFunnel(LAST_7), onPage: ourFunnel(LAST_7) },
    theirs: peerFunnel(LAST_7),
    floor: floorEvents(BIG_SITE, LAST_7, "max(ts), max(name)"),
  },
  "now, five minutes": {
    isOfPage: true,
    ours: ask(BIG_SITE, NOW, { metrics: ["visitors", "events"] }),
    theirs: peerNow(NOW),
    floor: floorEvents(BIG_SITE, NOW, "max(ts)"),
  },
};
