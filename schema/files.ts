/** How rows may be asked for: `json` is a page of them, the others are all of them, in a file that streams. */
import { z } from "zod";

export const FILE_FORMATS = ["ndjson", "csv", "parquet"] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

export const format = z.enum(["json", ...FILE_FORMATS]).default("json");
