/**
 * The days' salts as an isolate keeps them. They come from the one `Salts` object, are fetched ahead of midnight, and
 * are forgotten 48 h after their day began.
 */
import { type UtcDay, utcDay } from "../../schema/ids.ts";
import { SALTS_NAME, type SaltsRpc } from "../../schema/objects.ts";
import { within } from "../control/deadline.ts";
import { type SipKey, sipKey } from "./siphash.ts";

const DAY_MS = 86_400_000;
const SALT_LIFE_MS = 2 * DAY_MS;
/** Isolates ask for tomorrow's salt at a moment of their own in the last hour, so that midnight is no stampede. */
const PREFETCH_WINDOW_MS = 3_600_000;
/** Between two attempts to fetch ahead. */
const PREFETCH_RETRY_MS = 60_000;
const FETCH_TIMEOUT_MS = 2_000;

/** The salts that live at one moment, each as the key that it is. */
export interface DaySalts {
  byDay: ReadonlyMap<UtcDay, SipKey>;
  /** Also in `byDay`. */
  today: SipKey;
}

/** No salt for today is at hand and the object does not answer. */
export class SaltsAway extends Error {
  override name = "SaltsAway";
}

interface Shelf {
  byDay: Map<UtcDay, SipKey>;
  /** How long before midnight this isolate fetches ahead. */
  leadMs: number;
  askAt: number;
  /** The day on which old salts were last forgotten. */
  tidiedOn: UtcDay | undefined;
}

const shelves = new WeakMap<DurableObjectNamespace, Shelf>();

/** The salts that live at `nowMs`, as a rule without asking anybody. Throws `SaltsAway`. */
export function daySalts(
  namespace: DurableObjectNamespace,
  nowMs: number,
  waitUntil: (work: Promise<unknown>) => void,
): DaySalts | Promise<DaySalts> {
  const shelf = shelfOf(namespace);
  const day = utcDay(nowMs);
  const today = shelf.byDay.get(day);
  if (today === undefined) return askedSalts(namespace, shelf, nowMs);
  if (isTimeToFetchAhead(shelf, nowMs)) {
    shelf.askAt = nowMs + PREFETCH_RETRY_MS;
    waitUntil(fetchSalts(namespace, shelf, nowMs).catch(() => undefined)); // asked again in a minute
  }
  if (day !== shelf.tidiedOn) forgetOld(shelf, nowMs);
  return { byDay: shelf.byDay, today };
}

async function askedSalts(namespace: DurableObjectNamespace, shelf: Shelf, nowMs: number): Promise<DaySalts> {
  await fetchOrThrow(namespace, shelf, nowMs);
  forgetOld(shelf, nowMs);
  const today = shelf.byDay.get(utcDay(nowMs));
  if (today === undefined) throw new SaltsAway("The Salts object gave no salt for today.");
  return { byDay: shelf.byDay, today };
}

export function isTimeToFetchAhead(shelf: Shelf, nowMs: number): boolean {
  const midnight = (Math.floor(nowMs / DAY_MS) + 1) * DAY_MS;
  return nowMs >= midnight - shelf.leadMs && nowMs >= shelf.askAt && !shelf.byDay.has(utcDay(midnight));
}

async function fetchOrThrow(namespace: DurableObjectNamespace, shelf: Shelf, nowMs: number): Promise<void> {
  try {
    await within(FETCH_TIMEOUT_MS, fetchSalts(namespace, shelf, nowMs));
  } catch (cause) {
    throw new SaltsAway("The Salts object did not answer.", { cause });
  }
}

async function fetchSalts(namespace: DurableObjectNamespace, shelf: Shelf, nowMs: number): Promise<void> {
  // The namespace is untyped because the class lives in another worker; `SaltsRpc` is its contract.
  const stub = namespace.get(namespace.idFromName(SALTS_NAME)) as unknown as SaltsRpc;
  const salts = await stub.salts(nowMs);
  for (const [day, digits] of Object.entries(salts)) shelf.byDay.set(day as UtcDay, saltKey(digits));
}

/** A salt's 48 hours end at midnight, so once a day is enough. */
function forgetOld(shelf: Shelf, nowMs: number): void {
  shelf.tidiedOn = utcDay(nowMs);
  for (const day of shelf.byDay.keys()) {
    if (Date.parse(day) + SALT_LIFE_MS <= nowMs) shelf.byDay.delete(day);
  }
}

function shelfOf(namespace: DurableObjectNamespace): Shelf {
  let shelf = shelves.get(namespace);
  if (shelf === undefined) {
    shelf = { byDay: new Map(), leadMs: Math.random() * PREFETCH_WINDOW_MS, askAt: 0, tidiedOn: undefined };
    shelves.set(namespace, shelf);
  }
  return shelf;
}

/** A salt is 32 hexadecimal digits: 128 bits. Anything else is a bug of the object, and no salt. */
function saltKey(digits: string): SipKey {
  if (!/^[0-9a-f]{32}$/.test(digits)) throw new Error("A salt must be 32 hexadecimal digits.");
  return sipKey(Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));
}
