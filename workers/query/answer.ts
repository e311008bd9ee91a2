/** One query from its JSON to its answer: parse, plan, build, run, result. */
import type { SiteId } from "../../schema/ids.ts";
import type { AskedQuery, Filter, MetricValue, Query, QueryAnswer } from "../../schema/query.ts";
import type { SiteConfig } from "../control/sites.ts";
import type { Compared } from "./align.ts";
import { type AllVisitors, allVisitors, withoutShares, withShares } from "./all-visitors.ts";
import { build, buildComparison, buildLeftOutRevenue, buildSiteFacts } from "./build.ts";
import type { Answered, ClickHouse } from "./clickhouse.ts";
import { asksForGoals, asksForMoney, type Goal, moneyWarnings, refuseUnknownGoals } from "./goals.ts";
import { parseMeaning, parseShape } from "./parse.ts";
import { comparedPlan, type Plan, plan } from "./plan.ts";
import type { Refusal } from "./refusal.ts";
import { toAnswer } from "./result.ts";
import { type Run, withRuns } from "./rollups.ts";
import type { PlanRow } from "./row.ts";
import { refuseTooManyBuckets } from "./rules.ts";
import { runsReader } from "./runs.ts";
import { asksForSegments, type SavedSegment } from "./segments.ts";

export interface Asking {
  clickhouse: ClickHouse;
  /** The site that `site_id` names, when the asker may read it. */
  siteFor(siteId: string): Promise<SiteConfig | Refusal>;
  /** What the site calls things, as far as the asker may use it. Absent: it has no goals and no segments. */
  words?: {
    goals(site: SiteId): Promise<readonly Goal[]>;
    segments(site: SiteId): Promise<readonly SavedSegment[]>;
  };
  /** Of the share under which is asked: for the asker no other rows exist. */
  base?: readonly Filter[];
  /** Events in a range from which its days may come from rollups; absent: as many as the API says. */
  minRolledEvents?: number;
  /** ms. */
  now: number;
  /** Aborted when the asker goes away. */
  signal: AbortSignal;
}

/** An answerer for the queries of one request: what they need to know of a site is asked once. */
export function answerer(asking: Asking): (input: unknown) => Promise<QueryAnswer<MetricValue> | Refusal> {
  const known = new Map<SiteId, Promise<SiteFacts | Refusal>>();
  const factsOf = (site: SiteId, goals: readonly Goal[]) => {
    const facts = known.get(site) ?? readSiteFacts(asking, site, goals);
    known.set(site, facts);
    return facts;
  };
  const runsOf = runsReader(asking.clickhouse, asking.signal);
  const everyone = allVisitors();
  return async (input) => {
    const understood = await understand(asking, input);
    if ("status" in understood) return understood;
    return answer(asking, understood, factsOf(understood.site.id, understood.goals), runsOf, everyone);
  };
}

export interface Understood {
  asked: AskedQuery;
  query: Query;
  site: SiteConfig;
  /** The site's, when the query or the share speaks of any. */
  goals: readonly Goal[];
}

/** The query with the words of its site put in, or why it cannot be answered. */
export async function understand(asking: Asking, input: unknown): Promise<Understood | Refusal> {
  const shape = parseShape(input);
  if (!shape.ok) return shape.refusal;
  const asked = shape.value;
  const site = await asking.siteFor(asked.site_id);
  if ("status" in site) return site;
  const segments = asksForSegments(asked) ? await asking.words?.segments(site.id) : [];
  const meaning = parseMeaning(asked, segments);
  if (!meaning.ok) return meaning.refusal;
  const query = meaning.value;
  const asksGoals = asksForGoals([...query.filters, ...(asking.base ?? [])], query.dimensions);
  const goals = (asksGoals ? await asking.words?.goals(site.id) : undefined) ?? [];
  return refuseUnknownGoals(query.filters, goals) ?? { asked, query, site, goals };
}

async function answer(
  asking: Asking,
  { asked, query, site, goals }: Understood,
  facts: Promise<SiteFacts | Refusal>,
  runsOf: (plan: Plan) => Promise<readonly Run[]>,
  everyone: AllVisitors,
): Promise<QueryAnswer<MetricValue> | Refusal> {
  // Only `all` has to wait for the site's first event.
  const known = query.date_range === "all" ? await facts : { first: null };
  if ("status" in known) return known;
  const exact = plan(query, {
    ...{ site: site.id, zone: site.timezone, now: asking.now, firstEvent: known.first },
    ...{ goals, base: asking.base ?? [] },
  });
  const exactCompared = comparedPlan(query, exact);
  const tooMany = refuseTooManyBuckets(exact) ?? (exactCompared && refuseTooManyBuckets(exactCompared));
  if (tooMany !== null) return tooMany;
  const rolled = async (one: Plan) =>
    withRuns(one, await runsOf(one), query.exact === true, asking.minRolledEvents);
  const [planned, compared] = await Promise.all([rolled(exact), exactCompared && rolled(exactCompared)]);
  const [answered, before, siteFacts, warnings] = await Promise.all([
    selectRows(asking, planned, everyone),
    compared && selectComparison(asking, planned, compared),
    facts,
    asksForMoney(planned) ? readMoneyWarnings(asking, planned) : {},
  ]);
  if (!answered.ok) return answered.refusal;
  if (before !== null && "status" in before) return before;
  if ("status" in siteFacts) return siteFacts;
  const told = toAnswer(asked, planned, answered.table, siteFacts.newest, before);
  return Object.keys(warnings).length === 0
    ? told
    : { ...told, meta: { ...told.meta, metric_warnings: warnings } };
}

/** Shares of rows are told from all visitors, which the request's other queries may know already. */
async function selectRows(
  { clickhouse, signal }: Asking,
  plan: Plan,
  everyone: AllVisitors,
): Promise<Answered<PlanRow>> {
  const all = everyone.of(plan);
  const bare = all === undefined ? null : withoutShares(plan);
  const answered = clickhouse.select<PlanRow>(build(bare ?? plan), signal);
  everyone.learn(plan, answered);
  if (all === undefined || bare === null) return answered;
  const [rows, counted] = await Promise.all([answered, all]);
  if (!rows.ok) return rows;
  if (!counted.ok) return counted;
  return { ok: true, table: { ...rows.table, rows: withShares(plan, rows.table.rows, counted.visitors) } };
}

/** A failure here is one of the answer too, which says it. */
async function readMoneyWarnings({ clickhouse, signal }: Asking, plan: Plan) {
  const answered = await clickhouse.select<{ currency: string }>(buildLeftOutRevenue(plan), signal);
  const leftOut = answered.ok ? answered.table.rows.map(({ currency }) => currency) : [];
  return moneyWarnings(plan, leftOut);
}

async function selectComparison(asking: Asking, main: Plan, plan: Plan): Promise<Compared | Refusal> {
  const statement = buildComparison(main, plan);
  const answered: Answered<PlanRow> = await asking.clickhouse.select(statement, asking.signal);
  return answered.ok ? { plan, table: answered.table } : answered.refusal;
}

interface SiteFacts {
  /** ms; null while the site is empty. */
  first: number | null;
  newest: number | null;
}

async function readSiteFacts(
  { clickhouse, signal, base = [] }: Asking,
  site: SiteId,
  goals: readonly Goal[],
): Promise<SiteFacts | Refusal> {
  const answered = await clickhouse.select<{ n: number; first: number; newest: number }>(
    buildSiteFacts({ site, base, goals }),
    signal,
  );
  if (!answered.ok) return answered.refusal;
  const [row] = answered.table.rows;
  return row === undefined || row.n === 0
    ? { first: null, newest: null }
    : { first: row.first, newest: row.newest };
}
