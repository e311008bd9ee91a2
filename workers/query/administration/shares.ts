/** Shares: made for a site or a segment of it, listed, renamed and revoked. */
import { newShare, type ShareAnswer, shareChange } from "../../../schema/definitions.ts";
import type { SiteId } from "../../../schema/ids.ts";
import { hashToken } from "../../control/tokens.ts";
import { parseWith } from "../parse.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Kept } from "../routes/definitions.ts";
import { forgetShare, mintShareToken } from "../shares.ts";
import type { Administering } from "./administering.ts";
import { iso, owned, siteWith } from "./owned.ts";

interface ShareRow {
  id: string;
  hash: string;
  site: SiteId;
  name: string;
  segment: string | null;
  created_at: number;
  created_by: string;
  expires_at: number | null;
  last_used_at: number | null;
}

/** Mints a share and shows its token and link, this once. */
async function create(
  about: Administering,
  body: unknown,
): Promise<(ShareAnswer & { token: string; link: string }) | Refusal> {
  const parsed = parseWith(newShare, body);
  if (!parsed.ok) return parsed.refusal;
  const { site_id, name, segment_id, expires_at } = parsed.value;
  const site = await siteWith(about, site_id, "sites:admin");
  if ("status" in site) return site;
  const refusal = expiryRefusal(about, expires_at) ?? (await segmentRefusal(about, site.id, segment_id));
  if (refusal !== null) return refusal;
  const token = mintShareToken();
  const row: ShareRow = {
    ...{ id: crypto.randomUUID(), hash: await hashToken(token), site: site.id, name, segment: segment_id },
    ...{ created_at: about.now, expires_at: expires_at === null ? null : Date.parse(expires_at) },
    ...{ created_by: about.grant.id, last_used_at: null },
  };
  await insert(about.control, row);
  return { ...present(row), token, link: `${about.origin}/share#${token}` };
}

function expiryRefusal({ grant, now }: Administering, expires_at: string | null): Refusal | null {
  const expires = expires_at === null ? Number.POSITIVE_INFINITY : Date.parse(expires_at);
  if (expires <= now) return refuse(422, "expired", "`expires_at` lies in the past.", { path: "expires_at" });
  if (grant.expires_at === null || expires <= grant.expires_at) return null;
  const message = "A share cannot outlive the token that makes it.";
  return refuse(403, "beyond_own_expiry", message, { path: "expires_at" });
}

/** Only the site's own: somebody's personal segment is nobody else's to show. */
async function segmentRefusal(
  { control }: Administering,
  site: SiteId,
  id: string | null,
): Promise<Refusal | null> {
  if (id === null) return null;
  const row = await control
    .prepare("SELECT id FROM segments WHERE id = ? AND site = ? AND kind = 'site'")
    .bind(id, site)
    .first();
  const message = "The site has no such segment of the kind `site`.";
  return row === null ? refuse(422, "unknown_segment", message, { path: "segment_id" }) : null;
}

const insert = (control: D1Database, row: ShareRow) =>
  control
    .prepare(
      "INSERT INTO shares (id, hash, site, name, segment, created_at, created_by, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(row.id, row.hash, row.site, row.name, row.segment, row.created_at, row.created_by, row.expires_at)
    .run();

/** Newest first; those that were revoked are gone. */
async function list(about: Administering, siteId: string): Promise<{ shares: ShareAnswer[] } | Refusal> {
  const site = await siteWith(about, siteId, "sites:admin");
  if ("status" in site) return site;
  const { results } = await about.control
    .prepare("SELECT * FROM shares WHERE site = ? AND revoked_at IS NULL ORDER BY created_at DESC, id")
    .bind(site.id)
    .all<ShareRow>();
  return { shares: results.map(present) };
}

async function read(about: Administering, id: string): Promise<ShareAnswer | Refusal> {
  const row = owned(about, await find(about, id), "share", "sites:admin");
  return "status" in row ? row : present(row);
}

async function change(about: Administering, id: string, body: unknown): Promise<ShareAnswer | Refusal> {
  const row = owned(about, await find(about, id), "share", "sites:admin");
  if ("status" in row) return row;
  const parsed = parseWith(shareChange, body);
  if (!parsed.ok) return parsed.refusal;
  await about.control.prepare("UPDATE shares SET name = ? WHERE id = ?").bind(parsed.value.name, id).run();
  return present({ ...row, name: parsed.value.name });
}

async function remove(about: Administering, id: string): Promise<Refusal | null> {
  const row = owned(about, await find(about, id), "share", "sites:admin");
  if ("status" in row) return row;
  await about.control.prepare("UPDATE shares SET revoked_at = ? WHERE id = ?").bind(about.now, id).run();
  forgetShare(about.control, row.hash);
  return null;
}

/** With tokens go the shares that they made: whoever stole one may have made themselves a link. */
export async function revokeSharesOf(
  control: D1Database,
  makers: readonly string[],
  nowMs: number,
): Promise<void> {
  const { results } = await control
    .prepare(
      "UPDATE shares SET revoked_at = ?1 WHERE revoked_at IS NULL AND created_by IN (SELECT value FROM json_each(?2)) RETURNING hash",
    )
    .bind(nowMs, JSON.stringify(makers))
    .all<{ hash: string }>();
  for (const { hash } of results) forgetShare(control, hash);
}

const find = ({ control }: Administering, id: string) =>
  control.prepare("SELECT * FROM shares WHERE id = ? AND revoked_at IS NULL").bind(id).first<ShareRow>();

const present = (row: ShareRow): ShareAnswer => ({
  ...{ id: row.id, site_id: row.site, name: row.name, segment_id: row.segment },
  created_at: iso(row.created_at),
  expires_at: row.expires_at === null ? null : iso(row.expires_at),
  last_used_at: row.last_used_at === null ? null : iso(row.last_used_at),
});

export const shares: Kept = { create, list, read, change, remove };
