/** The hot path: from a request to messages on the queue. */

import type { SiteId } from "../../schema/ids.ts";
import { MAX_MESSAGE_BYTES } from "../../schema/limits.ts";
import type { RawGroup, VisitorHashes } from "../../schema/message.ts";
import type { Origin } from "../../schema/words.ts";
import { touchToken } from "../control/tokens.ts";
import { type Accepted, acceptEvent, type Refused } from "./accept.ts";
import { senderNetwork } from "./address.ts";
import { answerAccepted, answerRefusal, Refusal } from "./answer.ts";
import { readBody } from "./body.ts";
import { browserClient } from "./client.ts";
import type { Config } from "./config.ts";
import { deliver } from "./deliver.ts";
import { mintEventId } from "./event-id.ts";
import { composeMessages, type SlotGroup } from "./messages.ts";
import { parseEnvelope } from "./parse.ts";
import { browserParty, daysOf, type Edge, type Party, serverParties } from "./parties.ts";
import { captureAnswer } from "./receipt.ts";
import { type DaySalts, daySalts } from "./salts.ts";
import { admitSite, identifySender, type Sender } from "./sender.ts";
import type { SipKey } from "./siphash.ts";
import { namedVisitor, routeKey, slotOf, tagOf, unnamedVisitor } from "./visitor.ts";
import type { Envelope } from "./wire.ts";

/** A character of JSON that is written again takes at most six bytes: `1e20` becomes 21 digits, `€` three bytes. */
const MAX_GROWTH = 6;

/** One request on its way through the collector. */
export interface Visit {
  request: Request;
  config: Config;
  /** Time of receipt, ms. */
  nowMs: number;
  waitUntil: (work: Promise<unknown>) => void;
}

/** `POST /capture`. */
export async function capture(visit: Visit): Promise<Response> {
  const { request, config, nowMs, waitUntil } = visit;
  const sender = await identifySender(request, config, nowMs);
  if (sender instanceof Refusal) return answerRefusal(sender);
  const body = await readBody(request, sender);
  if (body instanceof Refusal) return answerRefusal(body);
  const envelope = parseEnvelope(body, sender.maxEvents);
  if (envelope instanceof Refusal) return answerRefusal(envelope);
  if (sender.grant !== null) waitUntil(touchToken(config.control, sender.grant, nowMs));
  const origin = sender.grant === null ? "browser" : "server";
  const verdicts = await take(envelope, body.length, sender, origin, visit);
  if (verdicts instanceof Refusal) return answerRefusal(verdicts);
  const isAsked = /[?&]receipt=1(?:&|$)/.test(request.url);
  return answerAccepted(captureAnswer(verdicts, isAsked));
}

/** Judges the events of an envelope of `length` characters and puts those that pass on the queue. */
export async function take(
  envelope: Envelope,
  length: number,
  sender: Sender,
  origin: Origin,
  visit: Visit,
): Promise<(Accepted | Refused)[] | Refusal> {
  const { request, config, nowMs } = visit;
  const site = await admitSite(envelope.site, sender, request, config, nowMs);
  if (site instanceof Refusal) return site;
  const isServer = sender.grant !== null;
  const mintId = () => mintEventId(nowMs);
  const mustMeasure = isServer || length * MAX_GROWTH > MAX_MESSAGE_BYTES;
  const facts = {
    isServer,
    isOptedOut: !isServer && site.honour_gpc && request.headers.get("Sec-GPC") === "1",
    skewMs: envelope.sent_at === undefined ? 0 : nowMs - envelope.sent_at,
    visitor: envelope.visitor,
    isLong: mustMeasure,
    mintId,
  };
  const verdicts = envelope.events.map((event) => acceptEvent(event, facts, nowMs));
  const accepted = verdicts.filter((verdict) => verdict.ok);
  if (accepted.length === 0) return verdicts;
  const parties = isServer ? serverParties(accepted) : browserParty(accepted, edgeOf(request));
  const keys = await hashKeys(parties, visit);
  const groups = parties.map((party) => groupOf(party, envelope, site.id, keys));
  const resend = envelope.resend === true;
  const messageFacts = { site: site.id, received_at: nowMs, resend, origin };
  const messages = composeMessages(groups, messageFacts, mustMeasure, mintId);
  return (await deliver(config.queue, messages)) ? verdicts : busy();
}

/** What visitors are hashed under. */
interface HashKeys {
  route: SipKey;
  /** Null when every visitor has a name. */
  salts: DaySalts | null;
}

/** As a rule without asking anybody. Throws `SaltsAway`. */
async function hashKeys(parties: readonly Party[], visit: Visit): Promise<HashKeys> {
  const { config, nowMs, waitUntil } = visit;
  const isNamed = parties.every(({ subject }) => subject.kind === "named");
  const salts = isNamed ? null : await daySalts(config.salts, nowMs, waitUntil);
  return { route: await routeKey(config.secret), salts };
}

function groupOf(party: Party, envelope: Envelope, site: SiteId, { route, salts }: HashKeys): SlotGroup {
  const tag = tagOf(route, site, party.subject);
  const group: RawGroup = {
    visitor: salts === null ? namedVisitor(tag) : hashesOf(party, tag, salts),
    consent: envelope.consent ?? "cookieless",
    automation: envelope.automation === true,
    client: party.client,
    events: party.events,
  };
  if (party.ids?.user_id) group.user_id = party.ids.user_id;
  if (party.ids?.session_id) group.session_id = party.ids.session_id;
  if (envelope.context !== undefined) group.context = envelope.context;
  return { slot: slotOf(tag), group };
}

const hashesOf = ({ subject, events }: Party, tag: string, salts: DaySalts): VisitorHashes =>
  subject.kind === "named" ? namedVisitor(tag) : unnamedVisitor(salts, tag, daysOf(events));

function edgeOf(request: Request): Edge {
  const address = request.headers.get("CF-Connecting-IP") ?? "";
  return { client: browserClient(request), network: senderNetwork(address) ?? "" };
}

const busy = (): Refusal =>
  new Refusal(
    "unavailable",
    "The events could not be stored now. Keep them and send them again as a re-send.",
  );
