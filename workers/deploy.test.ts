import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";

const TOP = join(import.meta.dirname, "..");
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "footfall-deploy-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What `wrangler deploy` would upload, and what it printed. */
async function dryRun(config: string): Promise<{ printed: string; script: string }> {
  const outdir = join(folder, config.replaceAll("/", "-"));
  const { stdout, stderr } = await run(
    process.execPath,
    [
      join(TOP, "node_modules/wrangler/bin/wrangler.js"),
      "deploy",
      "--dry-run",
      `--config=${config}`,
      `--outdir=${outdir}`,
    ],
    { cwd: TOP, env: { ...process.env, WRANGLER_SEND_METRICS: "false", CI: "true" } },
  );
  const script = readdirSync(outdir).find((file) => file.endsWith(".js")) ?? "";
  return { printed: stdout + stderr, script: readFileSync(join(outdir, script), "utf8") };
}

const COLLECTOR = "workers/collector/wrangler.toml";

describe.each([
  [
    "the all-in-one Worker",
    "wrangler.toml",
    [
      "EVENTS",
      "CONTROL",
      "ARCHIVE",
      "SHARDS",
      "SALTS",
      "LIVE",
      "ASSETS",
      "ADDRESS_LIMIT",
      "SITE_LIMIT",
      "TOKEN_LIMIT",
    ],
  ],
  ["the collector", COLLECTOR, ["EVENTS", "CONTROL", "SALTS", "ASSETS", "ADDRESS_LIMIT", "SITE_LIMIT"]],
  [
    "the consumer",
    "workers/consumer/wrangler.toml",
    ["EVENTS", "CONTROL", "ARCHIVE", "SHARDS", "SALTS", "LIVE"],
  ],
  ["the query worker", "workers/query/wrangler.toml", ["EVENTS", "CONTROL", "SHARDS", "LIVE", "TOKEN_LIMIT"]],
])("wrangler deploy --dry-run of %s", (_, config, bindings) => {
  test("passes, without a warning, with its bindings", async () => {
    const { printed } = await dryRun(config);
    expect(printed).toContain("--dry-run: exiting now.");
    expect(printed).not.toMatch(/▲|WARNING/);
    for (const binding of bindings) expect(printed).toContain(`env.${binding}`);
  }, 60_000);
});

test("the collector's bundle holds neither ClickHouse's client nor a parser, nor a ClickHouse secret", async () => {
  const { printed, script } = await dryRun(COLLECTOR);
  expect(script).toContain("/capture");
  expect(script).not.toMatch(/X-ClickHouse|ua-parser|UAParser|isbot|ZodError/i);
  expect(printed).not.toMatch(/CLICKHOUSE/);
}, 60_000);
