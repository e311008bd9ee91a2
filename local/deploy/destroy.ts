/**
 * `npm run destroy`: takes all that a deployment made at Cloudflare away. Asks twice: for the word, and for the name of the
 * bucket, because events that were archived are gone then. ClickHouse is left as it is. `-- --dry-run` prints the commands.
 */
import { type Account, readAccount } from "./account.ts";
import { keptWishes, type World } from "./deploy.ts";
import { realWorld } from "./index.ts";
import { ALL_IN_ONE, BUCKET, DATABASE, DEAD_QUEUE, EVENTS_QUEUE, PAGES_PROJECT, SPLIT } from "./names.ts";
import { parseRun, type Wishes } from "./wishes.ts";

/** Who binds a thing goes before it. Pure. */
export function planDestruction(account: Account, { jurisdiction }: Wishes): string[][] {
  const there = [...SPLIT]
    .reverse()
    .concat(ALL_IN_ONE)
    .filter(({ name }) => account.workers.has(name));
  const where = jurisdiction === null ? [] : ["--jurisdiction", jurisdiction];
  const things: [boolean, string[]][] = [
    [account.pages, ["pages", "project", "delete", PAGES_PROJECT, "--yes"]],
    ...there.map(({ name }): [boolean, string[]] => [true, ["delete", name, "--force"]]),
    [account.eventsQueue, ["queues", "delete", EVENTS_QUEUE]],
    [account.deadQueue, ["queues", "delete", DEAD_QUEUE]],
    [account.database, ["d1", "delete", DATABASE, "--skip-confirmation"]],
    [account.bucket, ["r2", "bucket", "delete", BUCKET, ...where]],
  ];
  return things.flatMap(([isThere, args]) => (isThere ? [args] : []));
}

/** @throws Error in words for the person who typed the command. */
export async function destroy(argv: readonly string[], world: World): Promise<void> {
  const { isDry, wishes } = parseRun(argv, world.env, keptWishes(world.env));
  const account = await readAccount(world.wrangler, wishes, [...SPLIT, ...ALL_IN_ONE]);
  if (account.person === null)
    throw new Error("Nobody is signed in at Cloudflare. Run `npx wrangler login`.");
  const commands = planDestruction(account, wishes);
  if (commands.length === 0) return world.say("There is nothing of Footfall's in this account.");
  for (const args of commands) world.say(`wrangler ${args.join(" ")}`);
  if (isDry) return;
  await beSure(world, account.person);
  for (const args of commands) await remove(world, args);
  world.say("Gone. ClickHouse still has its database; drop it there if you want that too.");
}

/** Nobody answers for a person here: there is no flag that says yes. */
async function beSure(world: World, person: string): Promise<void> {
  const ask = world.ask(false);
  if (ask === null) throw new Error("Destroying asks twice, so it needs a terminal.");
  const word = await ask(
    `This deletes all of the above from the account of ${person}. Type destroy to go on: `,
  );
  if (word !== "destroy") throw new Error("Nothing was deleted.");
  const name = await ask(
    `Archived events, sites and tokens cannot be brought back. Type the bucket's name, ${BUCKET}: `,
  );
  if (name !== BUCKET) throw new Error("Nothing was deleted.");
}

async function remove({ wrangler, say }: World, args: string[]): Promise<void> {
  const { code, out } = await wrangler.run(args);
  if (code === 0) return say(`done   ${args.join(" ")}`);
  const hint =
    args[0] === "r2"
      ? "\nA bucket must be empty: give it a lifecycle rule of one day, wait, and run this again."
      : "";
  throw new Error(
    `wrangler ${args.join(" ")} said:\n${out.trim()}${hint}\nRun it again when that is mended: what is gone stays gone.`,
  );
}

if (import.meta.main)
  await destroy(process.argv.slice(2), realWorld()).catch((error: Error) => {
    console.error(error.message);
    process.exit(1);
  });
