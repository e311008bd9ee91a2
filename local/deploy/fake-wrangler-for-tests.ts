/**
 * Wrangler as the tests know it: an account, every call with what came through standard input, and what wrangler says. As
 * a program of its own it keeps the account in the JSON file that FAKE_ACCOUNT names.
 */
import { readFileSync, writeFileSync } from "node:fs";
import type { Ran } from "./wrangler.ts";

export interface FakeAccount {
  person: string | null;
  queues: string[];
  buckets: string[];
  databases: string[];
  projects: string[];
  applied: { name: string; hash: string }[] | null;
  /** Names of the secrets of each Worker. */
  workers: Record<string, string[]>;
  deployed: string[];
  /** Commands that begin so fail, once each. */
  fail: string[];
  calls: { args: string[]; input: string }[];
  /** How many take from each queue. */
  consumers: number;
}

export const emptyAccount = (): FakeAccount => ({
  ...{ person: "someone@example.com", queues: [], buckets: [], databases: [], projects: [], applied: null },
  ...{ workers: {}, deployed: [], fail: [], calls: [], consumers: 1 },
});

const ok = (out: string): Ran => ({ code: 0, out });
const no = (out: string): Ran => ({ code: 1, out: `✘ [ERROR] ${out}` });
const missing = (what: string): Ran => no(`${what} does not exist.`);

/** Changes the account, as the command does. */
export function answer(account: FakeAccount, args: readonly string[], input: string): Ran {
  const command = args.join(" ");
  account.calls.push({ args: [...args], input });
  const planted = account.fail.findIndex((prefix) => command.startsWith(prefix));
  if (planted >= 0) {
    account.fail.splice(planted, 1);
    return no("A request to the Cloudflare API failed. [code: 10000]");
  }
  if (command === "whoami --json")
    return {
      code: account.person === null ? 1 : 0,
      out: JSON.stringify({ loggedIn: account.person !== null, email: account.person }),
    };
  if (account.person === null) return no("You are not authenticated.");
  const known = Object.entries(COMMANDS).find(([prefix]) => command.startsWith(prefix));
  return known === undefined ? no(`Unknown command ${command}`) : known[1](account, args, input);
}

type Answer = (account: FakeAccount, args: readonly string[], input: string) => Ran;
type Things = "queues" | "buckets" | "databases" | "projects";

const flagOf = (args: readonly string[], flag: string): string => args[args.indexOf(flag) + 1] ?? "";
const create =
  (things: Things, at: number): Answer =>
  (account, args) => {
    const name = args[at] ?? "";
    if (account[things].includes(name)) return no(`${name} exists already.`);
    account[things].push(name);
    return ok(`Created ${name}`);
  };
const drop =
  (things: Things, at: number): Answer =>
  (account, args) => {
    const name = args[at] ?? "";
    if (!account[things].includes(name)) return missing(name);
    account[things] = account[things].filter((other) => other !== name);
    return ok(`Deleted ${name}`);
  };
const see =
  (things: Things, at: number): Answer =>
  (account, args) =>
    account[things].includes(args[at] ?? "") ? ok(`Name: ${args[at]}`) : missing(`"${args[at]}"`);
const list =
  (things: Things): Answer =>
  (account) =>
    ok(`\n${JSON.stringify(account[things].map((name) => ({ uuid: `id of ${name}`, name })))}`);

const readLedger: Answer = ({ applied }) =>
  applied === null
    ? no("no such table: schema_migrations")
    : ok(JSON.stringify([{ results: applied, success: true }]));

const execute: Answer = (account, args) => {
  const sql = readFileSync(flagOf(args, "--file"), "utf8");
  const records = [...sql.matchAll(/VALUES \('(\w+)', '([0-9a-f]{64})'/g)];
  account.applied = [
    ...(account.applied ?? []),
    ...records.map(([, name = "", hash = ""]) => ({ name, hash })),
  ];
  return ok("executed");
};

const listSecrets: Answer = (account, args) => {
  const secrets = account.workers[flagOf(args, "--name")];
  return secrets === undefined
    ? missing("This Worker")
    : ok(JSON.stringify(secrets.map((name) => ({ name, type: "secret_text" }))));
};

const giveSecrets: Answer = (account, args, input) => {
  const name = flagOf(args, "--name");
  account.workers[name] = [...new Set([...(account.workers[name] ?? []), ...Object.keys(JSON.parse(input))])];
  return ok("Secrets uploaded");
};

const deploy: Answer = (account, args) => {
  const config = readFileSync(flagOf(args, "--config"), "utf8");
  const [, name = ""] = /^name = "(.*)"$/m.exec(config) ?? [];
  const [, required = ""] = /^required = \[(.*)\]$/m.exec(config) ?? [];
  const names = [...required.matchAll(/"(\w+)"/g)].map(([, secret = ""]) => secret);
  const lacking = names.filter((secret) => !account.workers[name]?.includes(secret));
  if (lacking.length > 0)
    return no(`The following required secrets have not been set: ${lacking.join(", ")}`);
  account.deployed.push(name);
  return ok(`Uploaded ${name}\nDeployed ${name} triggers\n  https://${name}.someone.workers.dev`);
};

const remove: Answer = (account, [, name = ""]) => {
  if (account.workers[name] === undefined) return missing("This Worker");
  delete account.workers[name];
  return ok(`Deleted ${name}`);
};

/** By how they begin; the longer before the shorter. */
const COMMANDS: Record<string, Answer> = {
  "queues create": create("queues", 2),
  "queues delete": drop("queues", 2),
  "queues consumer": () => ok("Removed"),
  queues: (account, args, input) => {
    const seen = see("queues", 2)(account, args, input);
    return seen.code === 0 ? ok(`${seen.out}\nNumber of Consumers: ${account.consumers}`) : seen;
  },
  "r2 bucket create": create("buckets", 3),
  "r2 bucket delete": drop("buckets", 3),
  "r2 bucket info": see("buckets", 3),
  "d1 create": create("databases", 2),
  "d1 delete": drop("databases", 2),
  "d1 list": list("databases"),
  "d1 info": see("databases", 2),
  "d1 execute footfall --remote --json": readLedger,
  "d1 execute": execute,
  "secret list": listSecrets,
  "secret bulk": giveSecrets,
  "deploy ": deploy,
  "delete ": remove,
  "pages project list": list("projects"),
  "pages project create": create("projects", 3),
  "pages project delete": drop("projects", 3),
  "pages deploy": () => ok("Deployment complete"),
};

if (import.meta.main) {
  const file = process.env.FAKE_ACCOUNT ?? "";
  // Written by the test that names it.
  const account = JSON.parse(readFileSync(file, "utf8")) as FakeAccount;
  const { code, out } = answer(account, process.argv.slice(2), readFileSync(0, "utf8"));
  writeFileSync(file, JSON.stringify(account));
  console[code === 0 ? "log" : "error"](out);
  process.exit(code);
}
