/**
 * What browsers and servers send in one evening and six days later, as messages of the queue with the time at which
 * each is first delivered: visits of several sites over midnight, late and imported events, clocks that are wrong, and
 * copies of every kind.
 */
import { type SiteId, utcDay, type VisitorId } from "../../../schema/ids.ts";
import type { RawEvent, RawMessage, VisitorHashes } from "../../../schema/message.ts";
import { type Random, randomOf } from "./random-for-tests.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Ahead of any machine's clock, so that no alarm goes off by itself. */
export const START_MS = Date.UTC(2042, 4, 20, 20);
const MIDNIGHT_MS = Date.UTC(2042, 4, 21);
const EVENING_MS = 6 * HOUR_MS;
const LATER_MS = 6 * DAY_MS;

export interface TestSite {
  id: SiteId;
  gapMs: number;
}

/** A brand is put on by hand: these sites come from no door. */
export const SITES: readonly [TestSite, ...TestSite[]] = [
  { id: "0123456789abcdef" as SiteId, gapMs: 30 * MINUTE_MS },
  { id: "a123456789abcdef" as SiteId, gapMs: 30 * MINUTE_MS },
  { id: "b123456789abcdef" as SiteId, gapMs: 10 * MINUTE_MS },
];

export interface Delivery {
  at: number;
  body: RawMessage;
}

/** One event as its sender knows it; any of `visitors` is right, as any of its copies may be the first. */
export interface SentEvent {
  site: SiteId;
  at: number;
  name: string;
  path: string;
  visitors: Set<VisitorId>;
}

export type CopyKind = "again" | "re-sent" | "overtaking" | "elsewhere" | "six days later" | "racing";

export interface Traffic {
  /** By `${site} ${id}`. */
  sent: Map<string, SentEvent>;
  deliveries: Delivery[];
  /** Who is behind a hash, and under which address. */
  personOf: Map<VisitorId, string>;
  copies: Record<CopyKind, number>;
}

interface Person {
  name: string;
  site: TestSite;
  slot: number;
  /** Where the same browser is routed from another address. */
  otherSlot: number;
  isDaily: boolean;
  /** How far the clock that mints ids is off. */
  skewMs: number;
  isImported: boolean;
}

type Address = "home" | "away";

const COPIES = 0.3;

export function trafficOf(seed: number, events: number): Traffic {
  return new Evening(randomOf(seed)).run(events);
}

class Evening {
  #random: Random;
  #hashes = new Map<string, VisitorId>();
  #traffic: Traffic = {
    sent: new Map(),
    deliveries: [],
    personOf: new Map(),
    copies: { again: 0, "re-sent": 0, overtaking: 0, elsewhere: 0, "six days later": 0, racing: 0 },
  };

  constructor(random: Random) {
    this.#random = random;
  }

  run(events: number): Traffic {
    while (this.#traffic.sent.size < events) {
      const person = this.#person();
      const signs = this.#visit(person).slice(0, events - this.#traffic.sent.size);
      for (const group of this.#groups(signs)) this.#send(person, group);
    }
    this.#traffic.deliveries.sort((a, b) => a.at - b.at);
    return this.#traffic;
  }

  #person(): Person {
    const random = this.#random;
    const isImported = random.chance(0.04);
    return {
      name: `person ${this.#traffic.sent.size}`,
      site: random.pick(SITES),
      slot: random.between(0, 63),
      otherSlot: random.between(0, 63),
      isDaily: !isImported && random.chance(0.6),
      skewMs: random.chance(0.06) ? random.between(-180, 60) * MINUTE_MS : 0,
      isImported,
    };
  }

  /** Signs of one person in order of time; pauses about as long as the gap are common. */
  #visit({ site, isImported, skewMs }: Person): RawEvent[] {
    const random = this.#random;
    let at = START_MS + random.between(0, EVENING_MS);
    // Into the month before, and back.
    if (isImported) at -= random.between(15, 45) * DAY_MS;
    return Array.from({ length: random.between(1, 12) }, (_, index) => {
      if (index > 0) at += this.#pause(site.gapMs);
      return this.#sign(at, skewMs);
    });
  }

  #pause(gapMs: number): number {
    const random = this.#random;
    if (random.chance(0.05)) return gapMs + random.between(0, 1);
    if (random.chance(0.15)) return random.between(gapMs / 2, 2 * gapMs);
    return random.between(1, 3 * MINUTE_MS);
  }

  #sign(at: number, skewMs: number): RawEvent {
    const random = this.#random;
    const name = random.pick(["pageview", "pageview", "pageview", "engagement", "engagement", "signup"]);
    return {
      id: random.chance(0.03) ? this.#idWithoutTime() : this.#id(at + skewMs),
      at,
      name,
      url: `https://example.com/${random.between(1, 500)}`,
      ...(random.chance(0.2) && {
        referrer: random.pick(["https://news.example/", "https://www.google.com/"]),
      }),
      ...(name === "engagement" && { engagement: { ms: random.between(0, 60) * SECOND_MS, scroll: 50 } }),
      ...(name === "signup" && random.chance(0.3) && { interactive: false }),
    };
  }

  /** A UUIDv7. */
  #id(at: number): string {
    const time = at.toString(16).padStart(12, "0");
    return this.#uuid(`${time}7${this.#random.hash().slice(0, 3)}8${this.#random.hash().slice(1)}`);
  }

  #idWithoutTime(): string {
    const [a, b] = [this.#random.hash(), this.#random.hash()];
    return this.#uuid(`${a.slice(0, 12)}4${a.slice(13)}9${b.slice(1)}`);
  }

  #uuid(digits: string): string {
    return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  /** One to three neighbours ride together. */
  #groups(signs: readonly RawEvent[]): RawEvent[][] {
    const groups: RawEvent[][] = [];
    for (let start = 0; start < signs.length; ) {
      const size = this.#random.between(1, 3);
      groups.push(signs.slice(start, start + size));
      start += size;
    }
    return groups;
  }

  #send(person: Person, events: readonly RawEvent[]): void {
    for (const { id, at, name, url } of events) {
      const path = new URL(url).pathname;
      const sent = { site: person.site.id, at, name, path, visitors: new Set<VisitorId>() };
      this.#traffic.sent.set(`${person.site.id} ${id}`, sent);
    }
    const received = this.#receipt(person, events);
    this.#traffic.deliveries.push(...this.#deliveries(person, events, received));
  }

  #deliveries(person: Person, events: readonly RawEvent[], received: number): Delivery[] {
    if (!this.#random.chance(COPIES)) return [this.#first(person, events, received)];
    const kind = this.#random.pick(this.#kindsFor(person, events));
    this.#traffic.copies[kind] += events.length;
    return this.#copies(kind, person, events, received);
  }

  /** Most at once, some hours late. */
  #receipt(person: Person, events: readonly RawEvent[]): number {
    const random = this.#random;
    const last = Math.max(...events.map(({ at }) => at));
    if (person.isImported) return START_MS + random.between(0, EVENING_MS);
    const isLate = random.chance(0.08) && !isTiedToMidnight(person, events);
    return last + (isLate ? random.between(10, 240) * MINUTE_MS : random.between(50, 5_000));
  }

  /** Around midnight a cookieless visit has its link to the day before in memory only: its events come in time there. */
  #kindsFor(person: Person, events: readonly RawEvent[]): readonly [CopyKind, ...CopyKind[]] {
    if (person.isImported) return ["again", "re-sent"];
    if (isTiedToMidnight(person, events)) return ["again", "re-sent", "six days later"];
    return ["again", "re-sent", "overtaking", "elsewhere", "six days later", "racing"];
  }

  #copies(kind: CopyKind, person: Person, events: readonly RawEvent[], received: number): Delivery[] {
    const random = this.#random;
    const first = this.#first(person, events, received);
    const soon = received + random.between(1, 120) * SECOND_MS;
    const later = START_MS + LATER_MS + random.between(0, HOUR_MS);
    switch (kind) {
      case "again":
        return [first, { ...first, at: first.at + random.between(0, 15) * MINUTE_MS }];
      case "re-sent":
        // In another composition: the client sends what it still has.
        return [first, ...random.shuffled(events).map((event) => this.#again(person, "home", [event], soon))];
      case "overtaking": {
        const again = this.#again(person, random.pick(["home", "away"]), events, soon);
        return [again, { ...first, at: again.at + random.between(1, 900) * SECOND_MS }];
      }
      case "elsewhere":
        return [first, this.#again(person, "away", events, soon)];
      case "six days later":
        return [first, this.#again(person, "away", events, later)];
      case "racing": {
        // The first attempt never arrived, and two tabs try again.
        const at = random.chance(0.3) ? later : soon;
        const other = at + random.between(0, 3) * SECOND_MS;
        return [this.#again(person, "home", events, at), this.#again(person, "away", events, other)];
      }
    }
  }

  #first(person: Person, events: readonly RawEvent[], received: number): Delivery {
    return this.#queued(this.#message(person, "home", events, received, false));
  }

  #again(person: Person, address: Address, events: readonly RawEvent[], received: number): Delivery {
    return this.#queued(this.#message(person, address, events, received, true));
  }

  #queued(body: RawMessage): Delivery {
    return { at: body.received_at + this.#random.between(100, 5_000), body };
  }

  #message(
    person: Person,
    address: Address,
    events: readonly RawEvent[],
    received: number,
    resend: boolean,
  ): RawMessage {
    const visitor = this.#visitor(person, address, events, received);
    const client = { user_agent: AGENT, geo_source: "none" } as const;
    return {
      ...{ v: 1, kind: "raw", mid: this.#id(received), site: person.site.id, received_at: received, resend },
      slot: person.isDaily && address === "away" ? person.otherSlot : person.slot,
      origin: person.isImported ? "server" : "browser",
      groups: [{ visitor, consent: "cookieless", automation: false, client, events: [...events] }],
    };
  }

  #visitor(person: Person, address: Address, events: readonly RawEvent[], received: number): VisitorHashes {
    if (!person.isDaily) {
      const id = this.#hash(person.name, person.name);
      this.#mayCarry(person, events, () => id);
      return { kind: "persistent", id };
    }
    const days = new Map(events.map(({ at }) => [utcDay(at), this.#ofDay(person, address, at, received)]));
    this.#mayCarry(person, events, (at) => days.get(utcDay(at))?.id);
    return { kind: "daily", days: Object.fromEntries(days) };
  }

  #ofDay(
    { name }: Person,
    address: Address,
    at: number,
    received: number,
  ): { id: VisitorId; previous?: VisitorId; next?: VisitorId } {
    const who = `${name} ${address}`;
    const age = Math.floor(received / DAY_MS) - Math.floor(at / DAY_MS);
    // Older than yesterday: today's salt over its own day, which joins nothing else.
    const late = `${who} of ${utcDay(at)} on ${utcDay(received)}`;
    if (age > 1) return { id: this.#hash(late, late) };
    const id = this.#hash(`${who} ${utcDay(at)}`, who);
    // As the collector links them: what is told of yesterday to today, what is of today to yesterday.
    if (age === 1) return { id, next: this.#hash(`${who} ${utcDay(received)}`, who) };
    return { id, previous: this.#hash(`${who} ${utcDay(at - DAY_MS)}`, who) };
  }

  #hash(name: string, person: string): VisitorId {
    const known = this.#hashes.get(name);
    if (known !== undefined) return known;
    const made = this.#random.hash() as VisitorId;
    this.#hashes.set(name, made);
    this.#traffic.personOf.set(made, person);
    return made;
  }

  #mayCarry(
    { site }: Person,
    events: readonly RawEvent[],
    hashOf: (at: number) => VisitorId | undefined,
  ): void {
    for (const { id, at } of events) {
      const hash = hashOf(at);
      if (hash !== undefined) this.#traffic.sent.get(`${site.id} ${id}`)?.visitors.add(hash);
    }
  }
}

const AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/149.0 Safari/537.36";

const isTiedToMidnight = ({ isDaily }: Person, events: readonly RawEvent[]) =>
  isDaily && events.some(({ at }) => Math.abs(at - MIDNIGHT_MS) < 45 * MINUTE_MS);
