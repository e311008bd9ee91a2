import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { logLines } from "./log-lines.ts";

const folder = mkdtempSync(join(tmpdir(), "footfall-lines-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lines = Array.from({ length: 20_000 }, (_, n) => `line ${n} ${"x".repeat(100)}`);
const plain = join(folder, "access.log");
const zipped = join(folder, "access.log.gz");
writeFileSync(plain, `${lines.join("\r\n")}\r\n`);
writeFileSync(zipped, gzipSync(lines.join("\n")));

describe("the lines of a log", () => {
  test.each([plain, zipped])(
    "are all there, however late the reader begins and however slow it is: %s",
    async (file) => {
      const source = logLines(file);
      await setTimeout(50);
      const read: string[] = [];
      for await (const line of source) {
        if (read.length % 5_000 === 0) await setTimeout(5);
        read.push(line);
      }
      expect(read).toEqual(lines);
    },
  );

  test("of a file that is not there are an error at once", () => {
    expect(() => logLines(join(folder, "none.log"))).toThrow("There is no file");
  });

  test("of a file that is not what its name says are an error", async () => {
    const broken = join(folder, "broken.gz");
    writeFileSync(broken, "not gzip");
    const readAll = async () => {
      for await (const line of logLines(broken)) expect(line).toBe("never read");
    };
    await expect(readAll()).rejects.toThrow("incorrect header check");
  });
});
