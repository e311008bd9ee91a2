/** What `npm run import:access-log` was asked to do. */
import { parseArgs } from "node:util";

export interface ImportArguments {
  file: string;
  /** A site's key or id. */
  site: string;
  url: string;
  token?: string;
  host?: string;
  /** Every request, whatever its method, status and extension. */
  all: boolean;
}

export const USAGE =
  "usage: npm run import:access-log FILE -- --site KEY_OR_ID [--url http://localhost:8787] [--token TOKEN] [--host example.com] [--all]";

const OPTIONS = {
  site: { type: "string" },
  url: { type: "string" },
  token: { type: "string" },
  host: { type: "string" },
  all: { type: "boolean" },
} as const;

/**
 * Reads the command line; null when it is not one. Without `--` npm takes the options for its own: what it does not
 * know it passes on as environment variables `npm_config_*`, older ones with their value, newer ones with `true` and
 * the value among the other words. So a word after the file is the site, and one that begins with http is the URL.
 */
export function importArguments(argv: string[], env: NodeJS.ProcessEnv): ImportArguments | null {
  const given = parsed(argv);
  if (!given) return null;
  const [file, ...words] = given.positionals;
  const loose = words.filter((word) => !isUrl(word));
  const swallowed = (name: keyof typeof OPTIONS) => {
    const value = env[`npm_config_${name}`];
    return value === "true" ? undefined : value;
  };
  const site = given.values.site ?? swallowed("site") ?? (env.npm_config_site && loose.shift());
  if (file === undefined || !site || loose.length > 0) return null;
  const { token, host = swallowed("host") } = given.values;
  const url = given.values.url ?? swallowed("url") ?? words.find(isUrl);
  return {
    file,
    site,
    url: (url ?? `http://localhost:${env.FOOTFALL_PORT || "8787"}`).replace(/\/+$/, ""),
    all: given.values.all ?? env.npm_config_all === "true",
    ...(token && { token }),
    ...(host && { host }),
  };
}

const isUrl = (word: string) => /^https?:\/\//.test(word);

function parsed(argv: string[]) {
  try {
    return parseArgs({ args: argv, options: OPTIONS, allowPositionals: true });
  } catch {
    return null;
  }
}
