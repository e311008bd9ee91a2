/** The visits of a slot that an event may still touch, found by every hash of their visitor (S9). */
import type { SessionId, SiteId, VisitorId } from "../../../schema/ids.ts";
import { LATE_MS } from "../../../schema/limits.ts";
import { expire, type Output, type Session, type SessionEvent, visitorsOf } from "./machine.ts";

/** Two sites never share an entry, whatever ids they hold. */
const key = (site: SiteId, id: SessionId | VisitorId) => `${site} ${id}`;

export class OpenSessions {
  #byId = new Map<string, Session>();
  #byVisitor = new Map<string, readonly Session[]>();

  get size(): number {
    return this.#byId.size;
  }

  all(): Session[] {
    return [...this.#byId.values()];
  }

  has(site: SiteId, id: SessionId): boolean {
    return this.#byId.has(key(site, id));
  }

  /** The person's visits: those under the event's hash, and under those of the days before and after. */
  of({ site, visitor_id, previous_visitor_id, next_visitor_id }: SessionEvent): readonly Session[] {
    const today = this.#under(site, visitor_id);
    const before = this.#under(site, previous_visitor_id);
    const after = this.#under(site, next_visitor_id);
    const isAmongThese = (session: Session) => today.includes(session);
    // Nearly always: a visit is found under each of its hashes.
    if (before.every(isAmongThese) && after.every(isAmongThese)) return today;
    return [...new Set([...today, ...before, ...after])];
  }

  put(session: Session): void {
    const id = key(session.site, session.id);
    const former = this.#byId.get(id);
    // What was stepped is applied again with the row that it is written down in.
    if (former === session) return;
    this.#byId.set(id, session);
    if (former !== undefined && isFoundAlike(former, session)) {
      this.#exchange(former, session);
      return;
    }
    if (former !== undefined) this.#unlist(former);
    for (const visitor of visitorsOf(session)) {
      const under = key(session.site, visitor);
      this.#byVisitor.set(under, [...(this.#byVisitor.get(under) ?? NONE), session]);
    }
  }

  /** What the machine answered becomes what is open. */
  apply(output: Output): void {
    if (output.type === "upsert") this.put(output.session);
    else if (output.id !== output.into) this.#remove(key(output.site, output.id));
  }

  /** Forgets what no event can touch that is at most LATE_MS older than the horizon. */
  forgetFinal(horizonMs: number, gapMs: (site: SiteId) => number): void {
    for (const session of this.#byId.values()) {
      const { final } = expire([session], horizonMs, gapMs(session.site), LATE_MS);
      if (final.length > 0) this.#remove(key(session.site, session.id));
    }
  }

  #under(site: SiteId, visitor: VisitorId | undefined): readonly Session[] {
    return (visitor !== undefined && this.#byVisitor.get(key(site, visitor))) || NONE;
  }

  #exchange(former: Session, session: Session): void {
    for (const visitor of visitorsOf(session)) {
      const under = key(session.site, visitor);
      const others = this.#byVisitor.get(under) ?? NONE;
      this.#byVisitor.set(
        under,
        others.length === 1 ? [session] : others.map((each) => (each === former ? session : each)),
      );
    }
  }

  #remove(id: string): void {
    const session = this.#byId.get(id);
    if (session === undefined) return;
    this.#byId.delete(id);
    this.#unlist(session);
  }

  #unlist(session: Session): void {
    for (const visitor of visitorsOf(session)) {
      const under = key(session.site, visitor);
      const left = (this.#byVisitor.get(under) ?? NONE).filter((each) => each !== session);
      if (left.length === 0) this.#byVisitor.delete(under);
      else this.#byVisitor.set(under, left);
    }
  }
}

const NONE: readonly Session[] = [];

/** Nearly every event leaves its visit's hashes as they are. */
const isFoundAlike = (a: Session, b: Session) =>
  a.visitor_id === b.visitor_id &&
  a.previous_visitor_id === b.previous_visitor_id &&
  a.other_visitor_ids.length + b.other_visitor_ids.length === 0;
