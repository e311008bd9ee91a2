/** Entries as a call's bytes. Pure. */
import type { EnrichedEvent } from "../../../schema/message.ts";
import type { ShardEntry } from "../../../schema/objects.ts";
import { idTime } from "../admission/lane.ts";
import { eventKey } from "../ring/key.ts";
import {
  type EntryHead,
  HEAD_AT,
  type Head,
  IN_HEAD,
  IS_INTERACTIVE,
  KINDS,
  type Links,
  type More,
} from "./head.ts";

type Facts = Record<string, unknown>;

const KIND_NAMES: readonly string[] = KINDS;

const utf8 = new TextEncoder();

/** Event ids are spelled in lower case from here on; facts that are empty are left out, as whoever reads takes them for it. */
export function encodeCall(entries: readonly ShardEntry[]): Uint8Array {
  const head: Head = {
    ...{ v: 1, entries: [], keys: [], at: [], minted: [], what: [], who: [], engaged: [] },
    ...{ host: [], hosts: [], paths: [], bytes: [] },
  };
  const texts = new Texts();
  const links: Links = {};
  const hosts = new Map<string, number>();
  for (const entry of entries) putEntry(head, texts, links, hosts, entry);
  head.hosts = [...hosts.keys()];
  return joined(utf8.encode(JSON.stringify(head)), texts.written(), linksOf(links));
}

function putEntry(
  head: Head,
  texts: Texts,
  links: Links,
  hosts: Map<string, number>,
  entry: ShardEntry,
): void {
  const { mid, site, slot, received_at, gap_ms, events } = entry;
  const shared = sharedBy(events);
  const people: string[] = [];
  const known = new Map<string, number>();
  const bytes = texts.add(shared);
  for (const event of events) {
    if (event.next_visitor_id) links[head.keys.length] = event.next_visitor_id;
    putEvent(head, hosts, event, Math.floor(received_at));
    head.who.push(personOf(people, known, event));
    head.bytes.push(texts.add(ownFacts(event, shared)));
  }
  const said: EntryHead = [mid, site, slot, received_at, gap_ms, events.length, people, bytes];
  const more = moreOf(entry);
  if (more) said.push(more);
  head.entries.push(said);
}

function putEvent(head: Head, hosts: Map<string, number>, event: EnrichedEvent, receivedAt: number): void {
  const { site, event_id, ts, hostname = "", path = "", engagement_ms = 0 } = event;
  const minted = idTime(event_id);
  const host = hosts.get(hostname) ?? hosts.size;
  if (host === hosts.size) hosts.set(hostname, host);
  head.keys.push(eventKey(site, event_id));
  head.at.push(ts - receivedAt);
  head.minted.push(minted === null ? null : minted - ts);
  head.what.push(kindOf(event) + (event.is_interactive === 1 ? IS_INTERACTIVE : 0));
  head.engaged.push(engagement_ms);
  head.host.push(host);
  head.paths.push(path);
}

const kindOf = ({ name }: EnrichedEvent): number => Math.max(0, KIND_NAMES.indexOf(name));

/** Nearly always there is one. */
function personOf(people: string[], known: Map<string, number>, event: EnrichedEvent): number {
  const { visitor_id, previous_visitor_id = "" } = event;
  const name = `${visitor_id} ${previous_visitor_id}`;
  const found = known.get(name);
  if (found !== undefined) return found;
  known.set(name, known.size);
  people.push(visitor_id, previous_visitor_id);
  return known.size - 1;
}

function moreOf({ resend, restored, watched, outcomes, quarantined }: ShardEntry): More | null {
  const more: More = {
    ...(resend && { resend }),
    ...(restored && { restored }),
    ...(watched && { watched }),
    ...(outcomes && { outcomes }),
    ...(quarantined && { quarantined }),
  };
  for (const _ in more) return more;
  return null;
}

/** Device, place and the like are the same in all events of a message. */
function sharedBy([first, ...others]: readonly EnrichedEvent[]): Facts {
  const shared: Facts = {};
  for (const name in first) {
    // The names of an event's own facts.
    const key = name as keyof EnrichedEvent;
    const value = first[key];
    if (isTold(first, name, value)) continue;
    if (others.every((other) => other[key] === value && !isTold(other, name, value))) shared[name] = value;
  }
  return shared;
}

function ownFacts(event: EnrichedEvent, shared: Facts): Facts {
  const own: Facts = {};
  for (const name in event) {
    const value = event[name as keyof EnrichedEvent];
    if (!(name in shared) && !isTold(event, name, value)) own[name] = value;
  }
  return own;
}

/** Whether the head tells it, or there is nothing to tell. */
function isTold(event: EnrichedEvent, name: string, value: unknown): boolean {
  if (IN_HEAD.has(name) || isEmpty(value)) return true;
  if (name === "name") return kindOf(event) > 0;
  return name === "is_pageview" && value === (event.name === "pageview" ? 1 : 0);
}

function isEmpty(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value === "" || value === undefined;
  for (const _ in value) return false;
  return true;
}

/** Texts one after the other. */
class Texts {
  #bytes = new Uint8Array(64_000);
  #at = 0;

  /** Answers its length; nothing at all for no facts. */
  add(facts: Facts): number {
    const text = JSON.stringify(facts);
    if (text === "{}") return 0;
    this.#reserve(3 * text.length);
    const { written } = utf8.encodeInto(text, this.#bytes.subarray(this.#at));
    this.#at += written;
    return written;
  }

  written(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  #reserve(size: number): void {
    if (this.#at + size <= this.#bytes.length) return;
    const bytes = new Uint8Array(2 * this.#bytes.length + size);
    bytes.set(this.written());
    this.#bytes = bytes;
  }
}

function linksOf(links: Links): Uint8Array {
  const text = JSON.stringify(links);
  return utf8.encode(text === "{}" ? "" : text);
}

function joined(head: Uint8Array, texts: Uint8Array, links: Uint8Array): Uint8Array {
  const call = new Uint8Array(HEAD_AT + head.length + texts.length + links.length);
  new DataView(call.buffer).setUint32(0, head.length);
  call.set(head, HEAD_AT);
  call.set(texts, HEAD_AT + head.length);
  call.set(links, HEAD_AT + head.length + texts.length);
  return call;
}
