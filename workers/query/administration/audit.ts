/** Who did what to which thing: written for every act that changes something, and never what was sent. */
import { type AuditAnswer, auditQuestion, MAX_LISTED_ACTS } from "../../../schema/administration.ts";
import { parseWith } from "../parse.ts";
import type { Refusal } from "../refusal.ts";
import { iso } from "./owned.ts";

export interface Act {
  /** ms. */
  at: number;
  /** The id of the token or person. */
  actor: string;
  /** `POST /v1/goals`, `DELETE /v1/goals/:id`. */
  action: string;
  site: string | null;
  /** The id of what was made, changed or deleted. */
  subject: string | null;
}

export async function writeAct(control: D1Database, act: Act): Promise<null> {
  await control
    .prepare("INSERT INTO audit (at, actor, action, site, subject) VALUES (?, ?, ?, ?, ?)")
    .bind(act.at, act.actor, act.action, act.site, act.subject)
    .run();
  return null;
}

/** The newest first; `after` is the `next` of the page before. */
export async function listActs(
  control: D1Database,
  search: Record<string, string>,
): Promise<AuditAnswer | Refusal> {
  const parsed = parseWith(auditQuestion, search);
  if (!parsed.ok) return parsed.refusal;
  const { results } = await control
    .prepare("SELECT * FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?")
    .bind(parsed.value.after ?? Number.MAX_SAFE_INTEGER, MAX_LISTED_ACTS + 1)
    .all<Act & { id: number }>();
  const page = results.slice(0, MAX_LISTED_ACTS);
  return {
    acts: page.map(({ id, at, ...act }) => ({ id, at: iso(at), ...act })),
    next: results.length > MAX_LISTED_ACTS ? (page.at(-1)?.id ?? null) : null,
  };
}
