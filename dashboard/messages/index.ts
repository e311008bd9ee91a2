/** The language of the page. Views take every word from here. */
import { en } from "./en.ts";

/** What each language must say. */
export type Messages = typeof en;

export const t: Messages = en;
