/** A call's bytes as entries whose events are read no further than admission and visits need. Pure. */
import type { SiteId, VisitorId } from "../../../schema/ids.ts";
import type { EnrichedEvent } from "../../../schema/message.ts";
import type { OutcomeCount } from "../../../schema/outcomes.ts";
import type { Quarantined } from "../../../schema/quarantine.ts";
import { type Attributes, type SessionEvent, tieOf } from "../session/session.ts";
import { type EncodableRow, SHARED } from "../sinks/values.ts";
import {
  type EntryHead,
  HEAD_AT,
  type Head,
  IS_INTERACTIVE,
  KIND_BITS,
  KINDS,
  type Links,
  type More,
} from "./head.ts";

export interface Call {
  entries: readonly CallEntry[];
  /** Of all entries, in their order. */
  events: readonly CallEvent[];
  /** What a ring row keeps of it: all but the links to the day after. */
  stored: Uint8Array;
}

const text = new TextDecoder();

/** @throws on bytes that `encodeCall` did not make. */
export function decodeCall(bytes: Uint8Array): Call {
  const size = new DataView(bytes.buffer, bytes.byteOffset, HEAD_AT).getUint32(0);
  const head: Head = JSON.parse(text.decode(bytes.subarray(HEAD_AT, HEAD_AT + size)));
  if (head.v !== 1) throw new Error(`A call of version ${head.v}; this code knows 1.`);
  const events: CallEvent[] = [];
  const entries: CallEntry[] = [];
  let at = HEAD_AT + size;
  const texts = new Texts(bytes, at);
  for (const said of head.entries) {
    const entry = new CallEntry(said, texts, at);
    at = entry.read(head, events);
    entries.push(entry);
  }
  if (at < bytes.length) link(events, JSON.parse(text.decode(bytes.subarray(at))));
  return { entries, events, stored: bytes.subarray(0, at) };
}

function link(events: readonly CallEvent[], links: Links): void {
  for (const [index, hash] of Object.entries(links)) {
    const event = events[Number(index)];
    if (event) event.next_visitor_id = hash;
  }
}

/** One message's part of a call. */
export class CallEntry {
  readonly mid: string;
  readonly site: SiteId;
  readonly slot: number;
  /** ms. */
  readonly received_at: number;
  readonly gap_ms: number;
  readonly resend: boolean;
  readonly restored: boolean;
  readonly watched: boolean;
  readonly outcomes: readonly OutcomeCount[];
  readonly quarantined: readonly Quarantined[];
  readonly events: CallEvent[] = [];
  readonly #said: EntryHead;
  readonly #texts: Texts;
  readonly #at: number;
  #shared: Facts | null = null;

  constructor(said: EntryHead, texts: Texts, at: number) {
    [this.mid, this.site, this.slot, this.received_at, this.gap_ms] = said;
    const { resend, restored, watched, outcomes, quarantined }: More = said[8] ?? NOTHING;
    this.resend = resend === true;
    this.restored = restored === true;
    this.watched = watched === true;
    this.outcomes = outcomes ?? NONE;
    this.quarantined = quarantined ?? NONE;
    this.#said = said;
    this.#texts = texts;
    this.#at = at;
  }

  /** Takes the next events of the call. Answers where the texts of the entry end. */
  read(head: Head, events: CallEvent[]): number {
    const [, , , , , count, , bytes] = this.#said;
    let at = this.#at + bytes;
    for (let left = count; left > 0; left--) {
      const event = new CallEvent(this, head, events.length, at);
      at += event.bytes;
      events.push(event);
      this.events.push(event);
    }
    return at;
  }

  /** Hash, and hash of the day before, by turns. */
  get people(): readonly string[] {
    return this.#said[6];
  }

  /** What all events of the entry have in common. */
  get shared(): Facts {
    this.#shared ??= this.parse(this.#at, this.#said[7]);
    return this.#shared;
  }

  /** The facts of one text: a new object. */
  parse(at: number, bytes: number): Facts {
    return bytes === 0 ? {} : JSON.parse(this.#texts.slice(at, bytes));
  }
}

type Facts = Record<string, unknown>;

/** The texts of a call, read together where bytes are letters, as they nearly always are. */
class Texts {
  readonly #bytes: Uint8Array;
  readonly #from: number;
  #whole: string | null = null;

  constructor(bytes: Uint8Array, from: number) {
    this.#bytes = bytes;
    this.#from = from;
  }

  slice(at: number, bytes: number): string {
    this.#whole ??= text.decode(this.#bytes.subarray(this.#from));
    if (this.#from + this.#whole.length < this.#bytes.length)
      return text.decode(this.#bytes.subarray(at, at + bytes));
    return this.#whole.slice(at - this.#from, at - this.#from + bytes);
  }
}

const NONE: readonly never[] = [];
const NOTHING = {};

/** One event, as the session machine takes it; the rest of it is read when it is asked for. */
export class CallEvent implements SessionEvent {
  /** Of de-duplication. */
  readonly key: string;
  readonly entry: CallEntry;
  /** Position in its call. */
  readonly index: number;
  readonly visitor_id: VisitorId;
  readonly previous_visitor_id: VisitorId | undefined;
  next_visitor_id: VisitorId | undefined;
  readonly at: number;
  /** The id's own time, ms; null of an id without one. */
  readonly minted: number | null;
  readonly kind: SessionEvent["kind"];
  readonly is_interactive: boolean;
  readonly engaged_ms: number;
  readonly hostname: string;
  readonly path: string;
  /** Length of its own text, which begins at `textAt`. */
  readonly bytes: number;
  readonly textAt: number;

  constructor(entry: CallEntry, head: Head, index: number, textAt: number) {
    const what = head.what[index] ?? 0;
    const minted = head.minted[index] ?? null;
    const person = 2 * (head.who[index] ?? 0);
    this.key = head.keys[index] ?? "";
    this.entry = entry;
    this.index = index;
    // Hashes lose their brand on the way.
    this.visitor_id = (entry.people[person] ?? "") as VisitorId;
    this.previous_visitor_id = (entry.people[person + 1] || undefined) as VisitorId | undefined;
    this.next_visitor_id = undefined;
    this.at = Math.floor(entry.received_at) + (head.at[index] ?? 0);
    this.minted = minted === null ? null : this.at + minted;
    this.kind = KINDS[what & KIND_BITS] ?? "other";
    this.is_interactive = (what & IS_INTERACTIVE) > 0;
    this.engaged_ms = head.engaged[index] ?? 0;
    this.hostname = head.hosts[head.host[index] ?? 0] ?? "";
    this.path = head.paths[index] ?? "";
    this.bytes = head.bytes[index] ?? 0;
    this.textAt = textAt;
  }

  get site(): SiteId {
    return this.entry.site;
  }

  get event_id(): string {
    return this.key.slice(this.key.indexOf(" ") + 1);
  }

  get tie(): number {
    return tieOf(this.key);
  }

  get facts(): Attributes {
    return this.event;
  }

  get traffic(): unknown {
    const { traffic } = this.entry.shared;
    return traffic ?? this.#own().traffic;
  }

  /** All of it, as the consumer cleaned it; what was empty is absent. */
  get event(): EnrichedEvent {
    const { previous_visitor_id, next_visitor_id } = this;
    return {
      ...this.entry.shared,
      ...this.#own(),
      ...(previous_visitor_id !== undefined && { previous_visitor_id }),
      ...(next_visitor_id !== undefined && { next_visitor_id }),
      // The consumer wrote all that an event has, and reads it here.
    } as EnrichedEvent;
  }

  /** The event for an encoder, without its links to other days. */
  row(): Record<string, unknown> & EncodableRow {
    return Object.assign(this.#own(), { [SHARED]: this.entry.shared });
  }

  /** What it does not share: a new object. */
  #own(): Facts {
    const { entry, kind, hostname, path, engaged_ms } = this;
    const own = entry.parse(this.textAt, this.bytes);
    own.site = entry.site;
    own.visitor_id = this.visitor_id;
    own.ts = this.at;
    own.event_id = this.event_id;
    own.is_interactive = this.is_interactive ? 1 : 0;
    if (kind !== "other") own.name = kind;
    if (own.is_pageview === undefined && entry.shared.is_pageview === undefined)
      own.is_pageview = kind === "pageview" ? 1 : 0;
    if (hostname !== "") own.hostname = hostname;
    if (path !== "") own.path = path;
    if (engaged_ms !== 0) own.engagement_ms = engaged_ms;
    return own;
  }
}
