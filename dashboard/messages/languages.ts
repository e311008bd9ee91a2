/** The languages that the dashboard speaks, each by its own name. */
export const LANGUAGES = ["en", "de", "fr", "es", "ja", "ar"] as const;
export type Language = (typeof LANGUAGES)[number];
/** Those whose words are fetched when they are wanted. */
export type OtherLanguage = Exclude<Language, "en">;

export const LANGUAGE_NAMES: Record<Language, string> = {
  en: "English",
  de: "Deutsch",
  fr: "Français",
  es: "Español",
  ja: "日本語",
  ar: "العربية",
};

const RIGHT_TO_LEFT: readonly Language[] = ["ar"];
export const directionOf = (language: Language): "ltr" | "rtl" =>
  RIGHT_TO_LEFT.includes(language) ? "rtl" : "ltr";

/** The first that is spoken of `wanted` (BCP 47 tags, most wanted first); else English. */
export function chooseLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const found = LANGUAGES.find((language) => tag.toLowerCase().split("-")[0] === language);
    if (found !== undefined) return found;
  }
  return "en";
}

export const parseLanguage = (text: string | null): Language | null =>
  LANGUAGES.find((language) => language === text) ?? null;
