/** From a question's JSON to the plan that answers it: parsed, with the words of its site, and planned. */
import { z } from "zod";
import type { SiteId } from "../../schema/ids.ts";
import type { AskedQuery, Filter, Query } from "../../schema/query.ts";
import type { SiteConfig } from "../control/sites.ts";
import { buildSiteFacts } from "./build.ts";
import type { ClickHouse } from "./clickhouse.ts";
import { ALL_ROWS } from "./files.ts";
import { asksForGoals, type Goal, refuseUnknownGoals } from "./goals.ts";
import { parseMeaning, parseShape } from "./parse.ts";
import { type Plan, plan } from "./plan.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { refuseTooManyBuckets } from "./rules.ts";
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

/** How the question is answered when everything is read; or why it cannot be. */
export async function planOf(
  asking: Asking,
  { query, site, goals }: Understood,
  readFacts: () => Promise<SiteFacts | Refusal>,
): Promise<Plan | Refusal> {
  // Only `all` has to wait for the site's first event.
  const known = query.date_range === "all" ? await readFacts() : { first: null };
  if ("status" in known) return known;
  const planned = plan(query, {
    ...{ site: site.id, zone: site.timezone, weekStart: site.week_start },
    ...{ now: asking.now, firstEvent: known.first },
    ...{ goals, base: asking.base ?? [] },
  });
  return refuseTooManyBuckets(planned) ?? planned;
}

/** The plan of a question whose rows go into a file: all of them, unless it says how many. */
export async function planFile(asking: Asking, input: unknown): Promise<Plan | Refusal> {
  const understood = await understand(asking, input);
  if ("status" in understood) return understood;
  const { site, query, goals } = understood;
  if (query.compare !== undefined) return comparedFile;
  const planned = await planOf(asking, understood, () => readSiteFacts(asking, site.id, goals));
  if ("status" in planned) return planned;
  return isPaged(input) ? planned : { ...planned, limit: ALL_ROWS };
}

const comparedFile = refuse(422, "compared_file", "A file has one range: ask for the other one by itself.", {
  path: "compare",
});

/** The validator fills a limit in; here it matters whether there was one. */
const isPaged = (input: unknown): boolean =>
  z.object({ pagination: z.object({ limit: z.number() }) }).safeParse(input).success;

export interface SiteFacts {
  /** ms; null while the site is empty. */
  first: number | null;
  newest: number | null;
}

export async function readSiteFacts(
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
