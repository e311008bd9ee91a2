/** What may be asked of a site: `GET /v1/schema`. */
import {
  BEHAVIOURS,
  EVENT_DIMENSIONS,
  FILTER_OPERATORS,
  METRICS,
  NAMED_RANGES,
  TIME_DIMENSIONS,
  TRAFFIC_CLASSES,
  VISIT_DIMENSIONS,
} from "../../schema/words.ts";
import type { SiteConfig } from "../control/sites.ts";
import { METRIC_SQL } from "./metrics.ts";
import { ANY_PROP } from "./parse.ts";

const FILTERED = [...EVENT_DIMENSIONS, ANY_PROP, ...VISIT_DIMENSIONS];

export const vocabularyOf = ({ id, name, timezone }: SiteConfig) => ({
  site: { id, name, timezone },
  metrics: METRICS.map((metric) => ({ name: metric, definition: METRIC_SQL[metric].definition })),
  dimensions: [...FILTERED, ...TIME_DIMENSIONS],
  filters: { operators: FILTER_OPERATORS, dimensions: FILTERED, behaviours: BEHAVIOURS },
  date_ranges: NAMED_RANGES,
  traffic: TRAFFIC_CLASSES,
});
