/**
 * Answers that still hold, by everything that decides them. In the isolate's memory first, then in the cache of the
 * platform's location, which exists on custom domains. Whether one still holds is for the asker to find out.
 */
import type { MetricValue, QueryAnswer } from "../../schema/query.ts";

export interface KeptAnswer {
  answer: QueryAnswer<MetricValue>;
  /** When its rows were read, ms by ClickHouse's clock. */
  readAt: number;
}

export interface AnswerCache {
  find(key: string): Promise<KeptAnswer | null>;
  /** Nobody waits for it. */
  keep(key: string, kept: KeptAnswer): void;
}

/** A new version of the program may compute otherwise; after an hour nothing of the old one is left. */
export const MAX_KEPT_MS = 3_600_000;
/** Of all answers in an isolate's memory, and of one of them: characters. */
const MAX_MEMORY = 8_000_000;
const MAX_ANSWER = 500_000;

/** In the order of their last use. Texts, so that nobody changes what another is told. */
const memory = new Map<string, string>();
let size = 0;

/** `places` is the platform's; `wait` keeps the request alive for what nobody waits for. */
export function answerCache(
  places: Pick<Cache, "match" | "put"> | undefined,
  wait: (work: Promise<unknown>) => void,
): AnswerCache {
  return {
    async find(key) {
      const text = recall(key) ?? (await found(places, key));
      if (text === undefined) return null;
      remember(key, text);
      // Only `keep` writes it.
      return JSON.parse(text) as KeptAnswer;
    },
    keep(key, kept) {
      const text = JSON.stringify(kept);
      if (text.length > MAX_ANSWER) return;
      remember(key, text);
      const headers = { "cache-control": `max-age=${MAX_KEPT_MS / 1_000}` };
      if (places !== undefined)
        wait(places.put(addressOf(key), new Response(text, { headers })).catch(() => undefined));
    },
  };
}

/** The cache goes by addresses; this one is nobody's. */
const addressOf = (key: string): string => `https://answers.invalid/${key}`;

/** A cache that fails has nothing. */
async function found(places: Pick<Cache, "match"> | undefined, key: string): Promise<string | undefined> {
  try {
    return await places?.match(addressOf(key)).then((response) => response?.text());
  } catch {
    return undefined;
  }
}

function recall(key: string): string | undefined {
  const text = memory.get(key);
  if (text === undefined) return undefined;
  forget(key, text);
  return text;
}

function remember(key: string, text: string): void {
  const old = memory.get(key);
  if (old !== undefined) forget(key, old);
  memory.set(key, text);
  size += text.length;
  for (const [oldest, held] of memory) {
    if (size <= MAX_MEMORY) return;
    forget(oldest, held);
  }
}

function forget(key: string, text: string): void {
  memory.delete(key);
  size -= text.length;
}
