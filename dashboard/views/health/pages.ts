/** An endpoint that does its work a page at a time, called to the end. */
import type { Outcome, Problem } from "../../api.ts";

/**
 * Asks for the first page and, with the `next` that each answer names, for those behind it, until one has none or is
 * refused. What `see` was shown is done, also when a later page is refused.
 */
export async function throughPages<Page extends { next: string | null }>(
  ask: (more: { after?: string }) => Promise<Outcome<Page>>,
  see: (page: Page) => void,
): Promise<Problem | null> {
  for (let after: string | null | undefined; after !== null; ) {
    const outcome: Outcome<Page> = await ask(after === undefined ? {} : { after });
    if (!outcome.ok) return outcome.problem;
    see(outcome.value);
    after = outcome.value.next;
  }
  return null;
}
