/** Who the visitor is, once the visitor agreed (`full`): an id that stays, and a session id that all tabs share. */
import type { WireVisitor } from "../schema/event.ts";
import type { ConsentLevel } from "./options.ts";
import type { Store } from "./storage.ts";
import { mintId } from "./uuid.ts";

/** What the store holds. */
export interface Kept extends WireVisitor {
  /** Of the latest event. */
  seenMs?: number;
  /** Agreed in the middle of a visit that began without an id: the id is sent from the next visit on. */
  waits?: boolean | undefined;
}

/** After an event at `nowMs`. A longer absence than the gap ends the session; exactly the gap continues it. */
export function seeVisitor(kept: Kept | null, nowMs: number, gapMs: number, mint: () => string): Kept {
  const seen: Kept = { anonymous_id: mint(), ...kept, seenMs: nowMs };
  const isSame = nowMs - (kept?.seenMs ?? Number.NaN) <= gapMs;
  return isSame ? seen : { ...seen, session_id: mint(), waits: undefined };
}

/** As the wire wants it; undefined values do not reach it. */
export const visitorOf = ({ anonymous_id, session_id, user_id, waits }: Kept): WireVisitor => ({
  anonymous_id: waits ? undefined : anonymous_id,
  user_id,
  session_id,
});

export interface Visitor {
  level(): ConsentLevel;
  /** Raised in mid-visit, the id is stored at once and sent from the next visit on; lowered, it is forgotten. */
  setLevel(level: ConsentLevel, isMidVisit: boolean): void;
  /** For an event that happens now; undefined where the edge derives the visitor. */
  see(): WireVisitor | undefined;
  /** Undefined: the next event is somebody else's, and a new id is minted for it. */
  setUser(id?: string): void;
}

const KEY = "visitor";

/** @param first undefined: `full` where the visitor agreed before and did not take it back, else `cookieless`. */
export function openVisitor(store: Store, first: ConsentLevel | undefined, gapMs: number): Visitor {
  // Nobody but this file writes the entry; a page that forges it harms its own numbers only.
  const read = () => store.get(KEY) as Kept | null;
  let level = first ?? (read() ? "full" : "cookieless");
  let user: string | undefined;
  const see = (waits?: boolean): WireVisitor | undefined => {
    if (level !== "full") return user ? { user_id: user } : undefined;
    const seen = seeVisitor(read(), Date.now(), gapMs, mintId);
    const kept: Kept = { ...seen, user_id: user ?? seen.user_id, waits: waits || seen.waits };
    store.set(KEY, kept);
    return visitorOf(kept);
  };
  const setLevel = (next: ConsentLevel, isMidVisit: boolean) => {
    const isRaised = next === "full" && level !== next;
    level = next;
    if (isRaised) see(isMidVisit);
    else if (next !== "full") store.set(KEY, undefined);
  };
  setLevel(level, false);
  return {
    level: () => level,
    setLevel,
    see: () => see(),
    setUser(id) {
      user = id;
      if (!id) store.set(KEY, undefined);
    },
  };
}
