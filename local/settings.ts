/** Where a local Footfall keeps its data and its secrets, and on which port it answers. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

export interface Settings {
  port: number;
  /** Data folder; survives restarts. */
  folder: string;
  /** Grants everything; FOOTFALL_ADMIN_TOKEN, or generated once and kept in the folder. */
  adminToken: string;
  /** Signs site keys and routes visitors; generated once and kept, for a change makes every key invalid. */
  secretKey: string;
  /** The admin token was generated just now, so nobody has seen it yet. */
  isNewToken: boolean;
}

/**
 * Reads FOOTFALL_PORT (8787), FOOTFALL_DATA (.footfall) and FOOTFALL_ADMIN_TOKEN, and makes the folder.
 * @throws Error with one sentence when a variable cannot be used.
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const port = Number(env.FOOTFALL_PORT || 8787);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`FOOTFALL_PORT must be a port number from 1 to 65535, not "${env.FOOTFALL_PORT}".`);
  const folder = resolve(env.FOOTFALL_DATA || ".footfall");
  mkdirSync(folder, { recursive: true });
  const tokenFile = join(folder, "admin-token");
  const isNewToken = !env.FOOTFALL_ADMIN_TOKEN && !existsSync(tokenFile);
  return {
    port,
    folder,
    adminToken: env.FOOTFALL_ADMIN_TOKEN || keptSecret(tokenFile, "ff_"),
    secretKey: keptSecret(join(folder, "secret-key")),
    isNewToken,
  };
}

/** 256 random bits, made once and readable by their owner only. */
function keptSecret(file: string, prefix = ""): string {
  if (!existsSync(file)) writeFileSync(file, prefix + randomBytes(32).toString("base64url"), { mode: 0o600 });
  return readFileSync(file, "utf8").trim();
}
