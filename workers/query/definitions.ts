/** A site's goals and segments, read once in ten seconds an isolate. Writing them is `administration/`'s business. */
import type { SiteId } from "../../schema/ids.ts";
import type { Filter } from "../../schema/query.ts";
import { ReadCache } from "../control/read-cache.ts";
import type { Goal } from "./goals.ts";
import type { SavedSegment } from "./segments.ts";
import { unlessUnmigrated } from "./unmigrated.ts";

/** Rows of the tables; only `administration/` writes them, with what it has checked. */
export interface GoalRow extends Omit<Goal, "props"> {
  id: string;
  site: SiteId;
  props: string;
  created_at: number;
}
export interface SegmentRow {
  id: string;
  site: SiteId;
  name: string;
  kind: "personal" | "site";
  owner: string;
  filters: string;
  created_at: number;
  updated_at: number;
}

interface Caches {
  goals: ReadCache<readonly Goal[]>;
  segments: ReadCache<readonly SegmentRow[]>;
}
const caches = new WeakMap<D1Database, Caches>();

/** Who looks: `grant.share` is there when it is a share. */
interface Looking {
  control: D1Database;
  grant: { id: string; share?: unknown };
  /** ms. */
  now: number;
}

/** As far as the asker may use them: own segments and the site's; none under a share, to which they are not shown. */
export const definitionsFor = ({ control, grant, now }: Looking) => ({
  async goals(site: SiteId): Promise<readonly Goal[]> {
    const { goals } = cachesOf(control);
    return (await unlessUnmigrated(() => goals.get(site, now, () => readGoals(control, site)))) ?? [];
  },
  async segments(site: SiteId): Promise<readonly SavedSegment[]> {
    if (grant.share !== undefined) return [];
    const { segments } = cachesOf(control);
    const rows = await unlessUnmigrated(() => segments.get(site, now, () => readSegments(control, site)));
    return (rows ?? [])
      .filter(({ kind, owner }) => kind === "site" || owner === grant.id)
      .map((row) => ({ id: row.id, filters: filtersOf(row) }));
  },
});

/** Makes this isolate see a change of its own at once; others see it within 10 s. */
export function forgetDefinitions(control: D1Database, site: SiteId): void {
  cachesOf(control).goals.forget(site);
  cachesOf(control).segments.forget(site);
}

export const filtersOf = ({ filters }: { filters: string }): Filter[] => JSON.parse(filters) as Filter[];
export const propsOf = ({ props }: GoalRow): Record<string, string> =>
  JSON.parse(props) as Record<string, string>;

async function readGoals(control: D1Database, site: SiteId): Promise<Goal[]> {
  const { results } = await control
    .prepare("SELECT * FROM goals WHERE site = ? ORDER BY name")
    .bind(site)
    .all<GoalRow>();
  return results.map((row) => ({ ...row, props: propsOf(row) }));
}

async function readSegments(control: D1Database, site: SiteId): Promise<SegmentRow[]> {
  const { results } = await control
    .prepare("SELECT * FROM segments WHERE site = ? ORDER BY name, id")
    .bind(site)
    .all<SegmentRow>();
  return results;
}

function cachesOf(control: D1Database): Caches {
  let own = caches.get(control);
  if (own === undefined) {
    own = { goals: new ReadCache(), segments: new ReadCache() };
    caches.set(control, own);
  }
  return own;
}
