/**
 * `npm run deploy`: puts Footfall on Cloudflare, or brings what is there to this version. What is there already is left
 * out, so a run that died is finished by the next. `-- --dry-run` prints every command; docs/deploy.md has the flags.
 */
import { terminal } from "./ask.ts";
import { prepareClickHouse } from "./clickhouse.ts";
import { deploy, type World } from "./deploy.ts";
import { realWrangler } from "./wrangler.ts";

export const realWorld = (): World => ({
  ...{ env: process.env, wrangler: realWrangler(process.env), ask: terminal, clickhouse: prepareClickHouse },
  ...{ fetch, sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)), now: () => Date.now() },
  say: (line) => console.log(line),
});

if (import.meta.main)
  await deploy(process.argv.slice(2), realWorld()).catch((error: Error) => {
    console.error(error.message);
    process.exit(1);
  });
