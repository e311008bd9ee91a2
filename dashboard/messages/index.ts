/** The words of the first load, and the language that the page speaks. Views take every word from a catalogue. */
import { createCatalogue, loadAll } from "./catalogue.ts";
import { en } from "./en.ts";
import { chooseLanguage, type Language } from "./languages.ts";

/** What each language must say. */
export type Messages = typeof en;

const core = createCatalogue<Messages>(en, {
  de: () => import("./de.ts"),
  fr: () => import("./fr.ts"),
  es: () => import("./es.ts"),
  ja: () => import("./ja.ts"),
  ar: () => import("./ar.ts"),
});

/** Read where it is shown: a change of the language puts another catalogue here. */
export let t: Messages = core.t;

export const currentLanguage = (): Language => chooseLanguage([t.locale]);

/** Resolves when everything on the page can be drawn in that language. */
export async function speak(language: Language): Promise<void> {
  await loadAll(language);
  t = core.t;
}

/** What is made for the language that is spoken, such as a format: made again when another one is. */
export function inLanguage<Value>(make: (language: string) => Value): () => Value {
  let made: { language: string; value: Value } | null = null;
  return () => {
    if (made?.language !== t.locale) made = { language: t.locale, value: make(t.locale) };
    return made.value;
  };
}
