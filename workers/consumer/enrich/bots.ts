/** Is it a person? Every reason is kept, so that whoever disagrees can see what was thought. */
import { isbot } from "isbot";
import type { ClientFacts } from "../../../schema/message.ts";
import type { Origin, Traffic } from "../../../schema/words.ts";
import { aiAgentOf } from "./ai-agents.ts";
import { isIncoherent } from "./coherence.ts";
import { isHostingNetwork } from "./hosting.ts";

export interface TrafficFacts {
  client: ClientFacts;
  /** The tracker saw `navigator.webdriver`. */
  automation: boolean;
  origin: Origin;
}

export interface TrafficVerdict {
  traffic: Traffic;
  traffic_reasons: string[];
}

/** Cloudflare's score from 1 (robot) to 99 (person); below this it is "likely automated". */
const LIKELY_AUTOMATED_SCORE = 30;

type Reason = (facts: TrafficFacts) => string | false | undefined;

/** Each looks at one thing and names what it found. An operator's own declaration comes first. */
const REASONS: Reason[] = [
  ({ client }) => client.verified_bot && "verified_bot",
  ({ automation }) => automation && "automation",
  ({ client }) => /headless|phantomjs|puppeteer|playwright|selenium/i.test(client.user_agent) && "headless",
  ({ client, origin }) => isMissing(client.user_agent, origin) && "no_user_agent",
  ({ client }) => client.user_agent !== "" && isbot(client.user_agent) && "crawler",
  ({ client }) => client.bot_score !== undefined && client.bot_score < LIKELY_AUTOMATED_SCORE && "bot_score",
  ({ client, origin }) => origin === "browser" && isIncoherent(client) && "header_mismatch",
  hostedBrowser,
];

/** AI crawlers and agents are a class of their own: they bring readers, so owners want to see them apart. */
export function trafficOf(facts: TrafficFacts): TrafficVerdict {
  const reasons = REASONS.map((reason) => reason(facts)).filter((reason) => typeof reason === "string");
  const agent = aiAgentOf(facts.client.user_agent);
  if (agent)
    return {
      traffic: "ai",
      traffic_reasons: [`ai:${agent.operator}`, `ai_purpose:${agent.purpose}`, ...reasons],
    };
  return { traffic: reasons.length > 0 ? "bot" : "human", traffic_reasons: reasons };
}

/** Browsers always have one. A server that reports its own events need not; `-` is how logs write none. */
function isMissing(userAgent: string, origin: Origin): boolean {
  return userAgent.trim() === "" ? origin !== "server" : !/[a-z]{2}/i.test(userAgent);
}

/**
 * A data centre alone proves nothing, for people read through VPNs and office gateways there; a "browser" there
 * that names no language does, since every real one sends the header.
 */
function hostedBrowser({ client, origin }: TrafficFacts): string | false {
  return (
    origin === "browser" &&
    client.asn !== undefined &&
    isHostingNetwork(client.asn) &&
    !client.accept_language &&
    "hosting_network"
  );
}
