/** A slot's checkpoint: its window of ids, its claims, its open visits and its clocks, as of one ring row. */
import { rememberUntil } from "../admission/lane.ts";
import { ownerSlot } from "../route.ts";
import type { Session } from "../session/machine.ts";
import { idOf } from "./key.ts";
import type { ShardMemory } from "./memory.ts";
import type { Claim } from "./row.ts";

interface Checkpoint {
  v: 1;
  /** Ring rows after this one are not in it. */
  seq: number;
  clock: number;
  horizon: number;
  keys: string[];
  sessions: Session[];
  claims?: Claim[];
  /** Messages that were counted, each with the time until which it is remembered, ms. Absent: none. */
  heard?: [message: string, until: number][];
}

const utf8 = new TextEncoder();
const text = new TextDecoder();

/** The slot as it stands after ring row `seq`, the newest. */
export function encodeCheckpoint(
  memory: ShardMemory,
  number: number,
  seq: number,
  nowMs: number,
): Uint8Array {
  const { clock, horizon, keys, sessions } = memory.slot(number);
  const inWindow = keys.filter((key) => rememberUntil(idOf(key)) > nowMs);
  const checkpoint: Checkpoint = { v: 1, seq, clock, horizon, keys: inWindow, sessions: sessions.all() };
  const claims = [...memory.claims.values()].filter(({ key }) => ownerSlot(key) === number);
  if (claims.length > 0) checkpoint.claims = claims;
  const heard = [...memory.slot(number).heard].filter(([, until]) => until > nowMs);
  if (heard.length > 0) checkpoint.heard = heard;
  return utf8.encode(JSON.stringify(checkpoint));
}

/** Puts a checkpoint back; ring rows after it are to be applied next. */
export function restoreCheckpoint(memory: ShardMemory, number: number, body: Uint8Array): void {
  const checkpoint: Checkpoint = JSON.parse(text.decode(body));
  const slot = memory.slot(number);
  slot.clock = checkpoint.clock;
  slot.horizon = checkpoint.horizon;
  slot.saved = checkpoint.seq;
  slot.last = checkpoint.seq;
  slot.keys = checkpoint.keys;
  slot.heard = new Map(checkpoint.heard);
  for (const key of checkpoint.keys) memory.ids.set(key, 0);
  for (const claim of checkpoint.claims ?? []) memory.claims.set(claim.key, claim);
  for (const session of checkpoint.sessions) slot.sessions.put(session);
}
