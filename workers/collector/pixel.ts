/** `GET /pixel.gif?site=KEY`: a pageview where no script runs, such as a mail or a README. */
import { answerPixel, answerRefusal, Refusal } from "./answer.ts";
import type { Visit } from "./capture.ts";
import { reportLater } from "./report.ts";
import { PAGE } from "./sender.ts";
import { take } from "./take.ts";
import type { Envelope } from "./wire.ts";

/** The page is `?url=`, else the `Referer`; `?referrer=` and `?title=` may come along. */
export async function capturePixel(visit: Visit): Promise<Response> {
  const query = new URL(visit.url).searchParams;
  const envelope = pixelEnvelope(query, visit);
  const verdicts = await take(envelope, visit.url.length, PAGE, "pixel", visit);
  reportLater(visit);
  if (verdicts instanceof Refusal) return answerRefusal(verdicts);
  const isMalformed = verdicts.some((verdict) => !verdict.ok && verdict.reason !== "gpc");
  return isMalformed ? answerRefusal(pixelRefusal(query)) : answerPixel();
}

function pixelEnvelope(query: URLSearchParams, { headers, nowMs }: Visit): Envelope {
  const event: Record<string, unknown> = {
    name: "pageview",
    timestamp: nowMs,
    url: query.get("url") ?? headers.get("Referer") ?? "",
  };
  for (const name of ["referrer", "title"]) if (query.has(name)) event[name] = query.get(name);
  return { site: query.get("site") ?? "", events: [event] };
}

const pixelRefusal = (query: URLSearchParams): Refusal =>
  new Refusal("invalid_request", "url, referrer and title must be at most 2000 bytes each.", {
    path: query.has("url") ? "url" : "referrer",
  });
