/** The words that may be used of any site. */
import {
  AGGREGATES,
  BEHAVIOURS,
  COMPARING_OPERATORS,
  EVENT_DETAIL_DIMENSIONS,
  EVENT_DIMENSIONS,
  FILTER_OPERATORS,
  GOAL_DIMENSION,
  GOAL_OPERATORS,
  METRICS,
  NAMED_RANGES,
  PLACE_NAME_DIMENSIONS,
  RANGE_OPERATOR,
  SEGMENT_FILTER,
  SITE_DIMENSION,
  TIME_DIMENSIONS,
  TRAFFIC_CLASSES,
  VISIT_DIMENSIONS,
  VITAL_VALUE,
} from "../../schema/words.ts";
import type { SiteConfig } from "../control/sites.ts";
import { metricFacts } from "./metrics.ts";
import { ANY_PROP } from "./parse.ts";

const FILTERED = [
  ...EVENT_DIMENSIONS,
  ...EVENT_DETAIL_DIMENSIONS,
  ...[GOAL_DIMENSION, ANY_PROP],
  ...VISIT_DIMENSIONS,
  ...PLACE_NAME_DIMENSIONS,
  SITE_DIMENSION,
];

export const vocabularyOf = ({ id, name, timezone }: SiteConfig) => ({
  site: { id, name, timezone },
  metrics: METRICS.map((metric) => ({ name: metric, definition: metricFacts(metric).definition })),
  /** `p75(event:vital_value)`: each of each. */
  aggregates: {
    words: AGGREGATES.map((word) => ({
      name: word,
      definition: metricFacts(`${word}(${VITAL_VALUE})`).definition,
    })),
    of: [VITAL_VALUE, ANY_PROP],
  },
  dimensions: [...FILTERED, ...TIME_DIMENSIONS],
  filters: {
    numeric_operators: [...COMPARING_OPERATORS, RANGE_OPERATOR],
    ...{ operators: FILTER_OPERATORS, dimensions: FILTERED, behaviours: BEHAVIOURS },
    ...{ goal_operators: GOAL_OPERATORS, segment: SEGMENT_FILTER },
  },
  date_ranges: NAMED_RANGES,
  traffic: TRAFFIC_CLASSES,
});
