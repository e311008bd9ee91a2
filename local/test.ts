/**
 * `npm test`: format, lint, types, and every test (plain, workerd, embedded ClickHouse, real Chromium), one after
 * the other, each run whatever the others said. The end names what failed, and the last line counts: `N passed, N failed`.
 * `npm run test:long` is the same at full sizes.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { ensureBrowser } from "./browser.ts";

interface Count {
  passed: number;
  failed: number;
  /** What failed, each with the first lines of what it said: the end of a long output is what is kept of it. */
  failures: string[];
}

const LINES_OF_A_FAILURE = 12;

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
  step(name, command, args)
    ? { passed: 1, failed: 0, failures: [] }
    : { passed: 0, failed: 1, failures: [name] };

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
  const { passed, failed, failures } = readReport(project, file);
  if (failed > 0 || (isGreen && passed > 0)) return { passed, failed, failures };
  return { passed, failed: 1, failures: [...failures, `${project} tests: the run itself failed`] };
}

/** What vitest's `json` reporter writes, as far as it is read here. */
interface Report {
  numPassedTests: number;
  numTotalTests: number;
  testResults: {
    name: string;
    /** Why the file did not load. */
    message: string;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
}

/** A skipped test counts as failed. */
function readReport(project: string, file: string): Count {
  try {
    const {
      numPassedTests: passed,
      numTotalTests,
      testResults,
    }: Report = JSON.parse(readFileSync(file, "utf8"));
    const failures = testResults.flatMap(({ name, message, assertionResults }) =>
      [
        ...(message ? [{ fullName: "", status: "did not load", failureMessages: [message] }] : []),
        ...assertionResults.filter(({ status }) => status !== "passed"),
      ].map(({ fullName, status, failureMessages }) => {
        const said = failureMessages.join("\n").split("\n").slice(0, LINES_OF_A_FAILURE).join("\n");
        return `${project}: ${relative(process.cwd(), name)}: ${fullName}: ${said || status}`;
      }),
    );
    return { passed, failed: numTotalTests - passed, failures };
  } catch {
    return { passed: 0, failed: 0, failures: [] };
  }
}

async function withBrowser(): Promise<Count> {
  try {
    return tests("e2e", { CHROMIUM_PATH: await ensureBrowser() });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { passed: 0, failed: 1, failures: [`no browser: ${why}`] };
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
const total = counts.reduce((sum, { passed, failed, failures }) => ({
  passed: sum.passed + passed,
  failed: sum.failed + failed,
  failures: [...sum.failures, ...failures],
}));
for (const failure of total.failures) console.log(`\n✗ ${failure}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
