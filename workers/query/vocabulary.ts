/** The words that may be used of any site. */
import {
  BEHAVIOURS,
  EVENT_DIMENSIONS,
  FILTER_OPERATORS,
  GOAL_DIMENSION,
  GOAL_OPERATORS,
  METRICS,
  NAMED_RANGES,
  SEGMENT_FILTER,
  TIME_DIMENSIONS,
  TRAFFIC_CLASSES,
  VISIT_DIMENSIONS,
} from "../../schema/words.ts";
import type { SiteConfig } from "../control/sites.ts";
import { METRIC_SQL } from "./metrics.ts";
import { ANY_PROP } from "./parse.ts";

const FILTERED = [...EVENT_DIMENSIONS, GOAL_DIMENSION, ANY_PROP, ...VISIT_DIMENSIONS];

export const vocabularyOf = ({ id, name, timezone }: SiteConfig) => ({
  site: { id, name, timezone },
  metrics: METRICS.map((metric) => ({ name: metric, definition: METRIC_SQL[metric].definition })),
  dimensions: [...FILTERED, ...TIME_DIMENSIONS],
  filters: {
    ...{ operators: FILTER_OPERATORS, dimensions: FILTERED, behaviours: BEHAVIOURS },
    ...{ goal_operators: GOAL_OPERATORS, segment: SEGMENT_FILTER },
  },
  date_ranges: NAMED_RANGES,
  traffic: TRAFFIC_CLASSES,
});
