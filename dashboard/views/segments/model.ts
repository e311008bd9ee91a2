/** A site's segments, and what can be done with them. */
import type { SegmentAnswer } from "../../../schema/definitions.ts";
import type { Api } from "../../api.ts";
import { createKept, type Kept, type KeptCache } from "../../kept.ts";

export const createSegments = (api: Api, cache: KeptCache, siteId: string): Kept<SegmentAnswer> =>
  createKept(api, cache, {
    path: "/v1/segments",
    search: `?site_id=${encodeURIComponent(siteId)}`,
    key: "segments",
  });
