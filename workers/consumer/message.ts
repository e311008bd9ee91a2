/** Is it a message that this version of the consumer understands? The collector promises the inner shape. Pure. */
import { SLOT_COUNT } from "../../schema/limits.ts";
import { MESSAGE_VERSION, type Message } from "../../schema/message.ts";

export type ParsedMessage = { ok: true; message: Message } | { ok: false; reason: string };

export function parseMessage(body: unknown): ParsedMessage {
  const reason = reasonAgainst(body);
  // Every key that the consumer reads before enrichment was looked at.
  return reason === null ? { ok: true, message: body as Message } : { ok: false, reason };
}

function reasonAgainst(body: unknown): string | null {
  if (typeof body !== "object" || body === null) return "not an object";
  const { v, kind, mid, site, slot, received_at, resend, groups, events } = body as Record<string, unknown>;
  if (v !== MESSAGE_VERSION) return "unknown version";
  if (typeof mid !== "string" || typeof site !== "string" || site === "") return "no message id or site";
  if (!Number.isInteger(slot) || Number(slot) < 0 || Number(slot) >= SLOT_COUNT) return "no such slot";
  if (!Number.isFinite(received_at) || typeof resend !== "boolean")
    return "no time of receipt or no resend mark";
  if (kind === "raw") return Array.isArray(groups) ? null : "no groups";
  if (kind === "enriched") return areEventsOf(site, events) ? null : "no events of its site";
  return "unknown kind";
}

/** A tenant's message must not carry another's events (I4). */
const areEventsOf = (site: string, events: unknown) =>
  Array.isArray(events) && events.every((event) => typeof event === "object" && event?.site === site);
