/** The explorer: which events a site has, one of them over time, its properties, and a property's values. Pure. */

import type { ListedEvent } from "../../../schema/explore.ts";
import type { QueryInput } from "../../../schema/query.ts";
import { PROP_PREFIX } from "../../../schema/words.ts";
import type { Questions } from "../../answers.ts";
import { resolvePeriod, suitedInterval, timeDimension } from "../../period.ts";
import { type Subject, whomOf } from "../../questions.ts";
import type { Address } from "../../url.ts";

/** What the viewer looks at: of the address. */
export interface Looking {
  /** Empty: all events. */
  event: string;
  /** A property's key; empty: none. */
  prop: string;
  /** Of its values, the most frequent. */
  rows: number;
}

export const VALUE_ROWS = 25;
export const LISTED_EVENTS = 50;

export function explorerQuestions(
  address: Address,
  subject: Subject,
  nowMs: number,
  looking: Looking,
): Questions {
  const period = resolvePeriod(address.period, subject.timezone, nowMs);
  const base = { site_id: subject.id, date_range: period.range, ...whomOf(address) };
  const filters = eventFilters(address, looking);
  return {
    names: {
      ...base,
      metrics: ["events", "visitors"],
      dimensions: ["event:name"],
      include: { total_rows: true },
      pagination: { limit: 500, offset: 0 },
    },
    over: {
      ...base,
      metrics: ["events", "visitors"],
      dimensions: [timeDimension(suitedInterval(address.interval, period))],
      filters,
      include: { time_labels: true },
    },
    ...(looking.prop !== "" && propQuestions({ ...base, filters }, looking)),
  };
}

/** A property's values, and what its numbers come to: null everywhere when none of them is a number. */
function propQuestions(
  base: Pick<QueryInput, "site_id" | "date_range" | "filters" | "traffic">,
  { prop: key, rows }: Looking,
): Questions {
  const prop = `${PROP_PREFIX}${key}` as const;
  return {
    values: {
      ...base,
      metrics: ["events", "visitors"],
      dimensions: [prop],
      include: { total_rows: true },
      pagination: { limit: rows, offset: 0 },
    },
    numbers: { ...base, metrics: AGGREGATES_SHOWN.map((aggregate) => `${aggregate}(${prop})` as const) },
  };
}

export const AGGREGATES_SHOWN = ["sum", "avg", "min", "p50", "p95", "max"] as const;

export const eventFilters = (address: Address, { event }: Pick<Looking, "event">): QueryInput["filters"] => [
  ...address.filters,
  ...(event === "" ? [] : [["is", "event:name", [event]]]),
];

/** Keys of the properties that recent events carried, the most frequent first. */
export function keysOf(events: readonly ListedEvent[]): { key: string; events: number }[] {
  const counts = new Map<string, number>();
  for (const { props } of events)
    for (const key of Object.keys(props)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts]
    .map(([key, events]) => ({ key, events }))
    .sort((a, b) => b.events - a.events || a.key.localeCompare(b.key));
}
