/** Segments: filters saved for oneself (whoever may read the site), or for all who read it (its administrators). */
import { newSegment, type SegmentAnswer, segmentChange } from "../../../schema/definitions.ts";
import type { Filter } from "../../../schema/query.ts";
import { filtersOf, forgetDefinitions, type SegmentRow } from "../definitions.ts";
import { parseQuery, parseWith } from "../parse.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Kept } from "../routes/definitions.ts";
import type { Administering } from "./administering.ts";
import { iso, owned, siteWith } from "./owned.ts";

async function create(about: Administering, body: unknown): Promise<SegmentAnswer | Refusal> {
  const parsed = parseWith(newSegment, body);
  if (!parsed.ok) return parsed.refusal;
  const { site_id, name, kind, filters } = parsed.value;
  const site = await siteWith(about, site_id, scopeOf(kind));
  if ("status" in site) return site;
  const refusal = filtersRefusal(filters);
  if (refusal !== null) return refusal;
  const row: SegmentRow = {
    ...{ id: crypto.randomUUID(), site: site.id, name, kind, owner: about.grant.id },
    ...{ filters: JSON.stringify(filters), created_at: about.now, updated_at: about.now },
  };
  await about.control
    .prepare(
      "INSERT INTO segments (id, site, name, kind, owner, filters, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(row.id, row.site, row.name, row.kind, row.owner, row.filters, row.created_at, row.updated_at)
    .run();
  forgetDefinitions(about.control, row.site);
  return present(row);
}

/** What no question could be asked with is not saved: a share has nothing else to ask with. */
function filtersRefusal(filters: readonly Filter[]): Refusal | null {
  const parsed = parseQuery({ site_id: "-", metrics: ["visitors"], date_range: "7d", filters });
  return parsed.ok ? null : parsed.refusal;
}

const scopeOf = (kind: SegmentRow["kind"]) => (kind === "site" ? "sites:admin" : "stats:read");

async function list(about: Administering, siteId: string): Promise<{ segments: SegmentAnswer[] } | Refusal> {
  const site = await siteWith(about, siteId, "stats:read");
  if ("status" in site) return site;
  const { results } = await about.control
    .prepare("SELECT * FROM segments WHERE site = ? ORDER BY name, id")
    .bind(site.id)
    .all<SegmentRow>();
  return { segments: results.filter((row) => isSeen(about, row)).map(present) };
}

/** A personal segment is its owner's, and nobody else's. */
const isSeen = ({ grant }: Administering, { kind, owner }: SegmentRow): boolean =>
  kind === "site" || owner === grant.id;

async function read(about: Administering, id: string): Promise<SegmentAnswer | Refusal> {
  const row = await find(about, id, "read");
  return "status" in row ? row : present(row);
}

async function change(about: Administering, id: string, body: unknown): Promise<SegmentAnswer | Refusal> {
  const row = await find(about, id, "write");
  if ("status" in row) return row;
  const parsed = parseWith(segmentChange, body);
  if (!parsed.ok) return parsed.refusal;
  const { name = row.name, kind = row.kind, filters = filtersOf(row) } = parsed.value;
  const site = await siteWith(about, row.site, scopeOf(kind));
  if ("status" in site) return site;
  const refusal = filtersRefusal(filters);
  if (refusal !== null) return refusal;
  if (kind === "personal" && row.kind === "site" && (await isShared(about, id))) return shared;
  const changed = { ...row, name, kind, filters: JSON.stringify(filters), updated_at: about.now };
  await about.control
    .prepare("UPDATE segments SET name = ?, kind = ?, filters = ?, updated_at = ? WHERE id = ?")
    .bind(name, kind, changed.filters, about.now, id)
    .run();
  forgetDefinitions(about.control, row.site);
  return present(changed);
}

async function remove(about: Administering, id: string): Promise<Refusal | null> {
  const row = await find(about, id, "write");
  if ("status" in row) return row;
  if (await isShared(about, id)) return shared;
  await about.control.prepare("DELETE FROM segments WHERE id = ?").bind(id).run();
  forgetDefinitions(about.control, row.site);
  return null;
}

const shared = refuse(409, "segment_is_shared", "A share shows this segment. Revoke the share first.");

const isShared = async ({ control, now }: Administering, id: string): Promise<boolean> =>
  (await control
    .prepare(
      "SELECT id FROM shares WHERE segment = ? AND revoked_at IS NULL AND coalesce(expires_at, ?2 + 1) > ?2",
    )
    .bind(id, now)
    .first()) !== null;

async function find(
  about: Administering,
  id: string,
  purpose: "read" | "write",
): Promise<SegmentRow | Refusal> {
  const row = await about.control.prepare("SELECT * FROM segments WHERE id = ?").bind(id).first<SegmentRow>();
  const seen = row !== null && isSeen(about, row) ? row : null;
  return owned(
    about,
    seen,
    "segment",
    purpose === "read" || seen === null ? "stats:read" : scopeOf(seen.kind),
  );
}

const present = (row: SegmentRow): SegmentAnswer => ({
  ...{ id: row.id, site_id: row.site, name: row.name, kind: row.kind, filters: filtersOf(row) },
  ...{ created_at: iso(row.created_at), updated_at: iso(row.updated_at) },
});

export const segments: Kept = { create, list, read, change, remove };
