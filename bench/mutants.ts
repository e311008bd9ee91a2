/**
 * Do the tests of exactly-once find mistakes? Plants one after the other in a copy of the tree and runs the tests that
 * should fail. Ends with code 1 when a mutant survives, or when the tests fail without one.
 *
 *   node bench/mutants.ts [--only text]
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { MUTANTS, type Mutant, SUITES } from "./mutants/list.ts";

const TOP = join(import.meta.dirname, "..");
const LEFT_OUT = new Set(["node_modules", ".git", ".wrangler", ".footfall", "dist"]);

const { values } = parseArgs({ options: { only: { type: "string", default: "" } } });
const mutants = MUTANTS.filter(({ name, file }) => `${name} ${file}`.includes(values.only));
const folder = mkdtempSync(join(tmpdir(), "footfall-mutants-"));
try {
  cpSync(TOP, folder, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) });
  symlinkSync(join(TOP, "node_modules"), join(folder, "node_modules"));
  const broken = [...new Set(mutants.map(({ suite }) => suite))].filter((suite) => !isGreen(suite));
  if (broken.length > 0) throw new Error(`Without a mutant, these tests fail: ${broken.join(", ")}.`);
  const survivors = mutants.filter((mutant) => !isCaught(mutant));
  console.log(`${mutants.length - survivors.length} of ${mutants.length} mutants were caught`);
  if (survivors.length > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}

function isCaught(mutant: Mutant): boolean {
  const path = join(folder, mutant.file);
  const text = readFileSync(path, "utf8");
  if (text.split(mutant.from).length !== 2)
    throw new Error(`${mutant.file} does not hold exactly once: ${mutant.from}`);
  writeFileSync(
    path,
    text.replace(mutant.from, () => mutant.to),
  );
  const caught = !isGreen(mutant.suite);
  writeFileSync(path, text);
  console.log(`${caught ? "caught  " : "SURVIVED"} ${mutant.name}`);
  return caught;
}

function isGreen(suite: Mutant["suite"]): boolean {
  const vitest = join(folder, "node_modules/.bin/vitest");
  return (
    spawnSync(vitest, ["run", "--bail=1", ...SUITES[suite]], { cwd: folder, stdio: "ignore" }).status === 0
  );
}
