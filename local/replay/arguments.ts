/** What `npm run replay` was asked to do. */
import { parseArgs } from "node:util";

export interface ReplayArguments {
  /** A downloaded bucket; without one, the local Footfall's own. */
  from?: string;
  /** Goes on although ranges are missing. */
  partial: boolean;
  /** Goes on although nobody can say what was erased. */
  withoutErasures: boolean;
}

export const USAGE = `usage: npm run replay -- [--from FOLDER] [--partial] [--without-erasures]

  --from FOLDER       a bucket that was downloaded; without it, the archive of the local Footfall
  --partial           go on although ranges of the archive are missing
  --without-erasures  go on although FOLDER holds no erasures.json

Writes into CLICKHOUSE_URL (with CLICKHOUSE_USER, CLICKHOUSE_PASSWORD, CLICKHOUSE_DATABASE), or into the local
Footfall's own ClickHouse. See docs/archive.md.`;

/** @throws Error with the usage. */
export function replayArguments(argv: string[]): ReplayArguments {
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        from: { type: "string" },
        partial: { type: "boolean", default: false },
        "without-erasures": { type: "boolean", default: false },
      },
    });
    const { from, partial, "without-erasures": withoutErasures } = values;
    return { ...(from !== undefined && { from }), partial, withoutErasures };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
}
