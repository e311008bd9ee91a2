/** Sites: made, listed, changed and deleted. A deleted site takes no more events and answers no more questions. */
import { newSite, type SiteAnswer, type SiteChange, siteChange } from "../../../schema/administration.ts";
import type { SiteId } from "../../../schema/ids.ts";
import { SESSION_GAP_MS } from "../../../schema/limits.ts";
import { DEFAULT_PATH_RULES, type PathRules } from "../../../schema/words.ts";
import { mintSiteId, mintSiteKey } from "../../control/site-key.ts";
import { forgetSite, type SiteConfig, type SiteRow, siteFromRow } from "../../control/sites.ts";
import { allows, type Grant } from "../../control/tokens.ts";
import { scopeRefusal } from "../asker.ts";
import { parseWith } from "../parse.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { zoneName } from "../zone.ts";
import type { Administering } from "./administering.ts";
import { missing } from "./owned.ts";

const DEFAULTS = {
  domains: [],
  timezone: "UTC",
  week_start: "monday",
  session_minutes: SESSION_GAP_MS / 60_000,
  allowed_origins: [],
  require_origin: false,
  honour_gpc: true,
  allowed_query_params: [],
  paths: DEFAULT_PATH_RULES,
  ...{ address_rules: [], rules_revision: 0, watched_until: 0 },
} satisfies Partial<SiteConfig>;

/** Makes a site. For `admin` alone: a token of some sites does not reach new ones. */
export async function createSite(about: Administering, body: unknown): Promise<SiteAnswer | Refusal> {
  const refusal = scopeRefusal(about.grant, "admin");
  if (refusal !== null) return refusal;
  const parsed = parseWith(newSite, body);
  if (!parsed.ok) return parsed.refusal;
  const zone = zoneRefusal(parsed.value);
  if (zone !== null) return zone;
  const site: SiteConfig = {
    ...DEFAULTS,
    ...given(parsed.value),
    id: mintSiteId(),
    name: parsed.value.name,
    paths: withPaths(DEFAULT_PATH_RULES, parsed.value.paths),
    created_at: about.now,
    updated_at: about.now,
  };
  await write(about.control, site);
  return present(about, site);
}

/** The sites that the asker may read or administer, oldest first. */
export async function listSites(about: Administering): Promise<{ sites: SiteAnswer[] }> {
  const { results } = await about.control
    .prepare("SELECT * FROM sites WHERE deleted_at IS NULL ORDER BY created_at, id")
    .all<SiteRow>();
  const visible = results.map(siteFromRow).filter(({ id }) => maySee(about.grant, id));
  return { sites: await Promise.all(visible.map((site) => present(about, site))) };
}

export async function readSite(about: Administering, id: string): Promise<SiteAnswer | Refusal> {
  const site = await find(about, id);
  return "status" in site ? site : present(about, site);
}

export async function changeSite(
  about: Administering,
  id: string,
  body: unknown,
): Promise<SiteAnswer | Refusal> {
  const site = await findOwn(about, id);
  if ("status" in site) return site;
  const parsed = parseWith(siteChange, body);
  if (!parsed.ok) return parsed.refusal;
  const zone = zoneRefusal(parsed.value);
  if (zone !== null) return zone;
  const changed: SiteConfig = {
    ...site,
    ...given(parsed.value),
    paths: withPaths(site.paths, parsed.value.paths),
    updated_at: about.now,
  };
  await write(about.control, changed);
  forgetSite(about.control, changed.id);
  return present(about, changed);
}

/** Other isolates learn of it within a minute. */
export async function deleteSite(about: Administering, id: string): Promise<Refusal | null> {
  const site = await findOwn(about, id);
  if ("status" in site) return site;
  await about.control.prepare("UPDATE sites SET deleted_at = ? WHERE id = ?").bind(about.now, site.id).run();
  forgetSite(about.control, site.id);
  return null;
}

const maySee = (grant: Grant, id: SiteId): boolean =>
  allows(grant, "stats:read", id) || allows(grant, "sites:admin", id);

/** A site of somebody else and one that does not exist look the same. */
async function find({ control, grant }: Administering, id: string): Promise<SiteConfig | Refusal> {
  const row = await control
    .prepare("SELECT * FROM sites WHERE id = ? AND deleted_at IS NULL")
    .bind(id)
    .first<SiteRow>();
  const site = row === null ? null : siteFromRow(row);
  return site !== null && maySee(grant, site.id)
    ? site
    : missing(grant, "no_such_site", "There is no such site among those that this token may see.");
}

async function findOwn(about: Administering, id: string): Promise<SiteConfig | Refusal> {
  const site = await find(about, id);
  return "status" in site ? site : (scopeRefusal(about.grant, "sites:admin", site.id) ?? site);
}

function zoneRefusal({ timezone }: SiteChange): Refusal | null {
  return timezone === undefined || zoneName(timezone) !== null
    ? null
    : refuse(422, "unknown_timezone", "`timezone` must be an IANA name such as Europe/Paris.", {
        path: "timezone",
      });
}

/** What is not said stays as it was. */
const withPaths = (rules: PathRules, change: SiteChange["paths"]): PathRules => ({
  case: change?.case ?? rules.case,
  trailing_slash: change?.trailing_slash ?? rules.trailing_slash,
  hash: change?.hash ?? rules.hash,
});

/** What the request says, without the keys that it leaves out; the zone as its database spells it. */
function given(change: SiteChange): Partial<SiteConfig> {
  const said = Object.entries(change).filter(([, value]) => value !== undefined);
  const zone = change.timezone === undefined ? null : zoneName(change.timezone);
  // The entries are those of `change`, whose values have the types of SiteConfig.
  return { ...(Object.fromEntries(said) as Partial<SiteConfig>), ...(zone !== null && { timezone: zone }) };
}

async function write(control: D1Database, site: SiteConfig): Promise<void> {
  await control
    .prepare(
      "INSERT INTO sites (id, name, domains, timezone, session_minutes, allowed_origins, require_origin, honour_gpc, " +
        "allowed_query_params, paths, created_at, updated_at, week_start) " +
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) " +
        "ON CONFLICT (id) DO UPDATE SET name = ?2, domains = ?3, timezone = ?4, session_minutes = ?5, " +
        "allowed_origins = ?6, require_origin = ?7, honour_gpc = ?8, allowed_query_params = ?9, paths = ?10, " +
        "updated_at = ?12, week_start = ?13",
    )
    .bind(
      site.id,
      site.name,
      JSON.stringify(site.domains),
      site.timezone,
      site.session_minutes,
      JSON.stringify(site.allowed_origins),
      Number(site.require_origin),
      Number(site.honour_gpc),
      JSON.stringify(site.allowed_query_params),
      JSON.stringify(site.paths),
      site.created_at,
      site.updated_at,
      site.week_start,
    )
    .run();
}

/** All but what the workers keep in a site's row for themselves. */
async function present({ secretKey, origin }: Administering, site: SiteConfig): Promise<SiteAnswer> {
  const key = await mintSiteKey(secretKey, site.id);
  const { address_rules: _rules, rules_revision: _revision, watched_until: _watched, ...shown } = site;
  return {
    ...shown,
    key,
    created_at: new Date(site.created_at).toISOString(),
    updated_at: new Date(site.updated_at).toISOString(),
    snippet: `<script defer src="${origin}/script.js" data-site="${key}"></script>`,
  };
}
