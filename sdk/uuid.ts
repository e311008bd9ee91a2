/**
 * UUIDv7 (RFC 9562 §5.7): 48 bits of time, version, chance. Minted once for an event, and equal in every copy of it.
 * Of the 74 bits that there is room for, the chance of 18 decimal digits takes 60: enough for every event of one
 * millisecond, and a quarter less for the database, which cannot compress them.
 */
export const uuidv7 = (nowMs: number, random: Uint32Array): string =>
  (nowMs.toString(16).padStart(12, "0") + random.join("")).replace(
    /(.{8})(....)(...)(...)(.{12}).*/,
    "$1-$2-7$3-8$4-$5",
  );

/** Also where `crypto.randomUUID` is missing because the page is not a secure context. 18 numbers have 18 digits. */
export const mintId = () => uuidv7(Date.now(), crypto.getRandomValues(new Uint32Array(18)));
