import { brotliCompressSync, gzipSync } from "node:zlib";
import { CONTENDERS } from "./contenders.ts";

/** Bytes on the wire of each published script. */
export const weigh = () =>
  Promise.all(
    CONTENDERS.slice(1).map(async ({ name, published }) => {
      const script = await published();
      return {
        name,
        raw: script.length,
        "gzip -9": gzipSync(script, { level: 9 }).length,
        brotli: brotliCompressSync(script).length,
      };
    }),
  );
