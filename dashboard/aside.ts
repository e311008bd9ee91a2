/**
 * What stands beside the numbers and never in their way: annotations of the chart, what became of the last day's events,
 * the site's own words. Read when the numbers are there; what may not be read (of a share, say) is left out in silence.
 */
import { action, createModel, signal } from "@preact/signals";
import type { AnnotationAnswer } from "../schema/definitions.ts";
import type { QueryAnswer } from "../schema/query.ts";
import type { Api, Site } from "./api.ts";
import { createResource } from "./resource.ts";

/** Of GET /v1/outcomes. */
export interface DayOutcomes {
  total: { refused: number; quarantined: number };
}

/** Of GET /v1/schema. */
export interface SiteWords {
  goals: { name: string }[];
  events: { name: string; events: number }[];
  props: { key: string; events: number; numeric: number }[];
}

/** Counts of a day need no more. */
const FRESH_MS = 60_000;

export const AsideModel = createModel((api: Api) => {
  const annotations = createResource<{ annotations: AnnotationAnswer[] }>(api);
  const outcomes = createResource<DayOutcomes>(api);
  const words = createResource<SiteWords>(api);
  /** The day of the site's first event, on its clock: before it there is nothing to compare with. Null: not known. */
  const beginning = signal<string | null>(null);
  let last: { site: string; atMs: number } | null = null;

  const clear = (): void => {
    last = null;
    beginning.value = null;
    for (const resource of [annotations, outcomes, words]) resource.clear();
  };

  const readBeginning = async (site: Site): Promise<void> => {
    const question = { site_id: site.id, metrics: ["events"], date_range: "all" };
    const outcome = await api.call<QueryAnswer>("POST", "/v1/query", question);
    if (outcome.ok && last?.site === site.id) beginning.value = beginningOf(outcome.value);
  };

  /** Reads what everybody sees, at most once a minute of one site. */
  const follow = (site: Site, nowMs: number): void => {
    if (last?.site === site.id && nowMs - last.atMs < FRESH_MS) return;
    const isAnother = last?.site !== site.id;
    if (isAnother) clear();
    last = { site: site.id, atMs: nowMs };
    if (isAnother) void readBeginning(site);
    // A share shows numbers, and nothing beside them.
    if (api.isShared()) return;
    void annotations.read(`/v1/annotations?site_id=${site.id}`);
    void outcomes.read(`/v1/outcomes?site_id=${site.id}&date_range=24h&interval=hour`);
  };

  return {
    annotations: annotations.value,
    outcomes: outcomes.value,
    words: words.value,
    beginning,
    follow: action(follow),
    /** The site's own words, which only some parts of the page need. */
    readWords: action((site: Site) => words.read(`/v1/schema?site_id=${site.id}`)),
    clear: action(clear),
  };
});

/** `all` begins with the first event; a site without one has no beginning. */
const beginningOf = ({ meta, query }: QueryAnswer): string | null =>
  meta.freshness === null ? null : query.date_range[0].slice(0, 10);
