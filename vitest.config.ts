import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

/** Against hanging only: a loaded machine is slow, and slow is not wrong. */
const PATIENT = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 30_000 } } };

/** The suffix of a test says the world it needs: none, the runtime, the embedded ClickHouse, or a browser. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...PATIENT,
          name: "plain",
          include: ["**/*.test.ts"],
          exclude: ["**/node_modules/**", "**/*.workerd.test.ts", "**/*.clickhouse.test.ts"],
          pool: "forks",
        },
      },
      {
        plugins: [cloudflareTest({ wrangler: { configPath: "./workers/wrangler.test.toml" } })],
        test: {
          ...PATIENT,
          name: "workerd",
          include: ["**/*.workerd.test.ts"],
          exclude: ["**/node_modules/**"],
          // The runtime sees no environment but this.
          env: pick(process.env, ["FOOTFALL_LONG", "FOOTFALL_SEED"]),
        },
      },
      {
        test: {
          ...PATIENT,
          name: "clickhouse",
          include: ["**/*.clickhouse.test.ts"],
          exclude: ["**/node_modules/**"],
          globalSetup: ["local/clickhouse-for-tests.ts"],
        },
      },
      {
        test: {
          ...PATIENT,
          name: "e2e",
          include: ["e2e/**/*.spec.ts"],
          globalSetup: ["e2e/stack.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});

function pick(all: NodeJS.ProcessEnv, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (all[name] ? [[name, all[name]]] : [])));
}
