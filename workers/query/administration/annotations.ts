/** Annotations: what happened at a time, to be seen beside the numbers. */
import { type AnnotationAnswer, annotationChange, newAnnotation } from "../../../schema/definitions.ts";
import type { SiteId } from "../../../schema/ids.ts";
import { parseWith } from "../parse.ts";
import type { Refusal } from "../refusal.ts";
import type { Kept } from "../routes/definitions.ts";
import type { Administering } from "./administering.ts";
import { iso, owned, siteWith } from "./owned.ts";

interface AnnotationRow {
  id: string;
  site: SiteId;
  /** ms. */
  at: number;
  text: string;
  created_at: number;
}

/** Of one answer; the newest. */
const MAX_LISTED = 1_000;

async function create(about: Administering, body: unknown): Promise<AnnotationAnswer | Refusal> {
  const parsed = parseWith(newAnnotation, body);
  if (!parsed.ok) return parsed.refusal;
  const { site_id, at, text } = parsed.value;
  const site = await siteWith(about, site_id, "sites:admin");
  if ("status" in site) return site;
  const row: AnnotationRow = {
    ...{ id: crypto.randomUUID(), site: site.id, at: Date.parse(at), text, created_at: about.now },
  };
  await about.control
    .prepare("INSERT INTO annotations (id, site, at, text, created_at) VALUES (?, ?, ?, ?, ?)")
    .bind(row.id, row.site, row.at, row.text, row.created_at)
    .run();
  return present(row);
}

/** From the newest time to the oldest. */
async function list(
  about: Administering,
  siteId: string,
): Promise<{ annotations: AnnotationAnswer[] } | Refusal> {
  const site = await siteWith(about, siteId, "stats:read");
  if ("status" in site) return site;
  const { results } = await about.control
    .prepare("SELECT * FROM annotations WHERE site = ? ORDER BY at DESC, id LIMIT ?")
    .bind(site.id, MAX_LISTED)
    .all<AnnotationRow>();
  return { annotations: results.map(present) };
}

async function read(about: Administering, id: string): Promise<AnnotationAnswer | Refusal> {
  const row = owned(about, await find(about, id), "annotation", "stats:read");
  return "status" in row ? row : present(row);
}

async function change(about: Administering, id: string, body: unknown): Promise<AnnotationAnswer | Refusal> {
  const row = owned(about, await find(about, id), "annotation", "sites:admin");
  if ("status" in row) return row;
  const parsed = parseWith(annotationChange, body);
  if (!parsed.ok) return parsed.refusal;
  const at = parsed.value.at === undefined ? row.at : Date.parse(parsed.value.at);
  const text = parsed.value.text ?? row.text;
  await about.control
    .prepare("UPDATE annotations SET at = ?, text = ? WHERE id = ?")
    .bind(at, text, id)
    .run();
  return present({ ...row, at, text });
}

async function remove(about: Administering, id: string): Promise<Refusal | null> {
  const row = owned(about, await find(about, id), "annotation", "sites:admin");
  if ("status" in row) return row;
  await about.control.prepare("DELETE FROM annotations WHERE id = ?").bind(id).run();
  return null;
}

const find = ({ control }: Administering, id: string) =>
  control.prepare("SELECT * FROM annotations WHERE id = ?").bind(id).first<AnnotationRow>();

const present = (row: AnnotationRow): AnnotationAnswer => ({
  ...{ id: row.id, site_id: row.site, at: iso(row.at), text: row.text, created_at: iso(row.created_at) },
});

export const annotations: Kept = { create, list, read, change, remove };
