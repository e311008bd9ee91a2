/** How a view's questions follow the page: what is chosen in the address, and that the page is asked again. */
import { effect, untracked } from "@preact/signals";
import { AnswersModel, type Questions } from "../answers.ts";
import type { Site } from "../api.ts";
import type { Dashboard } from "../model.ts";
import type { Address } from "../url.ts";
import type { ViewName } from "./names.ts";

/** What a view asks, given all that the viewer chose. Pure; in one order, so that equal questions have equal keys. */
export type Asking = (address: Address, site: Site, nowMs: number) => Questions;

/** Only made inside a `createModel`, which ends the following when the view is left. */
export function followQueries(model: Dashboard, view: ViewName, ask: Asking) {
  const answers = new AnswersModel(model.api, model.answerCache());
  followPage(model, view, (address, site, nowMs) => {
    const questions = ask(address, site, nowMs);
    if (Object.keys(questions).length === 0) return;
    void answers.load(questions, answers.unasked(questions).length > 0 ? "changed" : "all");
  });
  return answers;
}

/**
 * Calls `ask` at once, whenever the address or the site is another, and whenever the page is asked again (`askedAt`
 * moves: new events are there, or somebody pressed `r`).
 */
export function followPage(
  model: Dashboard,
  view: ViewName,
  ask: (address: Address, site: Site, nowMs: number) => void,
): void {
  effect(() => {
    const [address, site, nowMs] = [model.address.value, model.site.value, model.askedAt.value];
    if (site === null || address.view !== view) return;
    untracked(() => ask(address, site, nowMs));
  });
}
