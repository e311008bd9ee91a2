/**
 * The closed vocabularies: every word that two processes must spell the same.
 * No imports: the tracker and the dashboard bundle this file.
 */

/** Names that Footfall gives to events; any other name is the site's own custom event. */
export const EVENT_NAMES = [
  "pageview",
  "engagement",
  "click",
  "outbound_click",
  "file_download",
  "form_start",
  "form_submit",
  "form_abandon",
  "identify",
  "alias",
  "web_vital",
  "error",
] as const;
export type EventName = (typeof EVENT_NAMES)[number];

/** What the visitor agreed to. `denied` never reaches the wire: the tracker then sends nothing. */
export const CONSENTS = ["cookieless", "full"] as const;
export type Consent = (typeof CONSENTS)[number];

/** Who is behind a row. Robots are annotated, never deleted. */
export const TRAFFIC_CLASSES = ["human", "bot", "ai"] as const;
export type Traffic = (typeof TRAFFIC_CLASSES)[number];

/** Who sent the request: the tracker, a server with a token, or the pixel. */
export const ORIGINS = ["browser", "server", "pixel"] as const;
export type Origin = (typeof ORIGINS)[number];

export const DEVICES = ["Desktop", "Mobile", "Tablet", "TV", "Console", "Wearable", "Other"] as const;
export type Device = (typeof DEVICES)[number];

/** The default channel grouping, in the order in which its rules are tried. */
export const CHANNELS = [
  "Cross-network",
  "Paid Shopping",
  "Paid Search",
  "Paid Social",
  "Paid Video",
  "Display",
  "Paid Other",
  "Organic Shopping",
  "Organic Social",
  "Organic Video",
  "AI Assistants",
  "Organic Search",
  "Email",
  "Affiliates",
  "Audio",
  "SMS",
  "Mobile Push Notifications",
  "Referral",
  "Direct",
] as const;
export type Channel = (typeof CHANNELS)[number];

/** What a token may do; `admin` is the whole deployment. */
export const SCOPES = ["events:write", "stats:read", "export:read", "sites:admin", "admin"] as const;
export type Scope = (typeof SCOPES)[number];

export const METRICS = [
  "visitors",
  "visits",
  "pageviews",
  "events",
  "views_per_visit",
  "bounce_rate",
  "visit_duration",
  "percentage",
  "scroll_depth",
  "time_on_page",
  "conversion_rate",
  "group_conversion_rate",
  "total_revenue",
  "average_revenue",
  "vital_good",
  "vital_needs_improvement",
  "vital_poor",
  "engaged_visits",
  "engagement_rate",
  "engagement_time",
  "exit_rate",
] as const;
export type NamedMetric = (typeof METRICS)[number];
/** Metrics of goals: a query that asks for one names a goal, or asks by `event:goal`. */
export const CONVERSION_METRICS = ["conversion_rate", "group_conversion_rate"] as const;
/** Metrics that are amounts of money: an answer gives them with their currency. */
export const MONEY_METRICS = ["total_revenue", "average_revenue"] as const;
/** Metrics of engaged visits: visits that reached a goal are among them. */
export const ENGAGED_METRICS = ["engaged_visits", "engagement_rate"] as const;
/** How a vital's values were rated: shares of its reports. */
export const VITAL_METRICS = ["vital_good", "vital_needs_improvement", "vital_poor"] as const;

/** What may be told of numbers: `p75(event:vital_value)`, `sum(event:props:price)`. */
export const AGGREGATES = [
  "sum",
  "avg",
  "min",
  "max",
  "p50",
  "p75",
  "p90",
  "p95",
  "p99",
  "count_distinct",
] as const;
export type Aggregate = (typeof AGGREGATES)[number];

/** Dimensions of an event: they may differ within one visit. */
export const EVENT_DIMENSIONS = ["event:page", "event:hostname", "event:name"] as const;
/** What more is known of events, of some of them alone. */
export const EVENT_DETAIL_DIMENSIONS = [
  "event:page_group",
  "event:title",
  "event:rule",
  "event:href",
  "event:file_extension",
  "event:vital",
  "event:vital_rating",
  "event:vital_value",
  "event:vital_target",
  "event:error_message",
  "event:error_file",
  "event:error_line",
] as const;
/** What a web vital measured: milliseconds, and of CLS a score. */
export const VITAL_VALUE = "event:vital_value";
/** Which of the site's goals an event reaches: several rows for one that reaches several. */
export const GOAL_DIMENSION = "event:goal";
/** Dimensions of a visit: decided by its first event (entry and exit by its first and last pageview). */
export const VISIT_DIMENSIONS = [
  "visit:entry_page",
  "visit:entry_page_hostname",
  "visit:exit_page",
  "visit:exit_page_hostname",
  "visit:source",
  "visit:referrer",
  "visit:channel",
  "visit:utm_source",
  "visit:utm_medium",
  "visit:utm_campaign",
  "visit:utm_content",
  "visit:utm_term",
  "visit:country",
  "visit:region",
  "visit:city",
  "visit:browser",
  "visit:browser_version",
  "visit:os",
  "visit:os_version",
  "visit:device",
  "visit:screen",
  "visit:language",
] as const;
/** Whose visit it is, of several sites: by the site's id. */
export const SITE_DIMENSION = "visit:site";
/** Places by name. Regions and cities are stored so; countries by their codes. */
export const PLACE_NAME_DIMENSIONS = ["visit:country_name", "visit:region_name", "visit:city_name"] as const;
/** `time` alone picks the interval that suits the range. */
export const TIME_DIMENSIONS = [
  "time",
  "time:minute",
  "time:hour",
  "time:day",
  "time:week",
  "time:month",
] as const;
/** `event:props:plan` is the property `plan`, as text, of whatever key the site's events carry. */
export const PROP_PREFIX = "event:props:";
export type PropDimension = `${typeof PROP_PREFIX}${string}`;
/** Dimensions whose values may be numbers: they take the numeric operators, and aggregates are told of them. */
export type NumericDimension = PropDimension | typeof VITAL_VALUE;
export type AggregateMetric = `${Aggregate}(${NumericDimension})`;
export type Metric = NamedMetric | AggregateMetric;
export type NamedEventDimension =
  | (typeof EVENT_DIMENSIONS)[number]
  | (typeof EVENT_DETAIL_DIMENSIONS)[number];
export type GoalDimension = typeof GOAL_DIMENSION;
export type EventDimension = NamedEventDimension | GoalDimension | PropDimension;
export type VisitDimension =
  | (typeof VISIT_DIMENSIONS)[number]
  | (typeof PLACE_NAME_DIMENSIONS)[number]
  | typeof SITE_DIMENSION;
export type TimeDimension = (typeof TIME_DIMENSIONS)[number];
export type Dimension = EventDimension | VisitDimension | TimeDimension;

export const FILTER_OPERATORS = [
  "is",
  "is_not",
  "contains",
  "contains_not",
  "matches",
  "matches_not",
] as const;
export type FilterOperator = (typeof FILTER_OPERATORS)[number];

/** Of numbers: each takes one, `between` two, both of them included. */
export const COMPARING_OPERATORS = [">", ">=", "<", "<="] as const;
export const RANGE_OPERATOR = "between";
export type NumericOperator = (typeof COMPARING_OPERATORS)[number] | typeof RANGE_OPERATOR;

/** Of goals, which are the site's own words: by name, or by a part of it. */
export const GOAL_OPERATORS = ["is", "contains"] as const;
/** `["is", "segment", [id]]` stands for the filters that were saved under that id. */
export const SEGMENT_FILTER = "segment";
/** `personal`: for whoever saved it. `site`: for everybody who may read the site. */
export const SEGMENT_KINDS = ["personal", "site"] as const;

/** Of a filter: whether the visit holds an event that passes it. */
export const BEHAVIOURS = ["has_done", "has_not_done"] as const;

/** What an answer may be compared with. */
export const COMPARISONS = ["previous_period", "year_over_year", "custom"] as const;

export const NAMED_RANGES = [
  "day",
  "24h",
  "7d",
  "28d",
  "30d",
  "91d",
  "month",
  "6mo",
  "12mo",
  "year",
  "all",
] as const;
export type NamedRange = (typeof NAMED_RANGES)[number];

/** With which day a site's weeks begin. */
export const WEEK_STARTS = ["monday", "sunday"] as const;
export type WeekStart = (typeof WEEK_STARTS)[number];

/** `lower`: `/About` and `/about` are one page. */
export const PATH_CASES = ["keep", "lower"] as const;
/** `drop`: `/about/` and `/about` are one page. */
export const TRAILING_SLASHES = ["drop", "keep"] as const;
/** Fragments that are pages: `routes` those of hash routers (`#/…`, `#!/…`), `always` every one, `never` none. */
export const HASH_MODES = ["routes", "always", "never"] as const;
/** How a site's addresses become pages. */
export interface PathRules {
  case: (typeof PATH_CASES)[number];
  trailing_slash: (typeof TRAILING_SLASHES)[number];
  hash: (typeof HASH_MODES)[number];
}
export const DEFAULT_PATH_RULES: PathRules = { case: "keep", trailing_slash: "drop", hash: "routes" };
