/** Body → envelope. Pure. */
import { Refusal } from "./answer.ts";
import { isObject, Problem } from "./shape.ts";
import { checkEnvelope, type Envelope } from "./wire.ts";

export function parseEnvelope(text: string, maxEvents: number): Envelope | Refusal {
  let body: unknown;
  try {
    body = parseJson(text);
  } catch {
    return new Refusal("not_json", "The body must be JSON.");
  }
  if (isObject(body) && (body.events === undefined || isEmptyArray(body.events))) {
    return new Refusal("no_events", "Send at least one event.", { path: "events" });
  }
  const envelope = checkEnvelope(body);
  if (envelope instanceof Problem) {
    const { path, message, allowed } = envelope;
    const details = { ...(path && { path: path.slice(1) }), ...(allowed && { allowed }) };
    return new Refusal("invalid_request", path ? `${path.slice(1)} ${message}.` : `${message}.`, details);
  }
  if (envelope.events.length > maxEvents) {
    return new Refusal("too_many_events", `Send at most ${maxEvents} events at once.`, { path: "events" });
  }
  return envelope;
}

const isEmptyArray = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/**
 * Half a surrogate pair is legal in JSON (`"\ud800"`) and poison to what reads UTF-8 further on; it can only have been
 * written as an escape, because the body itself is well-formed.
 */
function parseJson(text: string): unknown {
  return text.includes("\\u") ? JSON.parse(text, (_key, value) => wellFormed(value)) : JSON.parse(text);
}

function wellFormed(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed();
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toWellFormed(), inner]));
}
