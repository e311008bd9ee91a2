/** The overview page's questions, answered from rollups and without, and as Plausible asks them. */
import type { SiteId } from "../../schema/ids.ts";
import type { QueryInput } from "../../schema/query.ts";
import { withoutShares } from "../../workers/query/all-visitors.ts";
import { build } from "../../workers/query/build.ts";
import type { Table } from "../../workers/query/clickhouse.ts";
import { parseQuery } from "../../workers/query/parse.ts";
import { type Plan, plan } from "../../workers/query/plan.ts";
import { buildTogether, canBeTogether } from "../../workers/query/rolled-together.ts";
import { buildRuns, type Run, wholeDays, withRuns } from "../../workers/query/rollups.ts";
import type { Sql } from "../../workers/query/sql.ts";
import { peerBreakdown, peerGraph, peerNow, peerPages, peerTotals } from "../query/peer-queries.ts";
import { BEFORE, FIRST_MS, LAST_30, NOW, type Range } from "../query/range.ts";
import { BIG_SITE, NOW_MS, WIDE_SITE } from "../schema/data.ts";
import { siteId } from "../schema/ours.ts";

export interface RolledView {
  /** Whether the page asks it so: ours asks together what theirs asks one by one. */
  isOfPage: { ours: boolean; others: boolean };
  ours: Sql;
  /** Null: there is no such question. */
  exact: Sql | null;
  theirs: string | null;
}

interface Question {
  isOfPage: boolean;
  plan: Plan;
  theirs: string;
}

function ask(site: number, range: Range, change: Partial<QueryInput> & Pick<QueryInput, "metrics">): Plan {
  const parsed = parseQuery({
    site_id: siteId(site),
    date_range: [new Date(range.from).toISOString(), new Date(range.to - 1_000).toISOString()],
    ...change,
  });
  if (!parsed.ok) throw new Error(parsed.refusal.error.message);
  // The bench makes up its own ids.
  return plan(parsed.value, { site: siteId(site) as SiteId, zone: "UTC", now: NOW_MS, firstEvent: FIRST_MS });
}

const headline = (range: Range, change: Partial<QueryInput> = {}) =>
  ask(BIG_SITE, range, {
    metrics: ["visitors", "visits", "pageviews", "views_per_visit", "bounce_rate", "visit_duration"],
    ...change,
  });

const card = (dimension: NonNullable<QueryInput["dimensions"]>[number], site = BIG_SITE) =>
  ask(site, LAST_30, {
    metrics: ["visitors", "percentage"],
    dimensions: [dimension],
    pagination: { limit: 8 },
  });

const QUESTIONS: Readonly<Record<string, Question>> = {
  totals: { isOfPage: true, plan: headline(LAST_30), theirs: peerTotals(LAST_30) },
  "totals before": { isOfPage: true, plan: headline(BEFORE), theirs: peerTotals(BEFORE) },
  "graph, all metrics": {
    isOfPage: true,
    plan: headline(LAST_30, { dimensions: ["time:day"] }),
    theirs: peerGraph(LAST_30),
  },
  pages: { isOfPage: true, plan: card("event:page"), theirs: peerPages(BIG_SITE) },
  "pages, 1 M paths": { isOfPage: false, plan: card("event:page", WIDE_SITE), theirs: peerPages(WIDE_SITE) },
  channels: { isOfPage: true, plan: card("visit:channel"), theirs: peerBreakdown("acquisition_channel") },
  sources: {
    isOfPage: false,
    plan: card("visit:source"),
    theirs: peerBreakdown("if(empty(referrer_source), 'Direct / None', referrer_source)"),
  },
  countries: { isOfPage: true, plan: card("visit:country"), theirs: peerBreakdown("country_code") },
  browsers: {
    isOfPage: true,
    plan: card("visit:browser"),
    theirs: peerBreakdown("if(empty(browser), '(not set)', browser)"),
  },
  "now, five minutes": {
    isOfPage: true,
    plan: ask(BIG_SITE, NOW, { metrics: ["visitors", "events"] }),
    theirs: peerNow(NOW),
  },
};

/** Runs by site and range, as the query worker reads them. */
const keyOf = ({ sites, read }: Plan) => `${sites.join(" ")} ${read.from} ${read.to}`;

export async function runsOf(
  select: (statement: Sql) => Promise<Table<unknown>>,
): Promise<Map<string, Run[]>> {
  const runs = new Map<string, Run[]>();
  for (const { plan } of Object.values(QUESTIONS)) {
    const days = wholeDays(plan);
    if (days === null || runs.has(keyOf(plan))) continue;
    // What the statement answers is what the query worker takes it for.
    runs.set(keyOf(plan), (await select(buildRuns(plan, days))).rows as Run[]);
  }
  return runs;
}

/** On the page all are asked in one request: its headline tells all visitors that shares are of. */
export function rolledViews(runs: ReadonlyMap<string, Run[]>): Record<string, RolledView> {
  const onPage = (plan: Plan) => withoutShares(plan) ?? plan;
  const rolled = (plan: Plan) => withRuns(plan, runs.get(keyOf(plan)) ?? [], false, 0);
  const views = Object.entries(QUESTIONS).map(([name, { isOfPage, plan, theirs }]): [string, RolledView] => {
    const [ours, exact] = isOfPage ? [onPage(rolled(plan)), onPage(plan)] : [rolled(plan), plan];
    const asks = { ours: isOfPage && !canBeTogether(ours), others: isOfPage };
    return [name, { isOfPage: asks, theirs, exact: build(exact), ours: build(ours) }];
  });
  const ofPage = Object.values(QUESTIONS).flatMap(({ isOfPage, plan }) =>
    isOfPage ? [onPage(rolled(plan))] : [],
  );
  // Asked once for both ranges of a page.
  const both = headline({ from: BEFORE.from, to: LAST_30.to });
  const alone = (ours: Sql): RolledView => ({
    ...{ isOfPage: { ours: true, others: false }, ours, exact: null, theirs: null },
  });
  return {
    "which days hold": alone(buildRuns(both, wholeDays(both) ?? [0, 0])),
    "all of the page but now": alone(buildTogether(ofPage.filter(canBeTogether))),
    ...Object.fromEntries(views),
  };
}
