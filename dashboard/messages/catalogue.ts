/**
 * Words of a part of the page in all languages: English is built in with that part, the others are fetched. The first
 * load has one catalogue, each lazily loaded view its own.
 */
import type { Language, OtherLanguage } from "./languages.ts";

export interface Catalogue<out Words> {
  /** In the language that was loaded last; read it where it is shown, never keep it. */
  readonly t: Words;
  /** Resolves when `t` is in that language; stays as it is when its words cannot be fetched. */
  load(language: Language): Promise<void>;
}

/** All that were made; a change of the language changes them together. */
const catalogues = new Set<Catalogue<unknown>>();

export function createCatalogue<Words>(
  english: Words,
  others: Record<OtherLanguage, () => Promise<{ messages: Words }>>,
): Catalogue<Words> {
  let spoken = english;
  const catalogue: Catalogue<Words> = {
    get t() {
      return spoken;
    },
    async load(language) {
      const fetched = language === "en" ? english : await others[language]().then(wordsOf, () => null);
      if (fetched !== null) spoken = fetched;
    },
  };
  catalogues.add(catalogue);
  return catalogue;
}

const wordsOf = <Words>({ messages }: { messages: Words }): Words => messages;

/** Every part that is on the page, or was. */
export const loadAll = (language: Language): Promise<unknown> =>
  Promise.all([...catalogues].map((catalogue) => catalogue.load(language)));
