/** From a question's JSON to the plan that answers it: parsed, with the words of its site, and planned. */
import { z } from "zod";
import type { SiteId } from "../../schema/ids.ts";
import type { AskedQuery, Filter, Query } from "../../schema/query.ts";
import { ENGAGED_METRICS } from "../../schema/words.ts";
import type { SiteConfig } from "../control/sites.ts";
import type { ClickHouse } from "./clickhouse.ts";
import { ALL_ROWS } from "./files.ts";
import { asksForGoals, type Goal, refuseUnknownGoals } from "./goals.ts";
import type { Keeping } from "./kept-answers.ts";
import { parseMeaning, parseShape } from "./parse.ts";
import { type Plan, plan } from "./plan.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { refuseTooManyBuckets } from "./rules.ts";
import { asksForSegments, type SavedSegment } from "./segments.ts";
import { type SiteFacts, siteFactsReader } from "./site-facts.ts";

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
  /** Where answers are kept that will hold for longer; absent: nowhere. */
  keeping?: Keeping;
  /** ms. */
  now: number;
  /** Aborted when the asker goes away. */
  signal: AbortSignal;
}

export interface Understood {
  asked: AskedQuery;
  query: Query;
  /** Those that are asked about, each once; the first one's clocks count. */
  sites: readonly [SiteConfig, ...SiteConfig[]];
  /** The sites', when the query or the share speaks of any. */
  goals: readonly Goal[];
}

/** The query with the words of its site put in, or why it cannot be answered. */
export async function understand(asking: Asking, input: unknown): Promise<Understood | Refusal> {
  const shape = parseShape(input);
  if (!shape.ok) return shape.refusal;
  const asked = shape.value;
  const sites = await sitesFor(asking, asked.site_id);
  if ("status" in sites) return sites;
  const segments = asksForSegments(asked) ? await segmentsOf(asking, sites) : [];
  const meaning = parseMeaning(asked, segments);
  if (!meaning.ok) return meaning.refusal;
  const query = meaning.value;
  const asksGoals =
    query.metrics.some(isOfEngaged) ||
    asksForGoals([...query.filters, ...(asking.base ?? [])], query.dimensions);
  const goals = asksGoals ? await goalsOf(asking, sites) : [];
  return refuseUnknownGoals(query.filters, goals) ?? { asked, query, sites, goals };
}

/** A visit that reached a goal is engaged. */
const isOfEngaged = (metric: string): boolean => (ENGAGED_METRICS as readonly string[]).includes(metric);

type Sites = Understood["sites"];

/** All of them, or why one may not be read. */
async function sitesFor({ siteFor }: Asking, asked: AskedQuery["site_id"]): Promise<Sites | Refusal> {
  const [first, ...others] = new Set(typeof asked === "string" ? [asked] : asked);
  if (first === undefined) throw new Error("The validator takes no empty list of sites.");
  const [site, ...more] = await Promise.all([siteFor(first), ...others.map(siteFor)]);
  if ("status" in site) return site;
  const sites: [SiteConfig, ...SiteConfig[]] = [site];
  for (const other of more) {
    if ("status" in other) return other;
    sites.push(other);
  }
  return sites;
}

async function segmentsOf({ words }: Asking, sites: Sites): Promise<readonly SavedSegment[]> {
  return (await Promise.all(sites.map(({ id }) => words?.segments(id) ?? []))).flat();
}

/** Goals of several sites may have one name: each is reached on its own. */
async function goalsOf({ words }: Asking, sites: Sites): Promise<readonly Goal[]> {
  const [{ id: first }, ...others] = sites;
  if (others.length === 0) return (await words?.goals(first)) ?? [];
  const all = sites.map(async ({ id }) =>
    ((await words?.goals(id)) ?? []).map((goal): Goal => ({ ...goal, site: id })),
  );
  return (await Promise.all(all)).flat();
}

/** How the question is answered when everything is read; or why it cannot be. */
export async function planOf(
  asking: Asking,
  { query, sites, goals }: Understood,
  readFacts: () => Promise<SiteFacts | Refusal>,
): Promise<Plan | Refusal> {
  const [site] = sites;
  // Only `all` has to wait for the site's first event.
  const known = query.date_range === "all" ? await readFacts() : { first: null };
  if ("status" in known) return known;
  const planned = plan(query, {
    ...{ site: site.id, sites: sites.map(({ id }) => id) },
    ...{ zone: site.timezone, weekStart: site.week_start },
    ...{ now: asking.now, firstEvent: known.first },
    ...{ goals, base: asking.base ?? [] },
  });
  return refuseTooManyBuckets(planned) ?? planned;
}

/** The plan of a question whose rows go into a file: all of them, unless it says how many. */
export async function planFile(asking: Asking, input: unknown): Promise<Plan | Refusal> {
  const understood = await understand(asking, input);
  if ("status" in understood) return understood;
  if (understood.query.compare !== undefined) return comparedFile;
  const factsOf = siteFactsReader(asking);
  const planned = await planOf(asking, understood, () => factsOf(understood.sites, understood.goals));
  if ("status" in planned) return planned;
  return isPaged(input) ? planned : { ...planned, limit: ALL_ROWS };
}

const comparedFile = refuse(422, "compared_file", "A file has one range: ask for the other one by itself.", {
  path: "compare",
});

/** The validator fills a limit in; here it matters whether there was one. */
const isPaged = (input: unknown): boolean =>
  z.object({ pagination: z.object({ limit: z.number() }) }).safeParse(input).success;
