/** Errors of scripts: how many over time, which, since when, and where each happens. Pure. */

import type { ListedEvent } from "../../../schema/explore.ts";
import type { QueryAnswer, QueryInput } from "../../../schema/query.ts";
import type { Questions } from "../../answers.ts";
import { resolvePeriod, suitedInterval, timeDimension } from "../../period.ts";
import { type Subject, whomOf } from "../../questions.ts";
import type { Address } from "../../url.ts";

export const ERROR_ROWS = 25;
/** Of one error: its places and what it happens in. */
export const ERROR_DETAILS = ["event:page", "event:error_file", "visit:browser", "visit:os"] as const;
const DETAIL_ROWS = 8;

export const IS_ERROR = ["is", "event:name", ["error"]];

/** `groups` are the most frequent, `when` the same over time: for their lines, and when each was last seen. */
export function errorsQuestions(address: Address, subject: Subject, nowMs: number, rows: number): Questions {
  const { range, time } = ranged(address, subject, nowMs);
  const base = {
    site_id: subject.id,
    date_range: range,
    ...whomOf(address),
    filters: [...address.filters, IS_ERROR],
  };
  return {
    over: {
      ...base,
      metrics: ["events", "visitors"],
      dimensions: [time],
      include: { time_labels: true },
    },
    groups: {
      ...base,
      metrics: ["events", "visitors"],
      dimensions: ["event:error_message"],
      include: { total_rows: true },
      pagination: { limit: rows, offset: 0 },
    },
    when: { ...base, metrics: ["events"], dimensions: ["event:error_message", time] },
  };
}

/** Where one error happens. */
export function errorQuestions(
  address: Address,
  subject: Subject,
  nowMs: number,
  message: string,
): Questions {
  const { range, time } = ranged(address, subject, nowMs);
  const base = {
    ...{ site_id: subject.id, date_range: range },
    ...{ ...whomOf(address), filters: errorFilters(address, message) },
  };
  const details = ERROR_DETAILS.map((dimension): [string, QueryInput] => [
    dimension,
    {
      ...base,
      metrics: ["events", "visitors"],
      dimensions: dimension === "event:error_file" ? [dimension, "event:error_line"] : [dimension],
      pagination: { limit: DETAIL_ROWS, offset: 0 },
    },
  ]);
  return {
    error: { ...base, metrics: ["events", "visitors"] },
    errorOver: { ...base, metrics: ["events"], dimensions: [time], include: { time_labels: true } },
    ...Object.fromEntries(details),
  };
}

export const errorFilters = (address: Address, message: string): unknown[] => [
  ...address.filters,
  IS_ERROR,
  ["is", "event:error_message", [message]],
];

function ranged(address: Address, subject: Subject, nowMs: number) {
  const period = resolvePeriod(address.period, subject.timezone, nowMs);
  return { range: period.range, time: timeDimension(suitedInterval(address.interval, period)) };
}

/** Enough of the newest that most messages are among them. */
export const NEWEST_ERRORS = 200;

/** When each message was last seen, as far as the newest events say it; they come newest first. */
export function lastSeenOf(events: readonly Pick<ListedEvent, "at" | "error">[]): Map<string, string> {
  const seen = new Map<string, string>();
  for (const { at, error } of events)
    if (error !== null && !seen.has(error.message)) seen.set(error.message, at);
  return seen;
}

export interface ErrorGroup {
  message: string;
  events: number;
  visitors: number;
  /** A number a bucket of `over`. */
  line: number[];
  /** The last bucket that has one. */
  lastSeen: string | null;
}

/** `2026-11-03 14:00:00` → `2026-11-03T14:00`. */
const labelOf = (text: string): string => text.slice(0, 16).replace(" ", "T");

export function errorGroups(
  groups: QueryAnswer | undefined,
  when: QueryAnswer | undefined,
  labels: readonly string[],
): ErrorGroup[] | null {
  if (groups === undefined) return null;
  const places = new Map(labels.map((label, at) => [label, at]));
  const byMessage = Map.groupBy(when?.results ?? [], ({ dimensions: [message = ""] }) => message);
  return groups.results.map(({ dimensions: [message = ""], metrics: [events, visitors] }) => {
    const line = labels.map(() => 0);
    for (const {
      dimensions: [, label = ""],
      metrics: [count],
    } of byMessage.get(message) ?? []) {
      const at = places.get(labelOf(label));
      if (at !== undefined) line[at] = count ?? 0;
    }
    const last = line.findLastIndex((count) => count > 0);
    return { message, events: events ?? 0, visitors: visitors ?? 0, line, lastSeen: labels[last] ?? null };
  });
}
