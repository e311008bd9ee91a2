/** Sites and their things, as far as the asker may reach them. What is somebody else's and what is not there look the same. */
import type { SiteId } from "../../../schema/ids.ts";
import { siteConfig } from "../../control/sites.ts";
import { allows, type Grant } from "../../control/tokens.ts";
import { scopeRefusal } from "../asker.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Administering } from "./administering.ts";

type About = Pick<Administering, "control" | "grant" | "now">;
type OfSites = "stats:read" | "sites:admin";

/** The site of that id, when the asker may do that much to it. */
export async function siteWith({ control, grant, now }: About, siteId: string, scope: OfSites) {
  // A brand is put on once, where the id comes in; what it names is looked up below.
  const id = siteId as SiteId;
  if (!isReached({ grant }, id)) return unknownSite;
  return (await siteConfig(control, id, now)) === null
    ? unknownSite
    : (scopeRefusal(grant, scope, id) ?? { id });
}

/** The row, when its site is one that the asker may do that much to. `what` is the thing's name. */
export function owned<Row extends { site: SiteId }>(
  about: Pick<Administering, "grant">,
  row: Row | null,
  what: string,
  scope: OfSites,
): Row | Refusal {
  return row === null || !isReached(about, row.site)
    ? missing(
        about.grant,
        `no_such_${what}`,
        `There is no such ${what} among those of sites that this token may see.`,
      )
    : (scopeRefusal(about.grant, scope, row.site) ?? row);
}

/** 404 for those who may see everything; for all others 403, as of what is somebody else's. */
export const missing = (grant: Grant, code: string, message: string): Refusal =>
  refuse(grant.scopes.includes("admin") ? 404 : 403, code, message);

const isReached = ({ grant }: Pick<Administering, "grant">, site: SiteId): boolean =>
  allows(grant, "stats:read", site) || allows(grant, "sites:admin", site);

const unknownSite = refuse(403, "no_such_site", "This token may not see a site of that id.", {
  path: "site_id",
});

export const iso = (ms: number): string => new Date(ms).toISOString();
