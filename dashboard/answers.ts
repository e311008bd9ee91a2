/**
 * The answers behind a view, each under the name of the part of the page that shows it: what is shown, what is on its
 * way, what may be shown again at once. One request at a time; an answer that a newer question has overtaken is dropped.
 */
import { action, createModel, signal } from "@preact/signals";
import type { QueryAnswer, QueryInput } from "../schema/query.ts";
import type { Api, Problem } from "./api.ts";

export interface Shown {
  key: string;
  answer: QueryAnswer;
  /** From an earlier visit to the same view: right to look at, but asked for again. */
  isRecalled?: boolean;
}
/** Queries by the names of their parts. */
export type Questions = Record<string, QueryInput>;
export type ShownParts = Record<string, Shown>;
type Keys = Record<string, string>;
/** Answers by their questions, the least recently used first. All views share one: what was looked at is there at once. */
export type AnswerCache = Map<string, QueryAnswer>;

/** Of this very moment: never shown again for going back. */
const MOMENTARY = "now";

/** Answers kept for going back: some twenty views. */
const MAX_CACHED_ANSWERS = 200;

export const AnswersModel = createModel((api: Api, cache: AnswerCache = new Map()) => {
  const shown = signal<ShownParts>({});
  /** Somebody waits for an answer; a silent refresh does not count. */
  const isWaiting = signal(false);
  const problem = signal<Problem | null>(null);
  /** Who was there when the page was last loaded: what a pulse is compared with. */
  const loadedNow = signal<QueryAnswer | null>(null);
  let pending: { keys: Keys; abort: AbortController } | null = null;

  /** Parts whose question is neither answered nor being asked. Of this very moment, another moment is no other question. */
  const unasked = (questions: Questions): string[] => {
    const asked = { ...keysShown(shown.value), ...pending?.keys };
    const isKnown = shown.value[MOMENTARY]?.answer.query.site_id === questions[MOMENTARY]?.site_id;
    return Object.keys(questions).filter(
      (part) => keyOf(questions[part]) !== asked[part] && !(part === MOMENTARY && isKnown),
    );
  };

  /**
   * Asks all parts of `questions` (`all`), or those that the page does not answer yet (`changed`), in one request.
   * Until then each part keeps what it showed, or shows the answer that it had to the same question earlier.
   */
  const load = async (questions: Questions, which: "changed" | "all"): Promise<void> => {
    pending?.abort.abort();
    if (which === "changed") {
      shown.value = recall(questions, shown.value, cache);
      isWaiting.value = true;
    }
    const answered = which === "all" ? {} : keysShown(shown.value);
    const wanted = Object.keys(questions).filter((part) => keyOf(questions[part]) !== answered[part]);
    const mine = { keys: keysOf(questions, wanted), abort: new AbortController() };
    pending = mine;
    const asked = wanted.flatMap((part) => questions[part] ?? []);
    const outcome = await api.ask(asked, mine.abort.signal);
    if (pending !== mine) return;
    pending = null;
    isWaiting.value = false;
    problem.value = outcome.ok ? null : outcome.problem;
    if (outcome.ok) accept(mine.keys, wanted, outcome.value);
  };

  const accept = (keys: Keys, parts: string[], answers: QueryAnswer[]): void => {
    const next = { ...shown.value };
    parts.forEach((part, at) => {
      const [key, answer] = [keys[part], answers[at]];
      if (key === undefined || answer === undefined) return;
      next[part] = { key, answer };
      if (part === MOMENTARY) loadedNow.value = answer;
      else remember(cache, key, answer);
    });
    shown.value = next;
  };

  /** What the pulse brought: the number of people now, without anything else. */
  const acceptNow = (question: QueryInput, answer: QueryAnswer): void => {
    shown.value = { ...shown.value, now: { key: keyOf(question), answer } };
  };

  const clear = (): void => {
    pending?.abort.abort();
    pending = null;
    shown.value = {};
    loadedNow.value = null;
    isWaiting.value = false;
    problem.value = null;
  };

  return {
    shown,
    isWaiting,
    problem,
    loadedNow,
    unasked,
    isPending: () => pending !== null,
    load: action(load),
    acceptNow: action(acceptNow),
    clear: action(clear),
  };
});

/** Equal questions have equal keys, because each kind of question is written in one place, its members in one order. */
export const keyOf = (question: QueryInput | undefined): string => JSON.stringify(question) ?? "";

const keysOf = (questions: Questions, parts: string[]): Keys =>
  Object.fromEntries(parts.map((part) => [part, keyOf(questions[part])]));

const keysShown = (shown: ShownParts): Keys =>
  Object.fromEntries(
    Object.entries(shown)
      .filter(([, { isRecalled }]) => !isRecalled)
      .map(([part, { key }]) => [part, key]),
  );

/** Whether events have become visible between two answers to "who is here now". */
export function isNewer(answer: QueryAnswer, than: QueryAnswer | null): boolean {
  if (than === null) return true;
  const events = ({ results }: QueryAnswer) => results[0]?.metrics[1] ?? 0;
  return answer.meta.freshness !== than.meta.freshness || events(answer) > events(than);
}

/** What the page may show while `questions` are on their way: never the numbers of another site. */
function recall(questions: Questions, shown: ShownParts, cache: AnswerCache): ShownParts {
  const parts: ShownParts = {};
  for (const part of Object.keys(questions)) {
    const key = keyOf(questions[part]);
    const [kept, answer] = [shown[part], cache.get(key)];
    if (kept?.key === key) parts[part] = kept;
    else if (answer !== undefined) parts[part] = { key, answer, isRecalled: true };
    else if (kept?.answer.query.site_id === questions[part]?.site_id && kept) parts[part] = kept;
  }
  return parts;
}

function remember(cache: AnswerCache, key: string, answer: QueryAnswer): void {
  cache.delete(key);
  cache.set(key, answer);
  const oldest = cache.keys().next();
  if (cache.size > MAX_CACHED_ANSWERS && !oldest.done) cache.delete(oldest.value);
}
