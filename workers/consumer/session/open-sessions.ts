/** The visits of a slot that an event may still touch, found by every hash of their visitor (S9). */
import type { SessionId, SiteId, VisitorId } from "../../../schema/ids.ts";
import { LATE_MS } from "../../../schema/limits.ts";
import { expire, type Output, type Session, type SessionEvent, visitorsOf } from "./machine.ts";

/** Two sites never share an entry, whatever ids they hold. */
export class OpenSessions {
  #sites = new Map<SiteId, OfSite>();

  get size(): number {
    let size = 0;
    for (const of of this.#sites.values()) size += of.byId.size;
    return size;
  }

  all(): Session[] {
    return [...this.#sites.values()].flatMap(({ byId }) => [...byId.values()].map(({ session }) => session));
  }

  has(site: SiteId, id: SessionId): boolean {
    return this.#sites.get(site)?.byId.has(id) === true;
  }

  /** The person's visits: those under the event's hash, and under those of the days before and after. */
  of(event: SessionEvent): readonly Session[] {
    return this.#sites.get(event.site)?.of(event) ?? NONE;
  }

  put(session: Session): void {
    let of = this.#sites.get(session.site);
    if (of === undefined) {
      of = new OfSite();
      this.#sites.set(session.site, of);
    }
    of.put(session);
  }

  /** What the machine answered becomes what is open. */
  apply(output: Output): void {
    if (output.type === "upsert") this.put(output.session);
    else if (output.id !== output.into) this.#remove(output.site, output.id);
  }

  /** Forgets what no event can touch that is at most LATE_MS older than the horizon. */
  forgetFinal(horizonMs: number, gapMs: (site: SiteId) => number): void {
    for (const [site, { byId }] of this.#sites) {
      const gap = gapMs(site);
      for (const { session } of byId.values())
        if (expire([session], horizonMs, gap, LATE_MS).final.length > 0) this.#remove(site, session.id);
    }
  }

  #remove(site: SiteId, id: SessionId): void {
    const of = this.#sites.get(site);
    of?.remove(id);
    if (of?.byId.size === 0) this.#sites.delete(site);
  }
}

/** A visit's place: what leads to it stays while the visit in it is exchanged. */
interface Place {
  session: Session;
}

class OfSite {
  readonly byId = new Map<SessionId, Place>();
  readonly #byVisitor = new Map<VisitorId, readonly Place[]>();

  of({ visitor_id, previous_visitor_id, next_visitor_id }: SessionEvent): readonly Session[] {
    const today = this.#under(visitor_id);
    const before = this.#under(previous_visitor_id);
    const after = this.#under(next_visitor_id);
    const isAmongThese = (place: Place) => today.includes(place);
    // Nearly always: a visit is found under each of its hashes.
    const isAll = before.every(isAmongThese) && after.every(isAmongThese);
    const places = isAll ? today : [...new Set([...today, ...before, ...after])];
    return places.map(({ session }) => session);
  }

  put(session: Session): void {
    const place = this.byId.get(session.id);
    if (place !== undefined && isFoundAlike(place.session, session)) {
      place.session = session;
      return;
    }
    if (place !== undefined) this.#unlist(place);
    const taken = { session };
    this.byId.set(session.id, taken);
    for (const visitor of visitorsOf(session)) this.#byVisitor.set(visitor, [...this.#under(visitor), taken]);
  }

  remove(id: SessionId): void {
    const place = this.byId.get(id);
    if (place === undefined) return;
    this.byId.delete(id);
    this.#unlist(place);
  }

  #under(visitor: VisitorId | undefined): readonly Place[] {
    return (visitor !== undefined && this.#byVisitor.get(visitor)) || NONE;
  }

  #unlist(place: Place): void {
    for (const visitor of visitorsOf(place.session)) {
      const left = this.#under(visitor).filter((each) => each !== place);
      if (left.length === 0) this.#byVisitor.delete(visitor);
      else this.#byVisitor.set(visitor, left);
    }
  }
}

const NONE: readonly never[] = [];

/** Nearly every event leaves its visit's hashes as they are. */
const isFoundAlike = (a: Session, b: Session) =>
  a.visitor_id === b.visitor_id &&
  a.previous_visitor_id === b.previous_visitor_id &&
  a.other_visitor_ids.length + b.other_visitor_ids.length === 0;
