/** The key of de-duplication: one site's one event. Pure. */
import type { SiteId } from "../../../schema/ids.ts";

/** ClickHouse spells ids in lower case. */
export const eventKey = (site: SiteId, id: string): string => `${site} ${id.toLowerCase()}`;
/** The event's site in its key. */
export const siteOf = (key: string) => key.slice(0, key.indexOf(" "));
/** The event's id in its key. */
export const idOf = (key: string) => key.slice(key.indexOf(" ") + 1);
