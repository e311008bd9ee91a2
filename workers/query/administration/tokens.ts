/** Tokens: minted by tokens, for no more than these may themselves. */
import { type NewToken, newToken, type TokenAnswer, tokenChange } from "../../../schema/administration.ts";
import type { SiteId } from "../../../schema/ids.ts";
import { allows, forgetToken, type Grant, hashToken, mintToken } from "../../control/tokens.ts";
import { parseWith } from "../parse.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Administering } from "./administering.ts";
import { missing } from "./owned.ts";
import { revokeSharesOf } from "./shares.ts";

interface TokenRow {
  id: string;
  hash: string;
  name: string;
  scopes: string;
  sites: string;
  created_at: number;
  created_by: string | null;
  expires_at: number | null;
  last_used_at: number | null;
}

/** Mints a token and shows it, this once. */
export async function createToken(
  about: Administering,
  body: unknown,
): Promise<(TokenAnswer & { token: string }) | Refusal> {
  const parsed = parseWith(newToken, body);
  if (!parsed.ok) return parsed.refusal;
  const refusal = await mintRefusal(about, parsed.value);
  if (refusal !== null) return refusal;
  const token = mintToken();
  const row: TokenRow = {
    id: crypto.randomUUID(),
    hash: await hashToken(token),
    name: parsed.value.name,
    scopes: JSON.stringify(parsed.value.scopes),
    sites: JSON.stringify(parsed.value.sites),
    created_at: about.now,
    created_by: about.grant.id,
    expires_at: parsed.value.expires_at === null ? null : Date.parse(parsed.value.expires_at),
    last_used_at: null,
  };
  await insert(about.control, row);
  return { ...present(row), token };
}

/** Why this grant may not mint that token; null when it may. */
async function mintRefusal(
  { control, grant, now }: Administering,
  wanted: NewToken,
): Promise<Refusal | null> {
  if (!mayMint(grant)) return refuse(403, "forbidden", "This needs a token with the scope `sites:admin`.");
  const isWhole = wanted.scopes.includes("admin");
  if (isWhole !== (wanted.sites.length === 0)) {
    const message =
      "Name the sites of the token; only one with the scope `admin` has none, because it has all.";
    return refuse(422, "sites_or_admin", message, { path: "sites" });
  }
  const beyond = beyondGrant(grant, wanted);
  if (beyond !== null) return beyond;
  const expires = wanted.expires_at === null ? Number.POSITIVE_INFINITY : Date.parse(wanted.expires_at);
  if (expires <= now) return refuse(422, "expired", "`expires_at` lies in the past.", { path: "expires_at" });
  if (grant.expires_at !== null && expires > grant.expires_at) {
    const message = "A token cannot outlive the token that mints it.";
    return refuse(403, "beyond_own_expiry", message, { path: "expires_at" });
  }
  return unknownSiteRefusal(control, wanted.sites);
}

const mayMint = (grant: Grant): boolean => allows(grant, "sites:admin");

function beyondGrant(grant: Grant, { scopes, sites }: NewToken): Refusal | null {
  if (grant.scopes.includes("admin")) return null;
  const scope = scopes.find((wanted) => !grant.scopes.includes(wanted));
  if (scope !== undefined) {
    const message = `A token mints only scopes of its own; \`${scope}\` is not among them.`;
    return refuse(403, "beyond_own_scopes", message, { path: "scopes", allowed: grant.scopes });
  }
  const own: readonly string[] = grant.sites;
  return sites.every((site) => own.includes(site))
    ? null
    : refuse(403, "beyond_own_sites", "A token mints only for sites of its own.", { path: "sites" });
}

export async function unknownSiteRefusal(
  control: D1Database,
  sites: readonly string[],
): Promise<Refusal | null> {
  const { results } = await control
    .prepare("SELECT id FROM sites WHERE deleted_at IS NULL AND id IN (SELECT value FROM json_each(?))")
    .bind(JSON.stringify(sites))
    .all<{ id: string }>();
  return results.length === new Set(sites).size
    ? null
    : refuse(422, "no_such_site", "One of `sites` does not exist.", { path: "sites" });
}

/** The tokens that lie within the asker's own rights, newest first. */
export async function listTokens({
  control,
  grant,
}: Administering): Promise<{ tokens: TokenAnswer[] } | Refusal> {
  if (!mayMint(grant)) return refuse(403, "forbidden", "This needs a token with the scope `sites:admin`.");
  const { results } = await control
    .prepare("SELECT * FROM tokens WHERE revoked_at IS NULL ORDER BY created_at DESC, id")
    .all<TokenRow>();
  return { tokens: results.filter((row) => isWithin(grant, row)).map(present) };
}

export async function renameToken(
  about: Administering,
  id: string,
  body: unknown,
): Promise<TokenAnswer | Refusal> {
  const row = await find(about, id);
  if ("status" in row) return row;
  const parsed = parseWith(tokenChange, body);
  if (!parsed.ok) return parsed.refusal;
  await about.control.prepare("UPDATE tokens SET name = ? WHERE id = ?").bind(parsed.value.name, id).run();
  return present({ ...row, name: parsed.value.name });
}

/** Revokes the token and all that it minted, shares too: whoever stole it may have made themselves another. */
export async function revokeToken(about: Administering, id: string): Promise<Refusal | null> {
  const row = await find(about, id);
  if ("status" in row) return row;
  await revokeAllOf(about, id);
  return null;
}

/** The token of that id, and all tokens and shares that it or they have made; or those that a person has made. */
export async function revokeAllOf(about: Pick<Administering, "control" | "now">, id: string): Promise<void> {
  const { results } = await about.control
    .prepare(
      "UPDATE tokens SET revoked_at = ?1 WHERE revoked_at IS NULL AND id IN (WITH RECURSIVE minted (id) AS " +
        "(SELECT ?2 UNION SELECT tokens.id FROM tokens JOIN minted ON tokens.created_by = minted.id) SELECT id FROM minted) RETURNING id, hash",
    )
    .bind(about.now, id)
    .all<{ id: string; hash: string }>();
  for (const { hash } of results) forgetToken(about.control, hash);
  await revokeSharesOf(about.control, [id, ...results.map((revoked) => revoked.id)], about.now);
}

async function find({ control, grant }: Administering, id: string): Promise<TokenRow | Refusal> {
  if (!mayMint(grant)) return refuse(403, "forbidden", "This needs a token with the scope `sites:admin`.");
  const row = await control
    .prepare("SELECT * FROM tokens WHERE id = ? AND revoked_at IS NULL")
    .bind(id)
    .first<TokenRow>();
  return row !== null && isWithin(grant, row)
    ? row
    : missing(grant, "no_such_token", "There is no such token among those within this token's rights.");
}

/** A token sees those that it could have minted. */
function isWithin(grant: Grant, row: TokenRow): boolean {
  if (grant.scopes.includes("admin")) return true;
  const { scopes, sites } = present(row);
  const ownScopes: readonly string[] = grant.scopes;
  return (
    scopes.every((scope) => ownScopes.includes(scope)) &&
    sites.length > 0 &&
    sites.every((site) => grant.sites.includes(site as SiteId))
  );
}

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** Everything but the hash. Only this file writes the JSON columns. */
const present = (row: TokenRow): TokenAnswer => ({
  id: row.id,
  name: row.name,
  scopes: JSON.parse(row.scopes) as string[],
  sites: JSON.parse(row.sites) as string[],
  created_at: new Date(row.created_at).toISOString(),
  created_by: row.created_by,
  expires_at: iso(row.expires_at),
  last_used_at: iso(row.last_used_at),
});

async function insert(control: D1Database, row: TokenRow): Promise<void> {
  await control
    .prepare(
      "INSERT INTO tokens (id, hash, name, scopes, sites, created_at, created_by, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(row.id, row.hash, row.name, row.scopes, row.sites, row.created_at, row.created_by, row.expires_at)
    .run();
}
