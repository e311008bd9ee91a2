/** One query from its JSON to its answer: parse, plan, build, run, result. */
import type { SiteId } from "../../schema/ids.ts";
import type { Query, QueryAnswer } from "../../schema/query.ts";
import type { SiteConfig } from "../control/sites.ts";
import type { Compared } from "./align.ts";
import { build, buildComparison, buildSiteFacts } from "./build.ts";
import type { Answered, ClickHouse } from "./clickhouse.ts";
import { parseQuery } from "./parse.ts";
import { comparedPlan, type Plan, plan } from "./plan.ts";
import type { Refusal } from "./refusal.ts";
import { toAnswer } from "./result.ts";
import type { PlanRow } from "./row.ts";
import { refuseTooManyBuckets } from "./rules.ts";

export interface Asking {
  clickhouse: ClickHouse;
  /** The site that `site_id` names, when the asker may read it. */
  siteFor(siteId: string): Promise<SiteConfig | Refusal>;
  /** ms. */
  now: number;
  /** Aborted when the asker goes away. */
  signal: AbortSignal;
}

/** An answerer for the queries of one request: what they need to know of a site is asked once. */
export function answerer(asking: Asking): (input: unknown) => Promise<QueryAnswer | Refusal> {
  const facts = new Map<SiteId, Promise<SiteFacts | Refusal>>();
  const factsOf = (site: SiteId) => {
    const known = facts.get(site) ?? readSiteFacts(asking, site);
    facts.set(site, known);
    return known;
  };
  return async (input) => {
    const parsed = parseQuery(input);
    if (!parsed.ok) return parsed.refusal;
    const site = await asking.siteFor(parsed.value.site_id);
    return "status" in site ? site : answer(asking, parsed.value, site, factsOf(site.id));
  };
}

async function answer(
  asking: Asking,
  query: Query,
  site: SiteConfig,
  facts: Promise<SiteFacts | Refusal>,
): Promise<QueryAnswer | Refusal> {
  // Only `all` has to wait for the site's first event.
  const known = query.date_range === "all" ? await facts : { first: null };
  if ("status" in known) return known;
  const planned = plan(query, {
    site: site.id,
    zone: site.timezone,
    now: asking.now,
    firstEvent: known.first,
  });
  const compared = comparedPlan(query, planned);
  const tooMany = refuseTooManyBuckets(planned) ?? (compared && refuseTooManyBuckets(compared));
  if (tooMany !== null) return tooMany;
  const [answered, before, siteFacts] = await Promise.all([
    asking.clickhouse.select<PlanRow>(build(planned), asking.signal),
    compared && selectComparison(asking, planned, compared),
    facts,
  ]);
  if (!answered.ok) return answered.refusal;
  if (before !== null && "status" in before) return before;
  if ("status" in siteFacts) return siteFacts;
  return toAnswer(query, planned, answered.table, siteFacts.newest, before);
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

async function readSiteFacts({ clickhouse, signal }: Asking, site: SiteId): Promise<SiteFacts | Refusal> {
  const answered = await clickhouse.select<{ n: number; first: number; newest: number }>(
    buildSiteFacts({ site }),
    signal,
  );
  if (!answered.ok) return answered.refusal;
  const [row] = answered.table.rows;
  return row === undefined || row.n === 0
    ? { first: null, newest: null }
    : { first: row.first, newest: row.newest };
}
