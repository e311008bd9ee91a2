/** Who looks, and at which sites they may. */
import { action, batch, createModel, signal } from "@preact/signals";
import type { Api, NewSite, Outcome, Problem, Site } from "./api.ts";

export const SessionModel = createModel((api: Api) => {
  const state = signal<"asking" | "out" | "in">("asking");
  const problem = signal<Problem | null>(null);
  /** The session ended while somebody looked: nobody left. */
  const hasEnded = signal(false);
  const sites = signal<Site[]>([]);

  /** Opens the session that the cookie carries, or a new one for `token` (of a sign-in link). */
  const start = async (token: string | null): Promise<void> => {
    if (token !== null) return signIn(token);
    const outcome = await api.sites();
    batch(() => {
      if (outcome.ok) sites.value = outcome.value;
      if (outcome.ok) hasEnded.value = false;
      state.value = outcome.ok ? "in" : "out";
      problem.value = outcome.ok || outcome.problem.kind === "signed_out" ? null : outcome.problem;
    });
  };

  const signIn = async (token: string): Promise<void> => {
    const outcome = await api.signIn(token.trim());
    if (outcome.ok) return start(null);
    batch(() => {
      problem.value = outcome.problem;
      state.value = "out";
    });
  };

  const leave = (): void =>
    batch(() => {
      sites.value = [];
      state.value = "out";
      problem.value = null;
      hasEnded.value = false;
    });

  /** The API no longer knows the session: the page is kept as it is, behind the door. */
  const end = (): void => {
    if (state.value !== "in") return;
    leave();
    hasEnded.value = true;
  };

  const signOut = async (): Promise<void> => {
    await api.signOut();
    leave();
  };

  const createSite = async (wanted: NewSite): Promise<Site | null> => {
    const outcome = await api.createSite(wanted);
    problem.value = outcome.ok ? null : outcome.problem;
    if (!outcome.ok) return null;
    sites.value = [...sites.value, outcome.value];
    return outcome.value;
  };

  return {
    state,
    problem,
    sites,
    hasEnded,
    start: action(start),
    signIn: action(signIn),
    end: action(end),
    signOut: action(signOut),
    createSite: action(createSite),
  };
});

/** An API that says when it no longer knows who asks, whatever was asked. */
export function watchSession(api: Api, end: () => void): Api {
  const watched = async <Value>(asked: Promise<Outcome<Value>>): Promise<Outcome<Value>> => {
    const outcome = await asked;
    if (!outcome.ok && outcome.problem.kind === "signed_out") end();
    return outcome;
  };
  return {
    ...api,
    call: (method, path, body, abort) => watched(api.call(method, path, body, abort)),
    ask: (queries, abort) => watched(api.ask(queries, abort)),
    file: (query) => watched(api.file(query)),
  };
}
