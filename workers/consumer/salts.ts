/**
 * The day's salts. They live as R2 objects only, because what a Durable Object or D1 held can be restored for
 * thirty days, and a deleted salt must be gone: without it no daily visitor hash can be traced to an address.
 */

import { DurableObject } from "cloudflare:workers";
import { type UtcDay, utcDay } from "../../schema/ids.ts";
import type { SaltsRpc } from "../../schema/objects.ts";
import { hex } from "../control/hex.ts";

const DAY_MS = 86_400_000;
/** Counted from the beginning of the salt's day: an event of yesterday can still be hashed all of today. */
const LIFE_MS = 2 * DAY_MS;
const PREFIX = "salts/";
const SALT_BYTES = 16;

export class Salts extends DurableObject<Env> implements SaltsRpc {
  #known = new Map<UtcDay, string>();
  /** The day for which everything is done: what is over is over at midnight, so that once a day is enough. */
  #rotated: UtcDay | null = null;

  /** Yesterday's and today's salt, and tomorrow's once `rotate` has minted it. */
  async salts(nowMs: number): Promise<Record<UtcDay, string>> {
    const [yesterday, today, tomorrow] = [-DAY_MS, 0, DAY_MS].map((shift) => utcDay(nowMs + shift));
    const salts: Record<UtcDay, string> = {};
    for (const day of [yesterday, today]) if (day) salts[day] = await this.#mint(day);
    const next = tomorrow && (await this.#read(tomorrow));
    if (tomorrow && next) salts[tomorrow] = next;
    return salts;
  }

  /** Deletes what has lived its time, and mints tomorrow's so that nobody waits at midnight. Repeatable. */
  async rotate(nowMs: number): Promise<void> {
    if (this.#rotated === utcDay(nowMs)) return;
    await this.#mint(utcDay(nowMs + DAY_MS));
    const { objects } = await this.env.ARCHIVE.list({ prefix: PREFIX });
    const over = objects.map(({ key }) => key).filter((key) => isOver(key.slice(PREFIX.length), nowMs));
    if (over.length > 0) await this.env.ARCHIVE.delete(over);
    for (const day of this.#known.keys()) if (isOver(day, nowMs)) this.#known.delete(day);
    this.#rotated = utcDay(nowMs);
  }

  /** The day's salt; whoever asks first makes it, and everybody gets that one. */
  async #mint(day: UtcDay): Promise<string> {
    const known = await this.#read(day);
    if (known !== null) return known;
    const salt = hex(crypto.getRandomValues(new Uint8Array(SALT_BYTES)));
    // Null when the object exists by now: another request of this object was faster.
    const made = await this.env.ARCHIVE.put(PREFIX + day, salt, { onlyIf: { etagDoesNotMatch: "*" } });
    if (made !== null) this.#known.set(day, salt);
    const stored = made === null ? await this.#read(day) : salt;
    if (stored === null) throw new Error(`The salt of ${day} was there and is gone.`);
    return stored;
  }

  async #read(day: UtcDay): Promise<string | null> {
    const known = this.#known.get(day);
    if (known !== undefined) return known;
    const object = await this.env.ARCHIVE.get(PREFIX + day);
    const salt = object === null ? null : await object.text();
    if (salt !== null) this.#known.set(day, salt);
    return salt;
  }
}

const isOver = (day: string, nowMs: number) => Date.parse(day) + LIFE_MS <= nowMs;
