/**
 * What a shard knows without asking storage: ids it has admitted, events that wait, open visits. Nothing here is
 * the only copy: checkpoints and ring rows rebuild it, through the same `apply` that keeps it current.
 */
import type { SessionId, SiteId } from "../../../schema/ids.ts";
import { MAX_BROWSER_AGE_MS, MAX_SESSION_MINUTES, SLOT_COUNT } from "../../../schema/limits.ts";
import { rememberUntil } from "../admission/lane.ts";
import { ownerSlot } from "../route.ts";
import { OpenSessions } from "../session/open-sessions.ts";
import { idOf, siteOf } from "./key.ts";
import { type Claim, keyOf, type PendingRef, type RingRow } from "./row.ts";

/** Rough sizes of what grows, in bytes, for the bound on the whole. */
const ID_BYTES = 120;
const PENDING_BYTES = 300;
const SESSION_BYTES = 1_200;

/** Browsers send again for eight days; one more for their clocks. */
const PARKED_MEMORY_MS = MAX_BROWSER_AGE_MS + 86_400_000;

/** The queue may bring a message again, and each time with a delay of up to 15 minutes. */
const HEARD_MS = 60 * 60_000;
/** Under a load at which an hour's messages are more, the newest are enough: a copy that is late then counts twice. */
const MAX_HEARD_OF_SLOT = 4_000;

const isOver = ({ key, isOpen, parked_at }: Claim, nowMs: number) =>
  parked_at === undefined
    ? !isOpen && rememberUntil(idOf(key)) <= nowMs
    : parked_at + PARKED_MEMORY_MS <= nowMs;

export interface SlotMemory {
  sessions: OpenSessions;
  /** Keys that were admitted through this slot and are still in the window. */
  keys: string[];
  /** Messages that were counted, and until when a copy of them may come, ms. */
  heard: Map<string, number>;
  /** Greatest receipt seen, ms. */
  clock: number;
  /** H: the greatest receipt that was given to `expire`, ms. */
  horizon: number;
  /** Newest ring row that touched the slot, and up to which row its checkpoint speaks. */
  last: number;
  saved: number;
}

const emptySlot = (): SlotMemory => ({
  ...{ sessions: new OpenSessions(), keys: [], heard: new Map() },
  ...{ clock: 0, horizon: 0, last: 0, saved: 0 },
});

export class ShardMemory {
  readonly slots: SlotMemory[] = Array.from({ length: SLOT_COUNT }, emptySlot);
  /** Admitted keys, and the ring row that holds the event (0: one before the checkpoint). */
  readonly ids = new Map<string, number>();
  /** Events of the slow lane by key, in order of arrival. */
  readonly pending = new Map<string, PendingRef>();
  /** Copies of events in `pending` that waited in another shard until their slot moved here. */
  readonly twins = new Map<string, readonly PendingRef[]>();
  /** Keys for which an event that waits, in this shard or another, stands. */
  readonly claims = new Map<string, Claim>();
  /** Ring rows whose events' claims are still held at their owners. */
  readonly claimants = new Set<number>();
  /** Before which all that another shard has counted is visible, ms, as it said last. Never stored. */
  readonly cursors = new Map<number, number>();
  /** Visits that were merged away by rows that are not visible yet: what is loaded of them is outdated. */
  readonly mergedAway = new Map<string, number>();
  #waitingKeys = new Map<number, Map<number, string>>();
  #waitingOfSite = new Map<string, number>();
  #gaps = new Map<SiteId, number>();

  slot(number: number): SlotMemory {
    const slot = this.slots[number];
    if (slot === undefined) throw new Error(`There is no slot ${number}.`);
    return slot;
  }

  /** Whether any copy of the event was taken already. */
  has(key: string): boolean {
    return this.ids.has(key) || this.pending.has(key) || this.claims.has(key);
  }

  /** How many events of the site wait. */
  waitingOf(site: SiteId): number {
    return this.#waitingOfSite.get(site) ?? 0;
  }

  /** How many sites have events that wait. */
  get waitingSites(): number {
    return this.#waitingOfSite.size;
  }

  /** Every event that waits under the key. */
  waitingUnder(key: string): PendingRef[] {
    const ref = this.pending.get(key);
    return ref === undefined ? [] : [ref, ...(this.twins.get(key) ?? [])];
  }

  /** All of a slot that a checkpoint holds, but for its claims. */
  forgetSlot(number: number): void {
    for (const key of this.slot(number).keys) this.ids.delete(key);
    this.slots[number] = { ...emptySlot(), last: this.slot(number).last, saved: this.slot(number).saved };
  }

  /** Whether the ring row holds events that still wait, or claims to give back. */
  isWaiting(seq: number): boolean {
    return this.#waitingKeys.has(seq) || this.claimants.has(seq);
  }

  rememberGap(site: SiteId, gapMs: number): void {
    this.#gaps.set(site, gapMs);
  }

  /** A site not heard of since start-up gets the longest: keeping a visit longer changes no answer. */
  gapOf = (site: SiteId): number => this.#gaps.get(site) ?? MAX_SESSION_MINUTES * 60_000;

  /** An event that counts, in ring row `seq`. */
  admit(number: number, key: string, seq: number): void {
    const { size } = this.ids;
    this.ids.set(key, seq);
    if (this.ids.size > size) this.slot(number).keys.push(key);
  }

  /** The same unless a copy of it was taken already. Answers whether it was new. */
  admitNew(number: number, key: string, seq: number): boolean {
    const isElsewhere =
      (this.pending.size > 0 && this.pending.has(key)) || (this.claims.size > 0 && this.claims.has(key));
    const { size } = this.ids;
    // A known key is remembered longer by this: until the copy's row is flushed, too.
    if (!isElsewhere) this.admit(number, key, seq);
    return this.ids.size > size;
  }

  /** What a message counts counts once, however often the queue brings it. */
  hear(number: number, message: string, { seq, at }: Pick<RingRow, "seq" | "at">): void {
    const { heard } = this.slot(number);
    // A Map keeps the order of insertion: the first one is the one that was heard longest ago.
    const { size } = heard;
    heard.set(message, at + HEARD_MS);
    if (heard.size === size) {
      heard.delete(message);
      heard.set(message, at + HEARD_MS);
    }
    if (heard.size > MAX_HEARD_OF_SLOT)
      for (const [oldest] of heard) {
        if (heard.size <= MAX_HEARD_OF_SLOT) break;
        heard.delete(oldest);
      }
    this.touch(number, seq, 0);
  }

  /** The row's effects. Repeating it changes nothing; slots whose checkpoint is newer keep their visits. */
  apply(row: RingRow): void {
    for (const taken of row.admitted) {
      this.admit(taken.slot, keyOf(taken), row.seq);
      this.touch(taken.slot, row.seq, taken.received_at);
    }
    for (const { slot, message } of row.heard ?? []) this.hear(slot, message, row);
    this.applyRest(row);
    for (const { slot: number, output } of row.outputs) {
      const slot = this.slot(number);
      if (slot.saved < row.seq) slot.sessions.apply(output);
    }
  }

  /** Of a row whose messages were heard, events admitted and visits stepped before it was written down. */
  applyRest(row: RingRow): void {
    for (const [index, taken] of row.pending.entries()) {
      this.#wait(keyOf(taken), [row.seq, index]);
      this.touch(taken.slot, row.seq, taken.received_at);
    }
    for (const ref of row.settled) this.#settle(ref);
    for (const claim of row.granted ?? []) this.#grant(claim, row.seq);
    for (const [key, holder] of row.released ?? []) this.#release(key, holder, row.seq);
    if (row.claimed) this.claimants.add(row.seq);
    for (const { output } of row.outputs)
      if (output.type === "retract") this.mergedAway.set(`${output.site} ${output.id}`, row.seq);
  }

  isMergedAway(site: SiteId, id: SessionId): boolean {
    return this.mergedAway.has(`${site} ${id}`);
  }

  /** Drops ids and claims that no fast copy can follow and that a SELECT finds: only then is memory not needed. */
  forgetIds(flushed: number, nowMs: number): void {
    for (const slot of this.slots) {
      slot.keys = slot.keys.filter((key) => {
        const isNeeded = (this.ids.get(key) ?? 0) > flushed || rememberUntil(idOf(key)) > nowMs;
        if (!isNeeded) this.ids.delete(key);
        return isNeeded;
      });
      for (const [message, until] of slot.heard) if (until <= nowMs) slot.heard.delete(message);
    }
    for (const claim of this.claims.values()) if (isOver(claim, nowMs)) this.claims.delete(claim.key);
    for (const [visit, seq] of this.mergedAway) if (seq <= flushed) this.mergedAway.delete(visit);
  }

  /** Moves every slot's horizon to its clock and forgets final visits. Only what is visible may be forgotten. */
  expire(): void {
    for (const [number, slot] of this.slots.entries()) {
      if (slot.clock <= slot.horizon) continue;
      slot.horizon = slot.clock;
      this.forgetFinal(number);
    }
  }

  forgetFinal(number: number): void {
    const { sessions, horizon } = this.slot(number);
    sessions.forgetFinal(horizon, this.gapOf);
  }

  sessions(): number {
    return this.slots.reduce((sum, { sessions }) => sum + sessions.size, 0);
  }

  /** Estimated size, bytes. */
  size(): number {
    const heard = this.slots.reduce((sum, slot) => sum + slot.heard.size, 0);
    const keys = this.ids.size + this.claims.size + heard;
    return keys * ID_BYTES + this.pending.size * PENDING_BYTES + this.sessions() * SESSION_BYTES;
  }

  /** Ring row `seq` has something of the slot. */
  touch(number: number, seq: number, receivedAt: number): void {
    const slot = this.slot(number);
    slot.last = Math.max(slot.last, seq);
    slot.clock = Math.max(slot.clock, receivedAt);
  }

  #grant(claim: Claim, seq: number): void {
    if (this.slot(ownerSlot(claim.key)).saved >= seq) return;
    this.claims.set(claim.key, claim);
    this.touch(ownerSlot(claim.key), seq, 0);
  }

  /** A claim that was given back and granted to another since is not the former holder's to give. */
  #release(key: string, holder: number, seq: number): void {
    if (this.slot(ownerSlot(key)).saved >= seq) return;
    const claim = this.claims.get(key);
    if (claim?.holder === holder) this.claims.set(key, { ...claim, isOpen: false });
    this.touch(ownerSlot(key), seq, 0);
  }

  #wait(key: string, ref: PendingRef): void {
    const [seq, index] = ref;
    if (this.pending.has(key)) this.twins.set(key, [...(this.twins.get(key) ?? []), ref]);
    else this.pending.set(key, ref);
    const ofRow = this.#waitingKeys.get(seq) ?? new Map<number, string>();
    if (!ofRow.has(index)) this.#count(key, 1);
    this.#waitingKeys.set(seq, ofRow.set(index, key));
  }

  #count(key: string, change: 1 | -1): void {
    const site = siteOf(key);
    const count = (this.#waitingOfSite.get(site) ?? 0) + change;
    if (count === 0) this.#waitingOfSite.delete(site);
    else this.#waitingOfSite.set(site, count);
  }

  #settle([seq, index]: PendingRef): void {
    const ofRow = this.#waitingKeys.get(seq);
    const key = ofRow?.get(index);
    // Absent: replayed after its row was freed, which only happens once everything in it is settled.
    if (ofRow === undefined || key === undefined) return;
    ofRow.delete(index);
    this.#count(key, -1);
    if (ofRow.size === 0) this.#waitingKeys.delete(seq);
    const left = this.waitingUnder(key).filter((ref) => ref[0] !== seq || ref[1] !== index);
    this.pending.delete(key);
    this.twins.delete(key);
    const [next, ...others] = left;
    if (next) this.pending.set(key, next);
    if (others.length > 0) this.twins.set(key, others);
  }
}
