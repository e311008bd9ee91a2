/** Asks the person at the terminal for what neither a flag nor the environment said. */
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import type { Secrets } from "./secrets.ts";

/** Null: nobody is there to be asked. */
export type Ask = ((question: string, isHidden?: boolean) => Promise<string>) | null;

export function terminal(isYes: boolean): Ask {
  if (isYes || !process.stdin.isTTY || !process.stdout.isTTY) return null;
  return async (question, isHidden = false) => {
    // A password is not shown while it is typed.
    const output = new Writable({ write: (_, __, done) => done() });
    if (isHidden) process.stdout.write(question);
    const lines = createInterface({
      input: process.stdin,
      output: isHidden ? output : process.stdout,
      terminal: true,
    });
    try {
      return (await lines.question(isHidden ? "" : question)).trim();
    } finally {
      lines.close();
      if (isHidden) process.stdout.write("\n");
    }
  };
}

/** One address and one user of ClickHouse, when they are not known. */
export async function askForClickHouse(secrets: Secrets, ask: Ask): Promise<Secrets> {
  if (ask === null || (secrets.clickhouseUrl !== null && secrets.administrator !== null)) return secrets;
  const clickhouseUrl = secrets.clickhouseUrl ?? (await ask("ClickHouse's address (https://host:8443): "));
  const name = (await ask("Its user who may create tables and users [default]: ")) || "default";
  return {
    ...secrets,
    clickhouseUrl,
    administrator: { name, password: await ask("That user's password: ", true) },
  };
}
