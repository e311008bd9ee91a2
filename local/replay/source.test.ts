import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { replayArguments } from "./arguments.ts";
import { erasuresOf, folderSource } from "./source.ts";

const folder = mkdtempSync(join(tmpdir(), "footfall-source-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const erasure = { site: "s", visitor_id: "00000000000000aa", before: 5 };

describe("a folder", () => {
  test("lists the files under a prefix as keys, in order, and reads them", async () => {
    mkdirSync(join(folder, "v1/events/site=a"), { recursive: true });
    for (const name of ["b", "a"]) writeFileSync(join(folder, `v1/events/site=a/${name}.parquet`), name);
    const source = folderSource(folder);
    const keys = await source.keys("v1/events/");
    expect(keys).toEqual(["v1/events/site=a/a.parquet", "v1/events/site=a/b.parquet"]);
    expect(new TextDecoder().decode(await source.read(keys[1] ?? ""))).toBe("b");
    expect(await source.keys("v1/manifests/")).toEqual([]);
    await expect(source.read("v1/none")).rejects.toThrow();
  });

  test("I5 says what was erased, or that it cannot say", async () => {
    expect(await folderSource(folder).erasures()).toBeNull();
    writeFileSync(join(folder, "erasures.json"), "[]");
    expect(await folderSource(folder).erasures()).toEqual([]);
  });
});

test.each([
  ["as wrangler prints it", [{ results: [erasure], success: true }]],
  ["as plain rows", [erasure]],
])("erasures %s", (_, printed) => {
  expect(erasuresOf(JSON.stringify(printed))).toEqual([erasure]);
});

test("the command line is read, and what is none says how it goes", () => {
  expect(replayArguments(["--from", "copy", "--partial"])).toMatchObject({
    from: "copy",
    partial: true,
    dead: false,
  });
  expect(replayArguments(["--dead", "--url", "https://a.example/"])).toMatchObject({
    dead: true,
    url: "https://a.example",
  });
  expect(() => replayArguments(["--form", "copy"])).toThrow("usage: npm run replay");
});
