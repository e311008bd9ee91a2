import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

/** Path inside the output folder, with `/`, to content. */
export type Files = Map<string, Uint8Array>;

/**
 * Makes `folder` hold exactly these files. A new content is written beside the folder and renamed into place, so
 * that a reader sees the old file or the new one; an equal file is left alone, so that a watcher sees nothing.
 */
export async function placeFiles(folder: string, files: Files): Promise<void> {
  await mkdir(folder, { recursive: true });
  const workshop = await mkdtemp(`${folder}.new-`);
  try {
    for (const [path, content] of files) await placeFile(workshop, join(folder, path), content);
    for (const path of await listFiles(folder))
      if (!files.has(path)) await rm(join(folder, path), { force: true });
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

async function placeFile(workshop: string, target: string, content: Uint8Array): Promise<void> {
  const present = await readFile(target).catch(() => null);
  if (present?.equals(content)) return;
  const fresh = join(workshop, "file");
  await mkdir(dirname(target), { recursive: true });
  await writeFile(fresh, content);
  await rename(fresh, target);
}

/** Every file under a folder, as paths with `/`; none when there is no such folder. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
}

export interface HeaderRule {
  path: string;
  headers: Record<string, string>;
}

/** The `_headers` file of Workers static assets and Pages. */
export function headersFile(rules: HeaderRule[]): Uint8Array {
  const lines = rules.flatMap(({ path, headers }) => [
    path,
    ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`),
    "",
  ]);
  return Buffer.from(`${lines.join("\n")}\n`);
}

export const IMMUTABLE = "public, max-age=31536000, immutable";
