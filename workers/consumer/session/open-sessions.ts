/** The visits of a slot that an event may still touch, found by every hash of their visitor (S9). */
import type { SessionId, SiteId, VisitorId } from "../../../schema/ids.ts";
import { LATE_MS } from "../../../schema/limits.ts";
import { expire, type Output, type Session, type SessionEvent, visitorsOf } from "./machine.ts";

/** Two sites never share an entry, whatever ids they hold. */
const key = (site: SiteId, id: SessionId | VisitorId) => `${site} ${id}`;

export class OpenSessions {
  #byId = new Map<string, Session>();
  #byVisitor = new Map<string, Set<Session>>();

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
    const today = this.#byVisitor.get(key(site, visitor_id)) ?? [];
    if (previous_visitor_id === undefined && next_visitor_id === undefined) return [...today];
    const around = [previous_visitor_id, next_visitor_id].flatMap((visitor) =>
      visitor === undefined ? [] : [...(this.#byVisitor.get(key(site, visitor)) ?? [])],
    );
    return [...new Set([...today, ...around])];
  }

  put(session: Session): void {
    this.#remove(key(session.site, session.id));
    this.#byId.set(key(session.site, session.id), session);
    for (const visitor of visitorsOf(session)) {
      const under = key(session.site, visitor);
      const known = this.#byVisitor.get(under);
      if (known) known.add(session);
      else this.#byVisitor.set(under, new Set([session]));
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

  #remove(id: string): void {
    const session = this.#byId.get(id);
    if (session === undefined) return;
    this.#byId.delete(id);
    for (const visitor of visitorsOf(session)) {
      const under = key(session.site, visitor);
      const known = this.#byVisitor.get(under);
      known?.delete(session);
      if (known?.size === 0) this.#byVisitor.delete(under);
    }
  }
}
