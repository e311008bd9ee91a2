/**
 * What ClickHouse holds: one table of columns per row shape, in column order.
 * The DDL in `clickhouse/` must agree (a test compares with `DESCRIBE TABLE`), and the encoders of the
 * sinks and the archive read these tables, so that a new column is written down once.
 */
import type { SessionId, SiteId, UtcDay, VisitorId } from "./ids.ts";
import type { Consent, Origin, Traffic } from "./words.ts";

export type ColumnType =
  | "String"
  | "LowCardinality(String)"
  | "UUID"
  | "UUID near ts"
  | "Date"
  | "DateTime64(3, 'UTC')"
  | "UInt8"
  | "UInt16"
  | "UInt32"
  | "UInt64"
  | "Int32"
  | "Float32"
  | "Decimal(18, 4)"
  | "Array(LowCardinality(String))"
  | "Array(UInt64)"
  | "Map(LowCardinality(String), String)"
  | "Map(LowCardinality(String), Float64)";

export const EVENT_COLUMNS = {
  site: "LowCardinality(String)",
  /** UTC day of `ts`. */
  date: "Date",
  visitor_id: "UInt64",
  ts: "DateTime64(3, 'UTC')",
  name: "LowCardinality(String)",
  /** Begins with the time of its making, ms: `ID_COLUMNS` in ClickHouse. */
  event_id: "UUID near ts",
  session_id: "UInt64",
  /** Which frozen batch brought the row; see the sink. */
  batch_id: "LowCardinality(String)",
  /** Receipt minus event time, ms; negative when the clock was ahead. */
  lag_ms: "Int32",
  /** 1 for `pageview`: sums are cheaper than comparing names. */
  is_pageview: "UInt8",
  /** 1 unless the sender said that the event does not end a bounce. */
  is_interactive: "UInt8",

  hostname: "LowCardinality(String)",
  path: "LowCardinality(String)",
  /** Allow-listed query parameters only, `a=1&b=2`. */
  query: "String",
  title: "LowCardinality(String)",
  referrer: "String",
  source: "LowCardinality(String)",
  channel: "LowCardinality(String)",
  /** Name of the click id, never its value. */
  click_id: "LowCardinality(String)",
  utm_source: "LowCardinality(String)",
  utm_medium: "LowCardinality(String)",
  utm_campaign: "LowCardinality(String)",
  utm_content: "LowCardinality(String)",
  utm_term: "LowCardinality(String)",

  /** ISO 3166-1 alpha-2, or empty. */
  country: "LowCardinality(String)",
  region: "LowCardinality(String)",
  city: "LowCardinality(String)",
  asn: "UInt32",
  browser: "LowCardinality(String)",
  browser_version: "LowCardinality(String)",
  os: "LowCardinality(String)",
  os_version: "LowCardinality(String)",
  device: "LowCardinality(String)",
  screen: "LowCardinality(String)",
  viewport: "LowCardinality(String)",
  language: "LowCardinality(String)",
  timezone: "LowCardinality(String)",

  traffic: "LowCardinality(String)",
  traffic_reasons: "Array(LowCardinality(String))",
  /** Ids of the site's rules that tagged the event. */
  rules: "Array(LowCardinality(String))",
  consent: "LowCardinality(String)",
  origin: "LowCardinality(String)",
  sdk: "LowCardinality(String)",
  user_id: "String",
  client_session_id: "String",

  /** Engaged time since the last report, ms. */
  engagement_ms: "UInt32",
  /** Deepest scroll in percent; 255 where none was reported. */
  scroll: "UInt8",
  revenue_amount: "Decimal(18, 4)",
  revenue_currency: "LowCardinality(String)",
  order_id: "String",
  props: "Map(LowCardinality(String), String)",
  /** Numeric props, a second time, as numbers. */
  nums: "Map(LowCardinality(String), Float64)",

  element_selector: "String",
  element_text: "String",
  /** Target of a link, an outbound click or a download. */
  href: "String",
  file_extension: "LowCardinality(String)",
  form_id: "LowCardinality(String)",
  form_name: "LowCardinality(String)",
  form_action: "String",
  vital_metric: "LowCardinality(String)",
  vital_value: "Float32",
  vital_rating: "LowCardinality(String)",
  vital_target: "String",
  error_message: "String",
  error_file: "String",
  error_line: "UInt32",
  error_column: "UInt32",
  error_stack: "String",
  previous_id: "String",
} as const satisfies Record<string, ColumnType>;

/** What ClickHouse holds of a `UUID near ts`: its time minus `ts`, its version with 12 random bits, and the other 64. */
export const ID_COLUMNS = { id_after_ms: "Int64", id_version: "UInt16", id_random: "UInt64" } as const;
/** What `events` computes from its columns when it is read: of the names, not of `SELECT *`. */
export const EVENT_ALIASES = { event_id: "UUID" } as const satisfies Record<string, ColumnType>;

/** Defaults other than zero, the empty text and the empty list; the DDL says the same. */
export const COLUMN_DEFAULTS: Readonly<Record<string, number>> = { is_interactive: 1, scroll: 255 };

/** Attributes of a visit, decided by its first event: the same names in both tables. */
export const VISIT_ATTRIBUTES = [
  "hostname",
  "referrer",
  "source",
  "channel",
  "click_id",
  "utm_source",
  "utm_medium",
  "utm_campaign",
  "utm_content",
  "utm_term",
  "country",
  "region",
  "city",
  "browser",
  "browser_version",
  "os",
  "os_version",
  "device",
  "screen",
  "language",
  "traffic",
] as const satisfies readonly (keyof typeof EVENT_COLUMNS)[];
export type VisitAttribute = (typeof VISIT_ATTRIBUTES)[number];

export const SESSION_COLUMNS = {
  site: "LowCardinality(String)",
  /** UTC day of `start`. */
  start_date: "Date",
  visitor_id: "UInt64",
  session_id: "UInt64",
  /** Grows with every output of the machine for this session; the highest wins. */
  version: "UInt64",
  /** 1: retracted, the visit lives on under another key. */
  is_deleted: "UInt8",

  /** First event. Of a provisional visit (events = 0): first engagement interval. */
  start: "DateTime64(3, 'UTC')",
  /** `end` − `start`, ms: `end` is the last event that is not engagement. */
  end_after_ms: "UInt64",
  /** How long before `start` and after `end` the first and last sign of life were, engagement included. */
  active_before_ms: "UInt64",
  active_after_end_ms: "UInt64",
  /** Engaged time reported after `end`; of a provisional visit 0. The visit's duration is `end_after_ms` plus this. */
  tail_ms: "UInt64",
  /** All engaged time of the visit, ms. */
  engaged_ms: "UInt64",
  pageviews: "UInt32",
  /** All but engagement; 0 marks a provisional visit, which every metric leaves out. */
  events: "UInt32",
  /** Events that end a bounce, pageviews included: a visit bounced when this is at most 1. */
  interactions: "UInt32",
  entry_page: "LowCardinality(String)",
  entry_hostname: "LowCardinality(String)",
  exit_page: "LowCardinality(String)",
  exit_hostname: "LowCardinality(String)",
  /** First pageview after `start` and last one before `end`, ms: mostly 0, where a time of its own takes 5 bytes. */
  entry_after_ms: "UInt64",
  exit_before_end_ms: "UInt64",
  /** Low 32 bits of the deciding event's id: breaks ties of equal times, so that order of arrival cannot. */
  start_tie: "UInt32",
  /** The same of entry and exit page, XOR `start_tie`: one event often decides all three. */
  entry_tie_xor: "UInt32",
  exit_tie_xor: "UInt32",
  /** Engagement reported after `end`, [at ms, engaged ms, at ms, engaged ms …]: what a later event may still overtake. */
  tail: "Array(UInt64)",
  /** Other hashes that events of this visit carry: those of the days after the first, when it ran over midnight. */
  other_visitor_ids: "Array(UInt64)",

  hostname: "LowCardinality(String)",
  referrer: "String",
  source: "LowCardinality(String)",
  channel: "LowCardinality(String)",
  click_id: "LowCardinality(String)",
  utm_source: "LowCardinality(String)",
  utm_medium: "LowCardinality(String)",
  utm_campaign: "LowCardinality(String)",
  utm_content: "LowCardinality(String)",
  utm_term: "LowCardinality(String)",
  country: "LowCardinality(String)",
  region: "LowCardinality(String)",
  city: "LowCardinality(String)",
  browser: "LowCardinality(String)",
  browser_version: "LowCardinality(String)",
  os: "LowCardinality(String)",
  os_version: "LowCardinality(String)",
  device: "LowCardinality(String)",
  screen: "LowCardinality(String)",
  language: "LowCardinality(String)",
  traffic: "LowCardinality(String)",
} as const satisfies Record<string, ColumnType>;

/** What `sessions` computes from its columns, when it is read or when it is written: of the names, not of `SELECT *`. */
export const SESSION_ALIASES = {
  end: "DateTime64(3, 'UTC')",
  /** First and last sign of life: the gap between visits is measured from these. */
  active_from: "DateTime64(3, 'UTC')",
  active_until: "DateTime64(3, 'UTC')",
  /** UTC day of `end`: with that of the start it says which ranges of days a visit overlaps, and no time has to be read. */
  end_date: "Date",
  duration_ms: "UInt64",
} as const satisfies Record<string, ColumnType>;

/** How a column travels in JSON between our own processes; times are ms since 1970. */
interface JsonOf {
  String: string;
  "LowCardinality(String)": string;
  UUID: string;
  "UUID near ts": string;
  Date: UtcDay;
  "DateTime64(3, 'UTC')": number;
  UInt8: number;
  UInt16: number;
  UInt32: number;
  /** Ids are hexadecimal strings, counts are numbers; see the narrowing below. */
  UInt64: number;
  Int32: number;
  Float32: number;
  "Decimal(18, 4)": number;
  "Array(LowCardinality(String))": string[];
  "Array(UInt64)": number[];
  "Map(LowCardinality(String), String)": Record<string, string>;
  "Map(LowCardinality(String), Float64)": Record<string, number>;
}

interface Narrowed {
  site: SiteId;
  visitor_id: VisitorId;
  session_id: SessionId;
  other_visitor_ids: VisitorId[];
  traffic: Traffic;
  consent: Consent;
  origin: Origin;
}

type RowOf<Columns extends Record<string, ColumnType>> = {
  [Name in keyof Columns]: Name extends keyof Narrowed ? Narrowed[Name] : JsonOf[Columns[Name]];
};

export type EventRow = RowOf<typeof EVENT_COLUMNS>;
export type SessionRow = RowOf<typeof SESSION_COLUMNS>;

/** What is known of an event before its shard has given it a visit and a batch. Absent means the column's default. */
type Decided =
  | "site"
  | "visitor_id"
  | "ts"
  | "name"
  | "event_id"
  | "lag_ms"
  | "is_pageview"
  | "is_interactive";
export type EventFacts = Pick<EventRow, Decided> &
  Partial<Omit<EventRow, Decided | "date" | "session_id" | "batch_id">>;
