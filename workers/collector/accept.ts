/**
 * One event in, a `RawEvent` or a refusal out: a list of named steps, each pure, in the order in which they are tried.
 */
import { MAX_BROWSER_AGE_MS, MAX_FUTURE_MS, MAX_MESSAGE_BYTES } from "../../schema/limits.ts";
import type { RawEvent } from "../../schema/message.ts";
import { senderNetwork } from "./address.ts";
import { type Check, Problem, utf8Bytes } from "./shape.ts";
import {
  browserEvent,
  type CheckedClient,
  type CheckedEvent,
  type CheckedVisitor,
  eventName,
  serverEvent,
  uuid,
} from "./wire.ts";

const DAY_MS = 86_400_000;
/** Room in a message for all that is not the event: hashes, client, context. */
const MAX_EVENT_BYTES = MAX_MESSAGE_BYTES - 20_000;

export type RefusalReason = "invalid" | "too_large" | "too_old" | "no_visitor" | "gpc";
export type WarningReason = "future_timestamp";

/** What is the same for all events of a request. */
export interface RequestFacts {
  /** Came with a token: any age, own visitor and client. */
  isServer: boolean;
  /** The browser sent `Sec-GPC: 1` and the site honours it. */
  isOptedOut: boolean;
  /** Receipt minus `sent_at`: how far the sender's clock is behind, ms; 0 when it did not say. */
  skewMs: number;
  /** Of the request; an event's own goes before it. */
  visitor: CheckedVisitor | undefined;
  /** Whether the body is so long that one event of it might not fit into a message. */
  isLong: boolean;
  /** A new UUIDv7. */
  mintId: () => string;
}

export interface Refused {
  ok: false;
  reason: RefusalReason;
  /** The id as it was sent, if it was one. */
  id: string | undefined;
  /** Its name as it was sent, if it was one. */
  name: string | undefined;
  /** Inside the event: `.props.plan`; empty for the whole. */
  path: string;
  message: string;
}

export interface Accepted {
  ok: true;
  event: RawEvent;
  visitor: CheckedVisitor | undefined;
  client: CheckedClient | undefined;
  /** The sender gave no id, so a re-send would count again. */
  isMinted: boolean;
  warning: WarningReason | undefined;
}

interface Draft {
  ok: true;
  event: CheckedEvent;
  id: string;
  /** ms. */
  at: number;
  isMinted: boolean;
  warning: WarningReason | undefined;
}

type Step = (draft: Draft, facts: RequestFacts, nowMs: number) => Draft | Refused;

const STEPS: readonly Step[] = [
  refuseOptedOut,
  fitMessage,
  refuseBeforeTime,
  pullBackFuture,
  refuseOldFromBrowser,
  requireVisitorFromServer,
];

/** `nowMs` is the time of receipt. */
export function acceptEvent(value: unknown, facts: RequestFacts, nowMs: number): Accepted | Refused {
  const event = (facts.isServer ? serverEvent : browserEvent)(value);
  if (event instanceof Problem) return refuseShape(value, event);
  let draft: Draft = begin(event, facts);
  for (const step of STEPS) {
    const next = step(draft, facts, nowMs);
    if (!next.ok) return next;
    draft = next;
  }
  return finish(draft, facts);
}

function begin(event: CheckedEvent, facts: RequestFacts): Draft {
  const isMinted = event.id === undefined;
  // Lower case: every copy of an id must be the same text for the memory of ids.
  const id = event.id?.toLowerCase() ?? facts.mintId();
  // The sender's clock may be wrong, but it was equally wrong when it wrote `sent_at`.
  const at = Math.round(event.timestamp + facts.skewMs);
  return { ok: true, event, id, at, isMinted, warning: undefined };
}

function finish({ event, id, at, isMinted, warning }: Draft, facts: RequestFacts): Accepted {
  const { visitor = facts.visitor, client } = event;
  return { ok: true, event: rawEvent(event, id, at), visitor, client, isMinted, warning };
}

/** Field by field: to copy "the rest" is several times dearer. */
function rawEvent(event: CheckedEvent, id: string, at: number): RawEvent {
  const raw: RawEvent = { id, at, name: event.name, url: event.url };
  if (event.referrer !== undefined) raw.referrer = event.referrer;
  if (event.title !== undefined) raw.title = event.title;
  if (event.props !== undefined) raw.props = event.props;
  if (event.interactive !== undefined) raw.interactive = event.interactive;
  if (event.revenue !== undefined) raw.revenue = event.revenue;
  if (event.engagement !== undefined) raw.engagement = event.engagement;
  if (event.element !== undefined) raw.element = event.element;
  if (event.form !== undefined) raw.form = event.form;
  if (event.file !== undefined) raw.file = event.file;
  if (event.vital !== undefined) raw.vital = event.vital;
  if (event.error !== undefined) raw.error = event.error;
  if (event.identity !== undefined) raw.identity = event.identity;
  return raw;
}

/** https://w3c.github.io/gpc/ */
function refuseOptedOut(draft: Draft, facts: RequestFacts): Draft | Refused {
  return facts.isOptedOut ? refuse(draft, "gpc", "", "the browser asks not to be tracked") : draft;
}

/** JSON may grow when it is written again (`1e20` has 21 digits), and a message has an end. */
function fitMessage(draft: Draft, facts: RequestFacts): Draft | Refused {
  if (!facts.isLong || utf8Bytes(JSON.stringify(draft.event)) <= MAX_EVENT_BYTES) return draft;
  return refuse(draft, "too_large", "", `an event must be at most ${MAX_EVENT_BYTES} bytes of JSON`);
}

function refuseBeforeTime(draft: Draft): Draft | Refused {
  return draft.at >= 0 ? draft : refuse(draft, "invalid", ".timestamp", "must not be before 1970");
}

function pullBackFuture(draft: Draft, _facts: RequestFacts, nowMs: number): Draft {
  return draft.at <= nowMs + MAX_FUTURE_MS ? draft : { ...draft, at: nowMs, warning: "future_timestamp" };
}

function refuseOldFromBrowser(draft: Draft, facts: RequestFacts, nowMs: number): Draft | Refused {
  if (facts.isServer || nowMs - draft.at <= MAX_BROWSER_AGE_MS) return draft;
  return refuse(draft, "too_old", ".timestamp", "is more than 8 days ago; older events need a token");
}

/** A server's own address says nothing of a visitor, and the salts of days before yesterday are gone. */
function requireVisitorFromServer(draft: Draft, facts: RequestFacts, nowMs: number): Draft | Refused {
  const visitor = draft.event.visitor ?? facts.visitor;
  if (!facts.isServer || visitor?.anonymous_id || visitor?.user_id) return draft;
  const ids = "visitor.anonymous_id or visitor.user_id";
  if (senderNetwork(draft.event.client?.ip ?? "") === null) {
    return refuse(draft, "no_visitor", ".visitor", `needs ${ids}, or an IP address in client.ip`);
  }
  const yesterday = (Math.floor(nowMs / DAY_MS) - 1) * DAY_MS;
  return draft.at >= yesterday
    ? draft
    : refuse(draft, "no_visitor", ".visitor", `needs ${ids} for events from before yesterday (UTC)`);
}

function refuse(draft: Draft, reason: RefusalReason, path: string, message: string): Refused {
  const { id, name } = draft.event;
  return { ok: false, reason, id, name, path, message };
}

function refuseShape(value: unknown, { path, message }: Problem): Refused {
  // Of an event that is otherwise malformed, so that its sender finds the receipt.
  const { id, name } = Object(value);
  return {
    ok: false,
    reason: "invalid",
    id: asChecked(uuid, id),
    name: asChecked(eventName, name),
    path,
    message,
  };
}

function asChecked(check: Check<string>, value: unknown): string | undefined {
  const checked = check(value);
  return checked instanceof Problem ? undefined : checked;
}
