/** Where the archive is read from: keys and bytes, whoever keeps them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { ErasureRow } from "../../workers/control/erasures.ts";

export interface ArchiveSource {
  /** All keys that begin with `prefix`, in order. */
  keys(prefix: string): Promise<string[]>;
  /** @throws when there is no such object. */
  read(key: string): Promise<Uint8Array<ArrayBuffer>>;
  /** What was erased on request; null when the source cannot say. */
  erasures(): Promise<ErasureRow[] | null>;
  close(): Promise<void>;
}

/** A bucket that was downloaded into a folder, keys as paths. `erasures.json` beside it holds the table of that name. */
export function folderSource(folder: string): ArchiveSource {
  const erasures = join(folder, "erasures.json");
  return {
    async keys(prefix) {
      const under = join(folder, prefix);
      if (!existsSync(under)) return [];
      return readdirSync(under, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
        .sort();
    },
    read: async (key) => new Uint8Array(readFileSync(join(folder, key))),
    erasures: async () => (existsSync(erasures) ? erasuresOf(readFileSync(erasures, "utf8")) : null),
    close: async () => {},
  };
}

/** As `wrangler d1 execute --json` prints rows (`[{results: […]}]`), or the rows alone. */
export function erasuresOf(json: string): ErasureRow[] {
  // Written by wrangler from our own table.
  const parsed = JSON.parse(json) as (ErasureRow | { results: ErasureRow[] })[];
  return parsed.flatMap((each) => ("results" in each ? each.results : [each]));
}
