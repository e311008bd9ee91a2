/** The archive of a local Footfall: miniflare keeps the bucket and the control plane in the data folder. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { getPlatformProxy } from "wrangler";
import type { ErasureRow } from "../../workers/control/erasures.ts";
import type { ArchiveSource } from "./source.ts";

/** Footfall must not be running: two processes would share its files. */
export async function localSource(dataFolder: string): Promise<ArchiveSource> {
  const { env, dispose } = await getPlatformProxy<Env>({
    configPath: fileURLToPath(new URL("bindings.toml", import.meta.url)),
    persist: { path: join(dataFolder, "workers", "v3") },
  });
  return {
    keys: (prefix) => keysOf(env.ARCHIVE, prefix),
    async read(key) {
      const object = await env.ARCHIVE.get(key);
      if (object === null) throw new Error(`The archive has no ${key}.`);
      return new Uint8Array(await object.arrayBuffer());
    },
    async erasures() {
      const answer = env.CONTROL.prepare("SELECT site, visitor_id, before FROM erasures").all<ErasureRow>();
      return answer.then(
        ({ results }) => results,
        (error: Error) => (error.message.includes("no such table") ? [] : Promise.reject(error)),
      );
    },
    close: dispose,
  };
}

/** The two bindings of `bindings.toml`, as far as a replay uses them. */
interface Env {
  ARCHIVE: {
    list(options: { prefix: string; cursor?: string }): Promise<Page>;
    get(key: string): Promise<{ arrayBuffer(): Promise<ArrayBuffer> } | null>;
  };
  CONTROL: { prepare(sql: string): { all<Row>(): Promise<{ results: Row[] }> } };
}

type Page = { objects: { key: string }[] } & ({ truncated: false } | { truncated: true; cursor: string });

async function keysOf(bucket: Env["ARCHIVE"], prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await bucket.list({ prefix, ...(cursor !== undefined && { cursor }) });
    keys.push(...page.objects.map(({ key }) => key));
    if (!page.truncated) return keys;
    cursor = page.cursor;
  }
}
