/** Before the first administrative request there are no tables, hence no tokens, no sites and nothing of theirs. */
export const isUnmigrated = (error: unknown): boolean =>
  error instanceof Error && (/no such table/.test(error.message) || isUnmigrated(error.cause));

/** What `read` finds; null where its table is not made yet. */
export async function unlessUnmigrated<Value>(
  read: () => Promise<Value | null> | Value | null,
): Promise<Value | null> {
  try {
    return await read();
  } catch (error) {
    if (isUnmigrated(error)) return null;
    throw error;
  }
}
