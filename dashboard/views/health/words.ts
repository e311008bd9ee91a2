import { createCatalogue } from "../../messages/catalogue.ts";
import { en, type HealthWords } from "./messages/en.ts";

/** What the health view says. */
export const words = createCatalogue<HealthWords>(en, {
  de: () => import("./messages/de.ts"),
  fr: () => import("./messages/fr.ts"),
  es: () => import("./messages/es.ts"),
  ja: () => import("./messages/ja.ts"),
  ar: () => import("./messages/ar.ts"),
});
