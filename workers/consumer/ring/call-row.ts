/**
 * A ring row of the second form: a call as it came, and what became of it. Of the first form are rows that the shard
 * writes by itself, and calls whose outcome does not fit one row. Rows of either form are read for ever.
 */
import type { SessionId, VisitorId } from "../../../schema/ids.ts";
import type { OutcomeCount } from "../../../schema/outcomes.ts";
import type { Quarantined } from "../../../schema/quarantine.ts";
import { type Call, type CallEvent, decodeCall } from "../call/decode.ts";
import { readOutput, writeOutput } from "../session/stored.ts";
import { Bytes } from "../sinks/bytes.ts";
import type { RowFacts } from "./facts.ts";
import { Reader } from "./reader.ts";
import type { Admitted, Heard, Pending, RingItem, RingRow, SlotOutput } from "./row.ts";

/** Of an event: nothing, as it is a copy or was left for later; it waits; or its visit. */
export const NOT_TAKEN = 0;
export const WAITS = 1;
export type Verdict = typeof NOT_TAKEN | typeof WAITS | SessionId;

/** What admission made of a call. */
export interface Verdicts {
  /** By position in the call. */
  verdicts: readonly Verdict[];
  /** Positions of entries that were left for later, and of those whose messages had been heard of. */
  left: readonly number[];
  again: readonly number[];
  /** In order. */
  outputs: readonly SlotOutput[];
  counts: readonly OutcomeCount[];
  quarantined: readonly Quarantined[];
}

/** As JSON; outputs follow it, and then the call. */
interface Stored {
  v: 2;
  seq: number;
  at: number;
  /** Each with how many events in turn have it. */
  verdicts: (Verdict | number)[];
  left: number[];
  again: number[];
  /** Hashes of the day after, of events that wait. */
  next?: Record<number, VisitorId>;
  counts?: OutcomeCount[];
  quarantined?: Quarantined[];
}

/** JSON of the first form begins with a brace. */
const MARK = 2;
/** Rows are written one after the other, and a fresh buffer for each would cost a third of the writing. */
const scratch = new Bytes(400_000);

export const isCallRow = (body: Uint8Array): boolean => body[0] === MARK;

export class CallRow implements RingRow {
  readonly v = 2;
  readonly seq: number;
  readonly at: number;
  readonly settled: [] = [];
  readonly outputs: SlotOutput[];
  readonly counts: OutcomeCount[];
  readonly quarantined: Quarantined[];
  readonly #call: Call;
  readonly #verdicts: Verdicts;
  #admitted: AdmittedOfCall[] | null = null;
  #pending: PendingOfCall[] | null = null;

  constructor(seq: number, at: number, call: Call, verdicts: Verdicts) {
    this.seq = seq;
    this.at = at;
    this.outputs = [...verdicts.outputs];
    this.counts = [...verdicts.counts];
    this.quarantined = [...verdicts.quarantined];
    this.#call = call;
    this.#verdicts = verdicts;
  }

  get admitted(): Admitted[] {
    this.#admitted ??= this.#call.events.flatMap((event) => {
      const verdict = this.#verdicts.verdicts[event.index];
      return typeof verdict === "string" ? [new AdmittedOfCall(event, verdict)] : NONE;
    });
    return this.#admitted;
  }

  get pending(): Pending[] {
    if (this.#pending !== null) return this.#pending;
    const again = new Set(this.#verdicts.again.map((index) => this.#call.entries[index]));
    const waiting = this.#call.events.filter(({ index }) => this.#verdicts.verdicts[index] === WAITS);
    this.#pending = waiting.map((event) => new PendingOfCall(event, again.has(event.entry)));
    return this.#pending;
  }

  get heard(): Heard[] {
    const { left } = this.#verdicts;
    const taken =
      left.length === 0 ? this.#call.entries : this.#call.entries.filter((_, at) => !left.includes(at));
    return taken.map((entry) => ({ slot: entry.slot, message: entry.mid }));
  }

  /** As `factsOf` finds them, without a list of events. */
  facts(): Omit<RowFacts, "bytes"> {
    const { entries, events: all } = this.#call;
    const { verdicts, left } = this.#verdicts;
    let events = 0;
    for (const verdict of verdicts) if (typeof verdict === "string") events++;
    const slots = new Set<number>();
    let oldest = Number.POSITIVE_INFINITY;
    for (const [at, { slot }] of entries.entries()) if (!left.includes(at)) slots.add(slot);
    for (const { index, entry } of all)
      if (verdicts[index] !== NOT_TAKEN) oldest = Math.min(oldest, entry.received_at);
    for (const { received_at } of this.quarantined) oldest = Math.min(oldest, received_at);
    return {
      ...{ seq: this.seq, at: this.at, events, quarantined: this.quarantined.length },
      ...{ oldest: oldest === Number.POSITIVE_INFINITY ? null : oldest, slots: [...slots] },
    };
  }

  /** The row's bytes, until the next row is encoded. */
  encode(): Uint8Array {
    const { stored } = this.#call;
    const out = scratch;
    out.restart();
    out.reserve(1);
    out.uint8(MARK);
    out.string(JSON.stringify(this.#told()));
    out.varint(this.outputs.length);
    for (const { slot, output } of this.outputs) {
      out.varint(slot);
      writeOutput(out, output);
    }
    out.reserve(stored.length);
    out.uint8s(stored);
    return out.written();
  }

  /** The same as items of the first form, which any number of rows can share. */
  items(): RingItem[] {
    return [
      ...this.admitted.map((admitted) => ({ admitted, outputs: [] })),
      ...this.pending.map((pending) => ({ pending, outputs: [] })),
      ...this.heard.map((heard) => ({ heard, outputs: [] })),
      ...(this.counts.length > 0 ? [{ counts: this.counts, outputs: [] }] : []),
      ...this.quarantined.map((quarantined) => ({ quarantined, outputs: [] })),
      ...this.outputs.map((output) => ({ outputs: [output] })),
    ];
  }

  #told(): Stored {
    const { verdicts, left, again } = this.#verdicts;
    const next = this.#next();
    return {
      ...{ v: 2, seq: this.seq, at: this.at, verdicts: runsOf(verdicts), left: [...left], again: [...again] },
      ...(next && { next }),
      ...(this.counts.length > 0 && { counts: this.counts }),
      ...(this.quarantined.length > 0 && { quarantined: this.quarantined }),
    };
  }

  #next(): Stored["next"] | null {
    const next: Stored["next"] = {};
    for (const { index, next_visitor_id: hash } of this.#call.events)
      if (hash !== undefined && this.#verdicts.verdicts[index] === WAITS) next[index] = hash;
    for (const _ in next) return next;
    return null;
  }
}

const NONE: never[] = [];

function runsOf(verdicts: readonly Verdict[]): Stored["verdicts"] {
  const runs: Stored["verdicts"] = [];
  let run = 0;
  for (let at = 0; at < verdicts.length; at++) {
    run++;
    const verdict = verdicts[at];
    if (verdict === undefined || verdict === verdicts[at + 1]) continue;
    runs.push(verdict, run);
    run = 0;
  }
  return runs;
}

function verdictsOf(runs: Stored["verdicts"]): Verdict[] {
  const verdicts: Verdict[] = [];
  for (let at = 0; at < runs.length; at += 2)
    // A pair is a verdict and a count.
    for (let left = Number(runs[at + 1]); left > 0; left--) verdicts.push(runs[at] as Verdict);
  return verdicts;
}

export function decodeCallRow(body: Uint8Array): CallRow {
  const from = new Reader(body, 1);
  const stored: Stored = JSON.parse(from.string());
  const outputs = from.list(() => ({ slot: from.varint(), output: readOutput(from) }));
  const call = decodeCall(from.rest());
  for (const [index, hash] of Object.entries(stored.next ?? {})) {
    const event = call.events[Number(index)];
    if (event) event.next_visitor_id = hash;
  }
  const { seq, at, left, again, counts = [], quarantined = [] } = stored;
  const verdicts = { verdicts: verdictsOf(stored.verdicts), left, again, outputs, counts, quarantined };
  return new CallRow(seq, at, call, verdicts);
}

/** One event of a call with its verdict; as JSON like those of the first form. */
class AdmittedOfCall implements Admitted {
  readonly session_id: SessionId;
  readonly #of: CallEvent;

  constructor(of: CallEvent, session_id: SessionId) {
    this.#of = of;
    this.session_id = session_id;
  }

  get key() {
    return this.#of.key;
  }

  get told() {
    return this.#of;
  }

  get slot() {
    return this.#of.entry.slot;
  }

  get received_at() {
    return this.#of.entry.received_at;
  }

  get event() {
    return this.#of.event;
  }

  get restored() {
    return this.#of.entry.restored || undefined;
  }

  toJSON(): Omit<Admitted, "key" | "told"> {
    const { slot, received_at, session_id, event, restored } = this;
    return { slot, received_at, session_id, event, restored };
  }
}

class PendingOfCall implements Pending {
  readonly heard: true | undefined;
  readonly #of: CallEvent;

  constructor(of: CallEvent, isHeard: boolean) {
    this.#of = of;
    this.heard = isHeard || undefined;
  }

  get key() {
    return this.#of.key;
  }

  get slot() {
    return this.#of.entry.slot;
  }

  get received_at() {
    return this.#of.entry.received_at;
  }

  get gap_ms() {
    return this.#of.entry.gap_ms;
  }

  get event() {
    return this.#of.event;
  }

  get restored() {
    return this.#of.entry.restored || undefined;
  }

  toJSON(): Omit<Pending, "key"> {
    const { slot, received_at, gap_ms, event, restored, heard } = this;
    return { slot, received_at, gap_ms, event, restored, heard };
  }
}
