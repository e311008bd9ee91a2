/**
 * The deployment's secrets: made once, kept on this machine in a file that only its owner reads, because Cloudflare shows
 * none again, and the split form needs the same one twice. Never printed, never an argument of a command.
 */
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { ServiceUser } from "../../schema/clickhouse/users.ts";
import type { Account } from "./account.ts";
import type { SecretName, WorkerPart } from "./names.ts";

export interface ClickHouseUser {
  name: string;
  password: string;
}

export interface Secrets {
  secretKey: string | null;
  adminToken: string | null;
  clickhouseUrl: string | null;
  /** Whom this machine comes as: may create tables, and users unless those are given. */
  administrator: ClickHouseUser | null;
  writer: ClickHouseUser | null;
  reader: ClickHouseUser | null;
  rollups: ClickHouseUser | null;
  accessId: string | null;
  accessSecret: string | null;
}

export const NO_SECRETS: Secrets = {
  ...{ secretKey: null, adminToken: null, clickhouseUrl: null, administrator: null },
  ...{ writer: null, reader: null, rollups: null, accessId: null, accessSecret: null },
};

type Variables = Readonly<Record<string, string | undefined>>;

/** What the environment says goes before what was kept. */
export function givenSecrets(env: Variables, kept: Secrets): Secrets {
  const user = (name: string, before: ClickHouseUser | null): ClickHouseUser | null =>
    env[`CLICKHOUSE_${name}USER`]
      ? { name: env[`CLICKHOUSE_${name}USER`] ?? "", password: env[`CLICKHOUSE_${name}PASSWORD`] ?? "" }
      : before;
  return {
    secretKey: env.FOOTFALL_SECRET_KEY || kept.secretKey,
    adminToken: env.FOOTFALL_ADMIN_TOKEN || kept.adminToken,
    clickhouseUrl: env.CLICKHOUSE_URL || kept.clickhouseUrl,
    administrator: user("", kept.administrator),
    writer: user("WRITER_", kept.writer),
    reader: user("READER_", kept.reader),
    rollups: user("ROLLUP_", kept.rollups),
    accessId: env.CLICKHOUSE_ACCESS_CLIENT_ID || kept.accessId,
    accessSecret: env.CLICKHOUSE_ACCESS_CLIENT_SECRET || kept.accessSecret,
  };
}

export const randomSecret = (prefix = ""): string => prefix + randomBytes(32).toString("base64url");

/**
 * With everything that has to be there, the missing made up. A key that a Worker has already and nobody here knows must
 * not be made anew: it signs every site's key. @throws Error that says what to do then.
 */
export function completeSecrets(secrets: Secrets, account: Account, parts: readonly WorkerPart[]): Secrets {
  const having = (name: SecretName) => parts.filter((part) => account.workers.get(part.name)?.includes(name));
  const lacking = (name: SecretName) =>
    parts.filter((part) => part.secrets.includes(name) && !account.workers.get(part.name)?.includes(name));
  for (const [name, variable, value] of [
    ["SECRET_KEY", "FOOTFALL_SECRET_KEY", secrets.secretKey],
    ["ADMIN_TOKEN", "FOOTFALL_ADMIN_TOKEN", secrets.adminToken],
  ] as const)
    if (value === null && having(name).length > 0 && lacking(name).length > 0)
      throw new Error(
        `${having(name)[0]?.name} has a ${name} that this machine does not know, and ${lacking(name)[0]?.name} needs the same. ` +
          `Set ${variable} to it, or run from the machine that deployed first (its .footfall/deploy/secrets.json has it).`,
      );
  const isNew = (name: SecretName) => having(name).length === 0;
  const user = (name: ServiceUser): ClickHouseUser => ({
    name: `footfall_${name}`,
    password: randomSecret(),
  });
  const needsUsers = lacking("CLICKHOUSE_PASSWORD").length > 0;
  return {
    ...secrets,
    secretKey: secrets.secretKey ?? (isNew("SECRET_KEY") ? randomSecret() : null),
    adminToken: secrets.adminToken ?? (isNew("ADMIN_TOKEN") ? randomSecret("ff_") : null),
    writer: secrets.writer ?? (needsUsers ? user("writer") : null),
    reader: secrets.reader ?? (needsUsers ? user("reader") : null),
    rollups: secrets.rollups ?? (needsUsers ? user("rollups") : null),
  };
}

/** What a Worker is given; a secret that nobody here knows is left as it is there. */
export function secretsOf(part: WorkerPart, secrets: Secrets): Partial<Record<SecretName, string>> {
  // The query worker of the split form has one user, who reads.
  const own = part.part === "query" ? secrets.reader : secrets.writer;
  const all: Partial<Record<SecretName, string | null | undefined>> = {
    SECRET_KEY: secrets.secretKey,
    ADMIN_TOKEN: secrets.adminToken,
    CLICKHOUSE_URL: secrets.clickhouseUrl,
    CLICKHOUSE_USER: own?.name,
    CLICKHOUSE_PASSWORD: own?.password,
    CLICKHOUSE_ROLLUP_USER: secrets.rollups?.name,
    CLICKHOUSE_ROLLUP_PASSWORD: secrets.rollups?.password,
    CLICKHOUSE_READER_USER: secrets.reader?.name,
    CLICKHOUSE_READER_PASSWORD: secrets.reader?.password,
  };
  const behindAccess = part.secrets.includes("CLICKHOUSE_URL") && secrets.accessId !== null;
  return Object.fromEntries(
    Object.entries({
      ...Object.fromEntries(part.secrets.map((name) => [name, all[name]])),
      ...(behindAccess && {
        CLICKHOUSE_ACCESS_CLIENT_ID: secrets.accessId,
        CLICKHOUSE_ACCESS_CLIENT_SECRET: secrets.accessSecret,
      }),
    }).filter((entry): entry is [SecretName, string] => typeof entry[1] === "string"),
  );
}

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

export function readSecrets(file: string): Secrets {
  // Written by this tool.
  return existsSync(file)
    ? { ...NO_SECRETS, ...(JSON.parse(readFileSync(file, "utf8")) as Partial<Secrets>) }
    : NO_SECRETS;
}

export function keepSecrets(file: string, secrets: Secrets): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
}
