/** What a site's owner calls things: goals, segments, annotations, shares. Kept in D1, and asked at query time. */
import { z } from "zod";
import { MAX_KEY_BYTES, MAX_NAME_BYTES, MAX_URL_BYTES, MAX_VALUE_BYTES } from "./limits.ts";
import { type Filter, filter } from "./query.ts";
import { SEGMENT_KINDS } from "./words.ts";

const name = z.string().trim().min(1).max(200);
const siteId = z.string().min(1).max(40);

/** A page: `*` is anything but `/`, `**` anything at all. */
const glob = z.string().trim().min(1).max(MAX_URL_BYTES).startsWith("/", "must begin with /");

const reached = {
  /** The name of an event. */
  event: z.string().min(1).max(MAX_NAME_BYTES),
  page: glob,
  /** Percent of the page (of any, without `page`) that a visit scrolled to at least. */
  scroll: z.number().int().min(1).max(100),
};
const conditions = {
  /** Properties that the event must have, by their text; all of them. */
  props: z
    .record(z.string().min(1).max(MAX_KEY_BYTES), z.string().max(MAX_VALUE_BYTES))
    .refine((props) => Object.keys(props).length <= 3, "takes at most 3 properties"),
  /** ISO 4217: what the goal earns, in this currency. */
  currency: z
    .string()
    .toUpperCase()
    .regex(/^[A-Z]{3}$/, "is not a currency such as EUR")
    .nullable(),
};

/** One kind: an event, a page, or a depth of scrolling, of one page or any. */
export const isOneKind = ({ event, page, scroll }: Partial<Record<keyof typeof reached, unknown>>): boolean =>
  (event !== undefined) !== (page !== undefined || scroll !== undefined);

/** POST /v1/goals. `name` follows from the rest when it is left out. */
export const newGoal = z
  .strictObject({
    site_id: siteId,
    name: name.optional(),
    ...z.strictObject({ ...reached, ...conditions }).partial().shape,
  })
  .refine(isOneKind, { error: "takes `event`, or `page`, or `scroll` (with or without `page`)" });
/** PATCH /v1/goals/:id: what it is called and earns. Another meaning is another goal. */
export const goalChange = z.strictObject({ name, currency: conditions.currency }).partial();
export type NewGoal = z.output<typeof newGoal>;

/** POST /v1/segments. */
export const newSegment = z.strictObject({
  site_id: siteId,
  name,
  kind: z.enum(SEGMENT_KINDS).default("personal"),
  filters: z.array(filter).min(1).max(50),
});
/** PATCH /v1/segments/:id. */
export const segmentChange = newSegment
  .omit({ site_id: true })
  .partial()
  .extend({
    kind: z.enum(SEGMENT_KINDS).optional(),
  });

/** POST /v1/annotations: something to see beside the numbers of its time. */
export const newAnnotation = z.strictObject({
  site_id: siteId,
  at: z.iso.datetime({ offset: true }),
  text: z.string().trim().min(1).max(500),
});
/** PATCH /v1/annotations/:id. */
export const annotationChange = newAnnotation.omit({ site_id: true }).partial();

/** POST /v1/shares. Without a segment it shows the whole site. */
export const newShare = z.strictObject({
  site_id: siteId,
  name,
  segment_id: z.string().min(1).max(100).nullable().default(null),
  expires_at: z.iso.datetime({ offset: true }).nullable().default(null),
});
/** PATCH /v1/shares/:id: what it shows does not change, it is replaced. */
export const shareChange = newShare.pick({ name: true });

export interface GoalAnswer {
  id: string;
  site_id: string;
  name: string;
  event: string | null;
  page: string | null;
  scroll: number | null;
  props: Record<string, string>;
  currency: string | null;
  created_at: string;
}

export interface SegmentAnswer {
  id: string;
  site_id: string;
  name: string;
  kind: (typeof SEGMENT_KINDS)[number];
  filters: Filter[];
  created_at: string;
  updated_at: string;
}

export interface AnnotationAnswer {
  id: string;
  site_id: string;
  at: string;
  text: string;
  created_at: string;
}

export interface ShareAnswer {
  id: string;
  site_id: string;
  name: string;
  segment_id: string | null;
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
}
