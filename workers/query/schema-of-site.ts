/** `GET /v1/schema`: what may be asked of a site, and what it has of its own: goals, events, properties, values. */
import { schemaQuestion, valuesQuestion } from "../../schema/explore.ts";
import type { MetricValue, QueryAnswer } from "../../schema/query.ts";
import type { SiteConfig } from "../control/sites.ts";
import { answerer } from "./answer.ts";
import { parseQuery, parseWith } from "./parse.ts";
import { plan } from "./plan.ts";
import type { Refusal } from "./refusal.ts";
import { type Sql, sql } from "./sql.ts";
import type { Asking } from "./understand.ts";
import { vocabularyOf } from "./vocabulary.ts";
import { eventsWhere } from "./where.ts";
import { dateOf, localDay } from "./zone.ts";

const DAYS = 30;

export interface SchemaAnswer extends ReturnType<typeof vocabularyOf> {
  /** By name. */
  goals: string[];
  /** Of the last 30 days, the most frequent first; at most 1,000. */
  events: { name: string; events: number }[];
  /** Likewise. `numeric`: events whose value is a number too. */
  props: { key: string; events: number; numeric: number }[];
}

export interface ValuesAnswer {
  /** Of the last 30 days. */
  values: { value: string; visitors: number }[];
}

/** Everything that is counted is counted under the share, when there is one. */
export async function schemaOf(
  asking: Asking,
  search: Record<string, string>,
): Promise<SchemaAnswer | Refusal> {
  const parsed = parseWith(schemaQuestion, search);
  if (!parsed.ok) return parsed.refusal;
  const site = await asking.siteFor(parsed.value.site_id);
  if ("status" in site) return site;
  const base = recent(asking, site);
  const [goals, events, props] = await Promise.all([
    asking.words?.goals(site.id) ?? [],
    answerer(asking)({
      ...base,
      metrics: ["events"],
      dimensions: ["event:name"],
      pagination: { limit: 1_000 },
    }),
    readProps(asking, site),
  ]);
  if ("status" in events) return events;
  if ("status" in props) return props;
  return {
    ...vocabularyOf(site),
    goals: goals.map(({ name }) => name),
    events: counted(events).map(([name, count]) => ({ name, events: count })),
    props,
  };
}

/** The values that a filter of this dimension may name. */
export async function valuesOf(
  asking: Asking,
  search: Record<string, string>,
): Promise<ValuesAnswer | Refusal> {
  const parsed = parseWith(valuesQuestion, search);
  if (!parsed.ok) return parsed.refusal;
  const { site_id, dimension, search: part, limit } = parsed.value;
  const site = await asking.siteFor(site_id);
  if ("status" in site) return site;
  const answer = await answerer(asking)({
    ...{ ...recent(asking, site), metrics: ["visitors"], dimensions: [dimension], pagination: { limit } },
    ...(part !== undefined && { filters: [["contains", dimension, [part], { case_sensitive: false }]] }),
  });
  if ("status" in answer) return answer;
  return { values: counted(answer).map(([value, visitors]) => ({ value, visitors })) };
}

/** The last 30 days on the site's clocks, today included, and everybody in them. */
function recent({ now }: Asking, { id, timezone }: SiteConfig) {
  const today = localDay(timezone, now);
  return {
    site_id: id,
    date_range: [dateOf(today - DAYS + 1), dateOf(today)],
    traffic: "all",
  };
}

const counted = ({ results }: QueryAnswer<MetricValue>): [string, number][] =>
  results.map(({ dimensions: [name = ""], metrics: [count] }) => [name, Number(count)]);

async function readProps(asking: Asking, site: SiteConfig): Promise<SchemaAnswer["props"] | Refusal> {
  const base = asking.base ?? [];
  const parsed = parseQuery({ ...recent(asking, site), metrics: ["events"] });
  if (!parsed.ok) throw new Error(parsed.refusal.error.message);
  const planned = plan(parsed.value, {
    ...{ site: site.id, zone: site.timezone, now: asking.now, firstEvent: null },
    ...{ base, goals: base.length === 0 ? [] : ((await asking.words?.goals(site.id)) ?? []) },
  });
  const answered = await asking.clickhouse.select<SchemaAnswer["props"][number]>(
    buildProps(eventsWhere(planned, [sql`notEmpty(props.keys)`])),
    asking.signal,
  );
  return answered.ok ? answered.table.rows : answered.refusal;
}

/** Keys alone: the column of keys is read, and not the values. */
const buildProps = (where: Sql): Sql =>
  sql`SELECT toString(key) AS key, count() AS events, countIf(has(numbers, key)) AS numeric FROM (SELECT arrayJoin(props.keys) AS key, nums.keys AS numbers FROM events WHERE ${where}) GROUP BY key ORDER BY events DESC, key LIMIT 1000`;
