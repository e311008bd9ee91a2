/** Who the visitor is, once the visitor agreed (`full`): an id that stays, and a session id that all tabs share. */
import type { WireVisitor } from "../schema/event.ts";
import type { ConsentLevel } from "./api.ts";
import { SESSION_GAP_MINUTES } from "./bounds.ts";
import { options, prefix } from "./options.ts";
import { read, write } from "./storage.ts";
import { mintId } from "./uuid.ts";

/** What the storage holds. */
interface Kept extends WireVisitor {
  /** Of the latest event. */
  seenMs: number;
  /** Agreed in the middle of a visit that began without an id: the id is sent from the next visit on. */
  waits?: boolean | undefined;
}

export let level: ConsentLevel | undefined;
/** Where storage is blocked, the visitor is as old as the page. */
let kept: Kept | undefined;
let user: string | undefined;

/**
 * For an event that happens now; undefined where the edge derives the visitor. A longer absence than the gap ends the
 * session; exactly the gap continues it.
 */
export function see(waits?: boolean): WireVisitor | undefined {
  if (level !== "full") return user ? { user_id: user } : undefined;
  // Nobody but this file writes the entry; a page that forges it harms its own numbers only.
  const before = (read(prefix) as Kept | null) ?? kept;
  const seenMs = Date.now();
  kept = { anonymous_id: mintId(), ...before, user_id: user ?? before?.user_id, seenMs };
  if (!before || seenMs - before.seenMs > (options.sessionMinutes ?? SESSION_GAP_MINUTES) * 60_000)
    kept = { ...kept, session_id: mintId(), waits };
  write(prefix, kept);
  const { seenMs: _, waits: isWaiting, ...visitor } = kept;
  return isWaiting ? { ...visitor, anonymous_id: undefined } : visitor;
}

/** Raised in mid-visit, the id is stored at once and sent from the next visit on; lowered, it is forgotten. */
export function setLevel(next: ConsentLevel, isMidVisit?: boolean): void {
  if (level === next) return;
  level = next;
  if (next === "full") see(isMidVisit);
  else forget();
}

/** Undefined: the next event is somebody else's, and a new id is minted for it. */
export function setUser(id?: string): void {
  user = id;
  if (!id) forget();
}

function forget(): void {
  kept = undefined;
  write(prefix);
}
