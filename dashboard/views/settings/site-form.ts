/** A site as a form holds it: lists are text, one a line; only what differs is sent. Pure. */
import type { SiteAnswer } from "../../../schema/administration.ts";
import type { PathRules, WeekStart } from "../../../schema/words.ts";

export interface SiteDraft {
  name: string;
  domains: string;
  timezone: string;
  session_minutes: number;
  week_start: WeekStart;
  allowed_origins: string;
  require_origin: boolean;
  honour_gpc: boolean;
  allowed_query_params: string;
  paths: PathRules;
}

const LISTS = ["domains", "allowed_origins", "allowed_query_params"] as const;
type List = (typeof LISTS)[number];

/** What the API takes for a site. */
export type SiteBody = Omit<SiteDraft, List> & Record<List, string[]>;

export const MIN_SESSION_MINUTES = 5;
export const MAX_SESSION_MINUTES = 240;

export const draftOf = (site: SiteAnswer): SiteDraft => ({
  name: site.name,
  domains: site.domains.join("\n"),
  timezone: site.timezone,
  session_minutes: site.session_minutes,
  week_start: site.week_start,
  allowed_origins: site.allowed_origins.join("\n"),
  require_origin: site.require_origin,
  honour_gpc: site.honour_gpc,
  allowed_query_params: site.allowed_query_params.join("\n"),
  paths: site.paths,
});

/** Words of a list: a line, a space or a comma ends one; each stands once. */
export const wordsOf = (text: string): string[] => [
  ...new Set(text.split(/[\s,]+/).filter((word) => word !== "")),
];

/** People paste addresses where a host is asked for. */
export const hostOf = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, "")
    .replace(/[/?#].*$/, "");

const bodyOf = (draft: SiteDraft): SiteBody => ({
  ...draft,
  name: draft.name.trim(),
  domains: wordsOf(draft.domains).map(hostOf),
  allowed_origins: wordsOf(draft.allowed_origins).map((origin) => origin.replace(/\/+$/, "")),
  allowed_query_params: wordsOf(draft.allowed_query_params),
});

/** What PATCH is to change; null when nothing is. */
export function changeOf(draft: SiteDraft, site: SiteAnswer): Partial<SiteBody> | null {
  const [wanted, present] = [bodyOf(draft), bodyOf(draftOf(site))];
  const changed = Object.entries(wanted).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(present[key as keyof SiteBody]),
  );
  return changed.length === 0 ? null : (Object.fromEntries(changed) as Partial<SiteBody>);
}
