import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FolderHeldError, lockFolder } from "./folder-lock.ts";

let path: string;
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), "folder-lock-"));
});
afterEach(() => rm(path, { recursive: true, force: true }));

test("one holds a folder; when it gives it back, the next one can", async () => {
  const unlock = await lockFolder(path);
  await expect(lockFolder(path)).rejects.toThrow(new FolderHeldError(path, process.pid).message);
  await unlock();
  await (await lockFolder(path))();
  expect(await readdir(path)).toEqual([]);
});

test.each([
  ["of a dead process", '{"pid":4194304,"born":"1"}'],
  ["of a dead process whose number was given away", `{"pid":${process.pid},"born":"1"}`],
  ["that was never finished", ""],
])("a lock %s is taken over", async (_, text) => {
  await writeFile(join(path, "gateway.lock"), text);
  const unlock = await lockFolder(path);
  await expect(lockFolder(path)).rejects.toThrow(FolderHeldError);
  await unlock();
});
