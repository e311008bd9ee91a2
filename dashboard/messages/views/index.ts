/** The words of the views that are fetched when they are opened: one catalogue, fetched with the first of them. */
import { createCatalogue } from "../catalogue.ts";
import { en } from "./en.ts";

export type ViewWords = typeof en;

export const words = createCatalogue<ViewWords>(en, {
  de: () => import("./de.ts"),
  fr: () => import("./fr.ts"),
  es: () => import("./es.ts"),
  ja: () => import("./ja.ts"),
  ar: () => import("./ar.ts"),
});
