/** What may be asked of a site beside numbers: its own words, and single events. */
import { z } from "zod";
import { askedFilter, dateRange, filterDimension } from "./query.ts";
import { TRAFFIC_CLASSES } from "./words.ts";

/** GET /v1/schema. */
export const schemaQuestion = z.strictObject({ site_id: z.string().min(1) });

/** GET /v1/schema/values: the values of one dimension in the last 30 days, the most frequent first. */
export const valuesQuestion = z.strictObject({
  site_id: z.string().min(1),
  dimension: filterDimension,
  /** A part of the value, in any case. */
  search: z.string().min(1).max(200).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

export const MAX_LISTED_EVENTS = 1_000;

/** POST /v1/events: single events, the newest first. */
export const eventsQuestion = z.strictObject({
  site_id: z.string().min(1),
  date_range: dateRange.default("24h"),
  filters: z.array(askedFilter).default([]),
  traffic: z.union([z.literal("all"), z.array(z.enum(TRAFFIC_CLASSES)).min(1)]).default("all"),
  limit: z.number().int().min(1).max(MAX_LISTED_EVENTS).default(100),
  /** `next` of the answer before. */
  after: z
    .string()
    .regex(/^\d{1,15}_[0-9a-f-]{36}$/, "is not the `next` of an answer")
    .optional(),
});
/** For a file of them: all, hence without pages. */
export const eventsFileQuestion = eventsQuestion.omit({ limit: true, after: true });
export type EventsQuestion = z.output<typeof eventsQuestion>;

/** As stored; texts are empty where nothing was sent. */
export interface ListedEvent {
  id: string;
  /** ISO 8601. */
  at: string;
  name: string;
  /** 16 hexadecimal digits; a visitor's lives one day unless the visitor agreed to more. */
  visitor: string;
  visit: string;
  hostname: string;
  page: string;
  title: string;
  referrer: string;
  source: string;
  channel: string;
  country: string;
  region: string;
  city: string;
  browser: string;
  os: string;
  device: string;
  traffic: string;
  traffic_reasons: string[];
  /** Rules of the site that marked it. */
  rules: string[];
  user_id: string;
  props: Record<string, string>;
  revenue: { amount: number; currency: string; order_id: string } | null;
  /** Of an event named `error`. */
  error: { message: string; file: string; line: number; column: number; stack: string } | null;
}

export interface EventsAnswer {
  events: ListedEvent[];
  /** `after` of the next page; null: that was all. */
  next: string | null;
}
