/** All sites side by side: two questions a site, in one request. Pure. */
import type { Questions, ShownParts } from "../../answers.ts";
import { bucketsOf } from "../../buckets.ts";
import { resolvePeriod } from "../../period.ts";
import type { Address } from "../../url.ts";

/** A site as far as it is asked about: each by its own clock. */
export interface AskedSite {
  id: string;
  name: string;
  timezone: string;
}

export const SITE_METRICS = ["visitors", "visits", "pageviews", "bounce_rate"] as const;
/** A request takes fifty questions; each site has two. */
export const SITES_A_PAGE = 24;

export function sitesQuestions(address: Address, sites: readonly AskedSite[], nowMs: number): Questions {
  return Object.assign({}, ...sites.map((site) => siteQuestions(address, site, nowMs)));
}

function siteQuestions(address: Address, site: AskedSite, nowMs: number): Questions {
  const { range, previousSoFar, interval } = resolvePeriod(address.period, site.timezone, nowMs);
  const before =
    address.compare !== "off" && previousSoFar !== null && typeof previousSoFar !== "string"
      ? previousSoFar
      : null;
  return {
    [`${site.id} sum`]: {
      site_id: site.id,
      metrics: [...SITE_METRICS],
      date_range: range,
      ...(before !== null && { compare: { mode: "custom", date_range: before } }),
    },
    [`${site.id} over`]: {
      site_id: site.id,
      metrics: ["visitors"],
      date_range: range,
      dimensions: [interval === "auto" ? "time" : `time:${interval}`],
      include: { time_labels: true },
    },
  };
}

export interface SiteRow<Asked extends AskedSite = AskedSite> {
  site: Asked;
  /** In the order of `SITE_METRICS`; null before there is an answer. */
  numbers: (number | null)[] | null;
  before: (number | null)[] | null;
  line: (number | null)[];
}

/** The most visited first; those that are not answered yet in their order behind them. */
export function siteRows<Asked extends AskedSite>(
  sites: readonly Asked[],
  shown: ShownParts,
): SiteRow<Asked>[] {
  const rows = sites.map((site): SiteRow<Asked> => {
    const [row] = shown[`${site.id} sum`]?.answer.results ?? [];
    const [line = []] = bucketsOf(shown[`${site.id} over`]?.answer, [0])?.columns ?? [];
    return { site, numbers: row?.metrics ?? null, before: row?.comparison?.metrics ?? null, line };
  });
  return rows.sort((a, b) => (b.numbers?.[0] ?? -1) - (a.numbers?.[0] ?? -1));
}
