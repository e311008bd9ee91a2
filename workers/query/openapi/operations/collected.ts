import { z } from "zod";
import { captureAnswer, captureRequest } from "../../../../schema/event.ts";
import { body, type Operation, SITE, shape } from "./operation.ts";

/** What the collector answers, on every host. */
export const COLLECTED: readonly Operation[] = [
  {
    ...{ method: "post", path: "/capture", needs: "nobody" },
    summary: "Takes events: from pages by the site's key alone, from servers with a token of `events:write`",
    ...body("CaptureRequest", captureRequest, {
      site: `${SITE}.0123456789abcdef`,
      events: [{ name: "pageview", timestamp: 1_795_512_600_000, url: "https://shop.example/" }],
    }),
    answers: { 202: shape("CaptureAnswer", captureAnswer) },
  },
  {
    ...{ method: "get", path: "/pixel.gif", needs: "nobody", summary: "A pageview where no script runs" },
    search: z.object({
      site: z.string(),
      url: z.string().optional(),
      referrer: z.string().optional(),
      title: z.string().optional(),
    }),
    answers: { 200: null },
  },
];
