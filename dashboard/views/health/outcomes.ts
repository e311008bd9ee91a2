/** What became of a site's events, as `GET /v1/outcomes` says it. Pure. */
import type { Site } from "../../api.ts";
import type { Address } from "../../url.ts";

export const OUTCOMES = ["received", "accepted", "duplicate", "quarantined", "refused", "restored"] as const;
export type OutcomeName = (typeof OUTCOMES)[number];
export type OutcomeCounts = Record<OutcomeName, number>;

export interface Outcomes {
  total: OutcomeCounts;
  reasons: {
    stage: "collector" | "consumer" | "shard";
    reason: string;
    outcome: string;
    rule?: string;
    n: number;
  }[];
  series: ({ time: string } & OutcomeCounts)[];
  date_range: [string, string];
  timezone: string;
  interval: string;
}

/** How long back, and in which steps. */
export const SPANS = { "24h": "hour", "7d": "hour", "30d": "day" } as const;
export type Span = keyof typeof SPANS;
export const spanOf = (address: Address): Span => {
  const { range = "" } = address.own;
  return range in SPANS ? (range as Span) : "24h";
};

export function outcomesPath(address: Address, site: Site): string {
  const span = spanOf(address);
  return `/v1/outcomes?site_id=${site.id}&date_range=${span}&interval=${SPANS[span]}`;
}
