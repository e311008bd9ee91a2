/** What a site's owner calls things. */
import { z } from "zod";
import { filter } from "../../../../schema/query.ts";
import { SEGMENT_KINDS } from "../../../../schema/words.ts";
import { used } from "./sites.ts";
import { count, list, text, texts, time } from "./words.ts";

const ofSite = { id: text, site_id: text };
export const goal = z.strictObject({
  ...{ ...ofSite, name: text, event: text.nullable(), page: text.nullable(), scroll: count.nullable() },
  ...{ props: texts, currency: text.nullable(), created_at: time },
});
export const goals = list("goals", goal);
export const segment = z.strictObject({
  ...{ ...ofSite, name: text, kind: z.enum(SEGMENT_KINDS), filters: z.array(filter) },
  ...{ created_at: time, updated_at: time },
});
export const segments = list("segments", segment);
export const annotation = z.strictObject({ ...ofSite, at: time, text, created_at: time });
export const annotations = list("annotations", annotation);
export const share = z.strictObject({ ...ofSite, name: text, segment_id: text.nullable(), ...used });
/** Token and link are shown this once. */
export const newShareAnswer = share.extend({ token: text, link: text });
export const shares = list("shares", share);
