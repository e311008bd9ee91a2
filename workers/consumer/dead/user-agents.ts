/** Cuts raw user agents out of what shall rest anywhere but in the queue. Pure. */

/** Known shapes lose their user agents and stay what they are; of a body without a shape (a text, say) only the kind is kept. */
export function withoutUserAgent(body: unknown): unknown {
  return typeof body === "object" && body !== null ? stripped(body) : `(${typeof body})`;
}

function stripped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stripped);
  if (typeof value !== "object" || value === null) return isUserAgent(value) ? "" : value;
  return Object.fromEntries(
    Object.entries(value)
      // `Sec-CH-UA*`: the same in parts.
      .filter(([key]) => key !== "hints")
      .map(([key, inner]) => [key, key === "user_agent" ? "" : stripped(inner)]),
  );
}

/** A malformed message may hold one in a place of its own. */
const isUserAgent = (value: unknown) => typeof value === "string" && /^Mozilla\/\d/.test(value);
