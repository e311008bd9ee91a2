/** What the reference knows of visits and questions. */
import type { Filter } from "../../../schema/query.ts";
import type { Dimension, Metric, Traffic, WeekStart } from "../../../schema/words.ts";
import type { Goal } from "../goals.ts";

export interface ReferenceEvent {
  ms: number;
  name: string;
  path: string;
  hostname: string;
  visitor: number;
  isInteractive: boolean;
  props: Record<string, string>;
  /** Title, rules, and what vitals, errors and clicks carry. */
  columns: Record<string, unknown>;
  revenue: { amount: number; currency: string; order_id?: string } | undefined;
  engagedMs: number;
  /** 255: not reported. */
  scroll: number;
  visit: ReferenceVisit;
}

export interface ReferenceVisit {
  id: number;
  site: string;
  attributes: Record<string, string>;
  /** Sorted by time; engagement apart. */
  events: ReferenceEvent[];
  reports: ReferenceEvent[];
}

export interface Question {
  metrics: Metric[];
  dimensions: Exclude<Dimension, "time">[];
  filters: Filter[];
  /** Local days, both included, or two instants: from ≤ t < to. */
  range: { days: [string, string] } | { instants: [number, number] };
  zone: string;
  weekStart: WeekStart;
  /** Of each of the sites. */
  goals: readonly Goal[];
  /** One, or several together. */
  sites: string[];
  traffic: Traffic[] | "all";
  /** Events after it are left out; ms. */
  asOf: number | null;
  order: [Metric | Exclude<Dimension, "time">, "asc" | "desc"][];
  limit: number;
  offset: number;
}

/** What a row is made of: events, or visits. */
export type Item = ReferenceEvent | ReferenceVisit;
/** Which items a metric is told of. */
export type Relation = "events" | "visits" | "entries" | "reports" | "exits";

export const sum = <One>(items: readonly One[], of: (item: One) => number): number =>
  items.reduce((all, item) => all + of(item), 0);
export const pages = ({ events }: ReferenceVisit): ReferenceEvent[] =>
  events.filter(({ name }) => name === "pageview");
export const startOf = ({ events }: ReferenceVisit): number => events[0]?.ms ?? 0;
export const endOf = ({ events }: ReferenceVisit): number => events.at(-1)?.ms ?? 0;
