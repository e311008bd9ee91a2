/** What the tracker loads only where a site asks for it. */
import type { Fields } from "./emit.ts";

/** The default export of such a file. @param url the page that is shown when the module comes. */
export type Module = (emit: (name: string, fields: Fields) => void, url: string) => void;

export type Loader = (name: string) => Promise<{ default: Module }>;
