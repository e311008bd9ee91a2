/** `POST /capture`: who sends, what was sent, what becomes of it. */
import { NO_SITE } from "../../schema/outcomes.ts";
import { touchToken } from "../control/tokens.ts";
import { answerAccepted, answerRefusal, Refusal } from "./answer.ts";
import { readBody } from "./body.ts";
import type { Config } from "./config.ts";
import { parseEnvelope } from "./parse.ts";
import { captureAnswer } from "./receipt.ts";
import { reportLater } from "./report.ts";
import { identifyServer, PAGE } from "./sender.ts";
import { take, type Verdict } from "./take.ts";

/** One request on its way through the collector. */
export interface Visit {
  request: Request;
  /** Of the request, read once: each look crosses from JavaScript into the runtime. */
  url: string;
  headers: Headers;
  config: Config;
  /** Time of receipt, ms. */
  nowMs: number;
  waitUntil: (work: Promise<unknown>) => void;
}

export async function capture(visit: Visit): Promise<Response> {
  const verdicts = await judge(visit);
  reportLater(visit);
  if (verdicts instanceof Refusal) return answerRefusal(verdicts);
  // The pattern only where the words are: nearly nobody asks, and each request would run it.
  const isAsked = visit.url.includes("receipt=1") && /[?&]receipt=1(?:&|$)/.test(visit.url);
  return answerAccepted(captureAnswer(verdicts, isAsked));
}

async function judge(visit: Visit): Promise<Verdict[] | Refusal> {
  const { config, nowMs } = visit;
  const authorization = visit.headers.get("Authorization");
  const sender = authorization === null ? PAGE : await identifyServer(authorization, visit);
  if (sender instanceof Refusal) return counted(sender, visit);
  const body = await readBody(visit, sender);
  if (body instanceof Refusal) return counted(body, visit);
  const envelope = parseEnvelope(body, sender.maxEvents);
  if (envelope instanceof Refusal) return counted(envelope, visit);
  if (sender.grant !== null) visit.waitUntil(touchToken(config.control, sender.grant, nowMs));
  return take(envelope, body.length, sender, sender.grant === null ? "browser" : "server", visit);
}

/** A request of which nobody knows how many events it holds, nor whose. */
function counted(refusal: Refusal, { config, nowMs }: Visit): Refusal {
  config.ledger.add(NO_SITE, refusal.code, 1, nowMs);
  return refusal;
}
