/**
 * Things that the API keeps in a list: tokens, goals, segments and their like. What was listed before is shown at once
 * and asked for again; what is taken away goes at once, and comes back when the API refuses.
 */
import { batch, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Api, Outcome, Problem } from "./api.ts";

export interface Kept<Thing extends { id: string }> {
  /** Null until the first answer. */
  things: Signal<Thing[] | null>;
  /** Why the list, or the last removal, failed. */
  problem: Signal<Problem | null>;
  load(): Promise<void>;
  /** Put first; the answer may hold what is shown this once. */
  create<Made extends Thing = Thing>(body: unknown): Promise<Outcome<Made>>;
  change(id: string, body: unknown): Promise<Outcome<Thing>>;
  remove(id: string): Promise<boolean>;
}

/** Lists by the path that they were asked at, so that a view that is opened again has something to show. */
export type KeptCache = Map<string, unknown[]>;

const caches = new WeakMap<object, KeptCache>();

/** That of a session: whoever signs in next begins with nothing. */
export function keptCacheOf(session: { state: ReadonlySignal<string> }): KeptCache {
  const known = caches.get(session);
  if (known !== undefined) return known;
  const cache: KeptCache = new Map();
  caches.set(session, cache);
  effect(() => {
    if (session.state.value === "out") cache.clear();
  });
  return cache;
}

/** `path` is where things are made, `search` what lists those of one site, `key` the answer's member. */
export function createKept<Thing extends { id: string }>(
  api: Api,
  cache: KeptCache,
  { path, search = "", key }: { path: string; search?: string; key: string },
): Kept<Thing> {
  // The cache holds under a path only what this function has put there from the same endpoint.
  const things = signal<Thing[] | null>((cache.get(path + search) as Thing[] | undefined) ?? null);
  const problem = signal<Problem | null>(null);

  const keep = (next: Thing[]): void => {
    things.value = next;
    cache.set(path + search, next);
  };

  const load = async (): Promise<void> => {
    const outcome = await api.call<Record<string, Thing[]>>("GET", path + search);
    batch(() => {
      problem.value = outcome.ok ? null : outcome.problem;
      if (outcome.ok) keep(outcome.value[key] ?? []);
    });
  };

  const create = async <Made extends Thing>(body: unknown): Promise<Outcome<Made>> => {
    const outcome = await api.call<Made>("POST", path, body);
    if (outcome.ok) keep([outcome.value, ...(things.value ?? [])]);
    return outcome;
  };

  const change = async (id: string, body: unknown): Promise<Outcome<Thing>> => {
    const outcome = await api.call<Thing>("PATCH", `${path}/${encodeURIComponent(id)}`, body);
    if (outcome.ok) keep((things.value ?? []).map((thing) => (thing.id === id ? outcome.value : thing)));
    return outcome;
  };

  const remove = async (id: string): Promise<boolean> => {
    const before = things.value ?? [];
    keep(before.filter((thing) => thing.id !== id));
    const outcome = await api.call("DELETE", `${path}/${encodeURIComponent(id)}`);
    if (!outcome.ok) {
      batch(() => {
        problem.value = outcome.problem;
        keep(before);
      });
    }
    return outcome.ok;
  };

  return { things, problem, load, create, change, remove };
}
