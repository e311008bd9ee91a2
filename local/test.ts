/**
 * `npm test`: format, lint, types, and every test (plain, workerd, embedded ClickHouse, real Chromium), one after
 * the other, each run whatever the others said. The last line counts them: `N passed, N failed`.
 * `npm run test:long` is the same at full sizes.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBrowser } from "./browser.ts";

interface Count {
  passed: number;
  failed: number;
}

const bin = (name: string) => join(import.meta.dirname, "../node_modules/.bin", name);
const folder = mkdtempSync(join(tmpdir(), "footfall-test-"));
const env = {
  ...process.env,
  FORCE_COLOR: "0",
  ...(process.argv.includes("--long") && { FOOTFALL_LONG: "1" }),
};

function step(name: string, command: string, args: string[], extra: Record<string, string> = {}): boolean {
  console.log(`\n— ${name}`);
  return spawnSync(command, args, { stdio: "inherit", env: { ...env, ...extra } }).status === 0;
}

const check = (name: string, command: string, args: string[]): Count =>
  step(name, command, args) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };

/** Counts tests, not files. A run that fails without a failed test (a set-up, a file that does not load) is a failure too. */
function tests(project: string, extra: Record<string, string> = {}): Count {
  const file = join(folder, `${project}.json`);
  const args = [
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ];
  const isGreen = step(`${project} tests`, bin("vitest"), args, extra);
  const { passed, failed, skipped } = readReport(file);
  if (skipped > 0) console.error(`${skipped} tests were skipped, and a skipped test counts as failed.`);
  return { passed, failed: Math.max(failed + skipped, isGreen && passed > 0 ? 0 : 1) };
}

function readReport(file: string): Count & { skipped: number } {
  try {
    const { numPassedTests, numFailedTests, numTotalTests } = JSON.parse(readFileSync(file, "utf8"));
    const skipped = numTotalTests - numPassedTests - numFailedTests;
    return { passed: numPassedTests, failed: numFailedTests, skipped };
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}

async function withBrowser(): Promise<Count> {
  try {
    return tests("e2e", { CHROMIUM_PATH: await ensureBrowser() });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  }
}

const counts = [
  check("format and lint", bin("biome"), ["check", "."]),
  check("types", bin("tsc"), ["--noEmit"]),
  check("types of the workers", bin("tsc"), ["--noEmit", "-p", "workers"]),
  tests("plain"),
  tests("workerd"),
  tests("clickhouse"),
  await withBrowser(),
];
rmSync(folder, { recursive: true, force: true });
const total = counts.reduce((sum, { passed, failed }) => ({
  passed: sum.passed + passed,
  failed: sum.failed + failed,
}));
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
