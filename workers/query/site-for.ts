/** From the `site_id` of a question to the site, when the asker may read it. */
import type { SiteId } from "../../schema/ids.ts";
import { type SiteConfig, siteConfig } from "../control/sites.ts";
import { allows, type Grant } from "../control/tokens.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { unlessUnmigrated } from "./unmigrated.ts";

interface Looking {
  control: D1Database;
  grant: Grant;
  /** ms. */
  now: number;
}

/** By id, for a grant of this scope. A site of somebody else and one that does not exist look the same. */
export async function siteById(
  { control, grant, now }: Looking,
  siteId: string,
  scope: "stats:read" | "sites:admin" | "export:read" = "stats:read",
): Promise<SiteConfig | Refusal> {
  // A brand is put on once, where the id comes in; what it names is looked up below.
  const id = siteId as SiteId;
  if (!allows(grant, scope, id)) return unknownSite;
  return (await unlessUnmigrated(() => siteConfig(control, id, now))) ?? unknownSite;
}

/** By id, for a grant that may take all of its events away. */
export const siteToExport = (looking: Looking, siteId: string) => siteById(looking, siteId, "export:read");

/** By id, or by a domain among the sites that the token may read. */
export async function siteByIdOrDomain(looking: Looking, name: string): Promise<SiteConfig | Refusal> {
  if (!name.includes(".")) return siteById(looking, name);
  const { results } = await looking.control
    .prepare(
      "SELECT id FROM sites WHERE deleted_at IS NULL AND EXISTS (SELECT 1 FROM json_each(domains) WHERE value = ?) ORDER BY created_at, id",
    )
    .bind(name.toLowerCase())
    .all<{ id: SiteId }>();
  const own = results.find(({ id }) => allows(looking.grant, "stats:read", id));
  return own === undefined ? unknownSite : siteById(looking, own.id);
}

const unknownSite = refuse(403, "no_such_site", "This token may not read a site of that id.", {
  path: "site_id",
});
