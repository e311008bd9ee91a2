/** The hot path: from an envelope to messages on the queue. */
import type { SiteId } from "../../schema/ids.ts";
import { MAX_MESSAGE_BYTES } from "../../schema/limits.ts";
import type { RawGroup, VisitorHashes } from "../../schema/message.ts";
import { NO_SITE } from "../../schema/outcomes.ts";
import type { Origin } from "../../schema/words.ts";
import type { SiteConfig } from "../control/sites.ts";
import { type Accepted, acceptEvent, type Refused } from "./accept.ts";
import { Refusal } from "./answer.ts";
import type { Visit } from "./capture.ts";
import { browserClient } from "./client.ts";
import { mintEventId } from "./event-id.ts";
import { composeMessages, type SlotGroup } from "./messages.ts";
import { browserParty, daysOf, type Edge, type Party, serverParties } from "./parties.ts";
import { shownToWatchers } from "./receipt.ts";
import { deliverCounted, showRefused } from "./report.ts";
import { type DaySalts, daySalts } from "./salts.ts";
import { admitSite, type Sender } from "./sender.ts";
import type { SipKey } from "./siphash.ts";
import { namedVisitor, routeKey, slotOf, tagOf, unnamedVisitor } from "./visitor.ts";
import type { Envelope } from "./wire.ts";

/** A character of JSON that is written again takes at most six bytes: `1e20` becomes 21 digits, `€` three bytes. */
const MAX_GROWTH = 6;

export type Verdict = Accepted | Refused;

/** Judges the events of an envelope of `length` characters and puts those that pass on the queue. */
export async function take(
  envelope: Envelope,
  length: number,
  sender: Sender,
  origin: Origin,
  visit: Visit,
): Promise<Verdict[] | Refusal> {
  const { config, nowMs } = visit;
  const site = await admitSite(envelope.site, sender, visit);
  if (site instanceof Refusal) {
    config.ledger.add(site.site ?? NO_SITE, site.code, envelope.events.length, nowMs);
    return site;
  }
  const mustMeasure = sender.grant !== null || length * MAX_GROWTH > MAX_MESSAGE_BYTES;
  const verdicts = judgeEvents(envelope, site, sender, mustMeasure, visit);
  for (const verdict of verdicts) if (!verdict.ok) config.ledger.add(site.id, verdict.reason, 1, nowMs);
  const isStored = await store(verdicts, envelope, site, origin, mustMeasure, visit);
  return isStored ? verdicts : busy();
}

function judgeEvents(
  envelope: Envelope,
  site: SiteConfig,
  sender: Sender,
  isLong: boolean,
  { headers, nowMs }: Visit,
): Verdict[] {
  const isServer = sender.grant !== null;
  const facts = {
    isServer,
    isOptedOut: !isServer && site.honour_gpc && headers.get("Sec-GPC") === "1",
    skewMs: envelope.sent_at === undefined ? 0 : nowMs - envelope.sent_at,
    visitor: envelope.visitor,
    isLong,
    mintId: () => mintEventId(nowMs),
  };
  return envelope.events.map((event) => acceptEvent(event, facts, nowMs));
}

/** Whether the queue took what was accepted. */
async function store(
  verdicts: readonly Verdict[],
  envelope: Envelope,
  site: SiteConfig,
  origin: Origin,
  mustMeasure: boolean,
  visit: Visit,
): Promise<boolean> {
  const { config, nowMs } = visit;
  const accepted = verdicts.filter((verdict) => verdict.ok);
  const refused = site.watched_until > nowMs ? shownToWatchers(verdicts) : [];
  if (accepted.length === 0) {
    if (refused.length > 0) showRefused(site.id, refused, visit);
    return true;
  }
  const parties =
    origin === "server" ? serverParties(accepted, site) : browserParty(accepted, edgeOf(visit), site);
  const keys = await hashKeys(parties, visit);
  const groups = parties.map((party) => groupOf(party, envelope, site.id, keys));
  const facts = { site: site.id, received_at: nowMs, resend: envelope.resend === true, origin };
  const messages = composeMessages(groups, facts, mustMeasure, () => mintEventId(nowMs));
  if (refused.length > 0 && messages[0] !== undefined) messages[0].refused = refused;
  return deliverCounted(config, messages);
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
  if (party.rules.length > 0) group.rules = party.rules;
  return { slot: slotOf(tag), group };
}

const hashesOf = ({ subject, events }: Party, tag: string, salts: DaySalts): VisitorHashes =>
  subject.kind === "named" ? namedVisitor(tag) : unnamedVisitor(salts, tag, daysOf(events));

const edgeOf = (visit: Visit): Edge => ({
  address: visit.headers.get("CF-Connecting-IP") ?? "",
  client: browserClient(visit),
});

const busy = (): Refusal =>
  new Refusal(
    "unavailable",
    "The events could not be stored now. Keep them and send them again as a re-send.",
  );
