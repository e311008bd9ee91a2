/** What `npm run replay` was asked to do. */
import { parseArgs } from "node:util";

export interface ReplayArguments {
  /** Not the archive but the messages that were put aside, of the Footfall at `url`. */
  dead: boolean;
  url?: string;
  /** A downloaded bucket, or `r2:BUCKET`; without one, the local Footfall's own archive. */
  from?: string;
  /** File with the table of erasures; of a downloaded bucket the one beside it. */
  erasures?: string;
  /** Goes on although ranges are missing. */
  partial: boolean;
  /** Goes on although nobody can say what was erased. */
  withoutErasures: boolean;
}

export const USAGE = `usage: npm run replay -- [--from FOLDER|r2:BUCKET] [--erasures FILE] [--partial] [--without-erasures]
       npm run replay -- --dead [--url URL]

  --from FOLDER       a bucket that was downloaded; without it, the archive of the local Footfall
  --from r2:BUCKET    a bucket of R2 (or of another S3), with R2_ENDPOINT, R2_ACCESS_KEY_ID, R2_SECRET_ACCESS_KEY
  --erasures FILE     what was erased, as wrangler prints it; FOLDER/erasures.json of a folder
  --partial           go on although ranges of the archive are missing
  --without-erasures  go on although no list of erasures is given
  --dead              send the messages again that were put aside, through the API of the Footfall at URL
                      (http://localhost:8787) with FOOTFALL_ADMIN_TOKEN or the local one

Writes into CLICKHOUSE_URL (with CLICKHOUSE_USER, CLICKHOUSE_PASSWORD, CLICKHOUSE_DATABASE), or into the local
Footfall's own ClickHouse. See docs/archive.md.`;

/** @throws Error with the usage. */
export function replayArguments(argv: string[]): ReplayArguments {
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        dead: { type: "boolean", default: false },
        url: { type: "string" },
        from: { type: "string" },
        erasures: { type: "string" },
        partial: { type: "boolean", default: false },
        "without-erasures": { type: "boolean", default: false },
      },
    });
    const { dead, url, from, erasures, partial, "without-erasures": withoutErasures } = values;
    return {
      ...{ dead, partial, withoutErasures },
      ...(url !== undefined && { url: url.replace(/\/+$/, "") }),
      ...(from !== undefined && { from }),
      ...(erasures !== undefined && { erasures }),
    };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
}
