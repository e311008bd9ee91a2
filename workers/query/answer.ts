/** One query from its JSON to its answer: parse, plan, build, run, result. */
import type { MetricValue, QueryAnswer } from "../../schema/query.ts";
import type { Compared } from "./align.ts";
import { type AllVisitors, allVisitors, withoutShares, withShares } from "./all-visitors.ts";
import { build, buildComparison, buildLeftOutRevenue } from "./build.ts";
import type { Answered } from "./clickhouse.ts";
import { isTimeDimension } from "./dimensions.ts";
import { asksForMoney, moneyWarnings } from "./goals.ts";
import { keptAnswer } from "./kept-answers.ts";
import { comparedPlan, type Plan } from "./plan.ts";
import type { Refusal } from "./refusal.ts";
import { freshnessOf, toAnswer } from "./result.ts";
import { type Run, withRuns } from "./rollups.ts";
import type { PlanRow } from "./row.ts";
import { refuseTooManyBuckets } from "./rules.ts";
import { runsReader } from "./runs.ts";
import { type SiteFacts, siteFactsReader } from "./site-facts.ts";
import { gathering, type Place } from "./together.ts";
import { type Asking, planOf, type Understood, understand } from "./understand.ts";

/**
 * An answerer for the queries of one request: what they need to know of a site is asked once, and sums of days are read
 * together by those that are asked at once.
 */
export function answerer(asking: Asking): (input: unknown) => Promise<QueryAnswer<MetricValue> | Refusal> {
  const factsOf = siteFactsReader(asking);
  const runsOf = runsReader(asking.clickhouse, asking.signal);
  const everyone = allVisitors();
  const together = gathering((statement) => asking.clickhouse.select<PlanRow>(statement, asking.signal));
  return async (input) => {
    const place = together.enter();
    try {
      const understood = await understand(asking, input);
      if ("status" in understood) return understood;
      const facts = factsOf(understood.sites, understood.goals);
      return await answer(asking, understood, { facts, runsOf, everyone, place });
    } finally {
      place.leave();
    }
  };
}

type Told = QueryAnswer<MetricValue> | Refusal;

/** What the questions of one request know together. */
interface Known {
  facts: Promise<SiteFacts | Refusal>;
  runsOf: (plan: Plan) => Promise<readonly Run[]>;
  everyone: AllVisitors;
  /** This question's among them. */
  place: Place;
}

async function answer(asking: Asking, understood: Understood, known: Known): Promise<Told> {
  const exact = await planOf(asking, understood, () => known.facts);
  if ("status" in exact) return exact;
  const compared = comparedPlan(understood.query, exact);
  const tooMany = compared && refuseTooManyBuckets(compared);
  if (tooMany !== null) return tooMany;
  const compute = () => computed(asking, understood, exact, compared, known);
  if (asking.keeping === undefined) return compute();
  const freshness = known.facts.then((facts) => ("status" in facts ? null : freshnessOf(facts.newest)));
  const plans = compared === null ? [exact] : [exact, compared];
  return keptAnswer(asking.keeping, { asking, understood, plans, freshness }, compute);
}

/** From the rows, as they are now. */
async function computed(
  asking: Asking,
  { asked, query }: Understood,
  exact: Plan,
  exactCompared: Plan | null,
  { facts, runsOf, everyone, place }: Known,
): Promise<Told> {
  const rolled = async (one: Plan) =>
    withRuns(one, await runsOf(one), query.exact === true, asking.minRolledEvents);
  const [planned, compared] = await Promise.all([rolled(exact), exactCompared && rolled(exactCompared)]);
  const all = everyone.of(planned);
  const bare = (all === undefined ? null : withoutShares(planned)) ?? planned;
  // The rows of another period are those of the page's values, which only the page itself can tell.
  const isOfValues = planned.dimensions.some((name) => !isTimeDimension(name));
  const [rows, earlier] = place.ask([bare, isOfValues ? null : compared]);
  const [answered, before, siteFacts, warnings] = await Promise.all([
    selectRows(asking, planned, { bare, all, everyone }, rows ?? null),
    compared && selectComparison(asking, planned, compared, earlier ?? null),
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
  { bare, all, everyone }: { bare: Plan; all: ReturnType<AllVisitors["of"]>; everyone: AllVisitors },
  together: Promise<Answered<PlanRow>> | null,
): Promise<Answered<PlanRow>> {
  const answered = together ?? clickhouse.select<PlanRow>(build(bare), signal);
  everyone.learn(plan, answered);
  if (all === undefined || bare === plan) return answered;
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

async function selectComparison(
  { clickhouse, signal }: Asking,
  main: Plan,
  plan: Plan,
  together: Promise<Answered<PlanRow>> | null,
): Promise<Compared | Refusal> {
  const answered = await (together ?? clickhouse.select<PlanRow>(buildComparison(main, plan), signal));
  return answered.ok ? { plan, table: answered.table } : answered.refusal;
}
