/** `GET /pixel.gif?site=KEY`: a pageview where no script runs, such as a mail or a README. */
import { answerPixel, answerRefusal, Refusal } from "./answer.ts";
import { take, type Visit } from "./capture.ts";
import { PAGE } from "./sender.ts";
import type { Envelope } from "./wire.ts";

/** The page is `?url=`, else the `Referer`; `?referrer=` and `?title=` may come along. */
export async function capturePixel(visit: Visit): Promise<Response> {
  const envelope = pixelEnvelope(visit.request, visit.nowMs);
  const verdicts = await take(envelope, visit.request.url.length, PAGE, "pixel", visit);
  if (verdicts instanceof Refusal) return answerRefusal(verdicts);
  const refused = verdicts.find((verdict) => !verdict.ok && verdict.reason !== "gpc");
  return refused === undefined ? answerPixel() : answerRefusal(pixelRefusal(visit.request));
}

function pixelEnvelope(request: Request, nowMs: number): Envelope {
  const query = new URL(request.url).searchParams;
  const event: Record<string, unknown> = {
    name: "pageview",
    timestamp: nowMs,
    url: query.get("url") ?? request.headers.get("Referer") ?? "",
  };
  for (const name of ["referrer", "title"]) if (query.has(name)) event[name] = query.get(name);
  return { site: query.get("site") ?? "", events: [event] };
}

const pixelRefusal = (request: Request): Refusal => {
  const path = new URL(request.url).searchParams.has("url") ? "url" : "referrer";
  return new Refusal("invalid_request", "url, referrer and title must be at most 2000 bytes each.", { path });
};
