/**
 * Places that people come from, one a line: `name | hosts | aliases`.
 * A host is exact unless it begins with a dot: then everything under it belongs too. `.*` at the end stands for any
 * top-level domain; a path may follow. Aliases are what marketers write in `utm_source`, in lower case, by commas;
 * the name is an alias of itself, and where two places share one, that of the earlier kind wins.
 */
import { ADS } from "./ads.ts";
import { AI } from "./ai.ts";
import { EMAIL } from "./email.ts";
import { OTHER } from "./other.ts";
import { SEARCH } from "./search.ts";
import { SHOPPING } from "./shopping.ts";
import { SOCIAL } from "./social.ts";
import { VIDEO } from "./video.ts";

export const PLACES = {
  search: SEARCH,
  social: SOCIAL,
  video: VIDEO,
  shopping: SHOPPING,
  email: EMAIL,
  ai: AI,
  ads: ADS,
  other: OTHER,
} satisfies Record<string, string>;
