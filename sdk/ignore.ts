/** Who and what is not counted. Pure. */

/** Loopback, files (no host), and names that never leave a network (RFC 6761, RFC 6762). */
export const isLocal = (hostname: string): boolean =>
  /^((.+\.)?(local(host)?|test)|127[\d.]+|\[::1\]|)$/.test(hostname);

/** Patterns are words: `/admin/*` is all below and `form_*` all of that kind; `/login` only that one. */
export const matches = (subject: string, patterns = ""): boolean =>
  patterns.split(" ").some((pattern) => `${subject} `.startsWith(`${pattern} `.replace("* ", "")));
