import { createCatalogue } from "../../messages/catalogue.ts";
import { en, type HealthWords } from "./messages/en.ts";
import { type ReasonWords, en as reasons } from "./messages/reasons/en.ts";

/** What the health view says. */
export const words = createCatalogue<HealthWords>(en, {
  de: () => import("./messages/de.ts"),
  fr: () => import("./messages/fr.ts"),
  es: () => import("./messages/es.ts"),
  ja: () => import("./messages/ja.ts"),
  ar: () => import("./messages/ar.ts"),
});

/** What each reason means, and what can be done about it. */
export const reasonWords = createCatalogue<ReasonWords>(reasons, {
  de: () => import("./messages/reasons/de.ts"),
  fr: () => import("./messages/reasons/fr.ts"),
  es: () => import("./messages/reasons/es.ts"),
  ja: () => import("./messages/reasons/ja.ts"),
  ar: () => import("./messages/reasons/ar.ts"),
});
