/** All sites side by side and together: two questions a site and two of all, in one request. Pure. */
import type { Questions, ShownParts } from "../../answers.ts";
import { bucketsOf } from "../../buckets.ts";
import { resolvePeriod, timeDimension } from "../../period.ts";
import type { Address } from "../../url.ts";

/** A site as far as it is asked about: each by its own clock. */
export interface AskedSite {
  id: string;
  name: string;
  timezone: string;
}

export const SITE_METRICS = ["visitors", "visits", "pageviews", "bounce_rate"] as const;
/** A request takes fifty questions; each site has two, and so have all together. */
export const SITES_A_PAGE = 24;

/** The API takes no more sites in one question. */
const MAX_TOGETHER = 100;
/** The part of all sites together; ids are letters and digits, so none is called so. */
export const TOGETHER = "together";

/** Each site by its own clock, and all of them together by that of the first. */
export function sitesQuestions(address: Address, sites: readonly AskedSite[], nowMs: number): Questions {
  const [first] = sites;
  const ids = sites.slice(0, MAX_TOGETHER).map(({ id }) => id);
  return Object.assign(
    first === undefined || ids.length === 1 ? {} : pairOf(address, TOGETHER, ids, first.timezone, nowMs),
    ...sites.map(({ id, timezone }) => pairOf(address, id, id, timezone, nowMs)),
  );
}

function pairOf(
  address: Address,
  part: string,
  site_id: string | string[],
  zone: string,
  nowMs: number,
): Questions {
  const { range, previousSoFar, interval } = resolvePeriod(address.period, zone, nowMs, address.compare);
  const before = previousSoFar !== null && typeof previousSoFar !== "string" ? previousSoFar : null;
  return {
    [`${part} sum`]: {
      site_id,
      metrics: [...SITE_METRICS],
      date_range: range,
      ...(before !== null && { compare: { mode: "custom", date_range: before } }),
    },
    [`${part} over`]: {
      site_id,
      metrics: ["visitors", "pageviews"],
      date_range: range,
      dimensions: [timeDimension(interval)],
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
