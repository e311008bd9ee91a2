/** Goals: made, listed, renamed and deleted. */
import { type GoalAnswer, goalChange, type NewGoal, newGoal } from "../../../schema/definitions.ts";
import { forgetDefinitions, type GoalRow, propsOf } from "../definitions.ts";
import { parseWith } from "../parse.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Kept } from "../routes/definitions.ts";
import type { Administering } from "./administering.ts";
import { iso, owned, siteWith } from "./owned.ts";

/** Each is a condition in every question that asks by goal. */
const MAX_GOALS = 200;

async function create(about: Administering, body: unknown): Promise<GoalAnswer | Refusal> {
  const parsed = parseWith(newGoal, body);
  if (!parsed.ok) return parsed.refusal;
  const site = await siteWith(about, parsed.value.site_id, "sites:admin");
  if ("status" in site) return site;
  const { event = null, page = null, scroll = null, props = {}, currency = null } = parsed.value;
  const row: GoalRow = {
    ...{ id: crypto.randomUUID(), site: site.id, name: parsed.value.name ?? nameOf(parsed.value) },
    ...{ event, page, scroll, props: JSON.stringify(props), currency, created_at: about.now },
  };
  return (await insert(about, row)) ?? present(row);
}

const nameOf = ({ event, page, scroll }: NewGoal): string =>
  event ??
  (scroll === undefined ? `Visit ${page}` : `Scroll ${scroll}%${page === undefined ? "" : ` on ${page}`}`);

async function insert({ control }: Administering, row: GoalRow): Promise<Refusal | null> {
  const inserted = await control
    .prepare(
      "INSERT INTO goals (id, site, name, event, page, scroll, props, currency, created_at) " +
        "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 WHERE (SELECT count(*) FROM goals WHERE site = ?2) < ?10 " +
        "ON CONFLICT (site, name) DO NOTHING RETURNING id",
    )
    .bind(
      row.id,
      row.site,
      row.name,
      row.event,
      row.page,
      row.scroll,
      row.props,
      row.currency,
      row.created_at,
      MAX_GOALS,
    )
    .first();
  if (inserted === null) return (await isTaken(control, row)) ? taken : full;
  forgetDefinitions(control, row.site);
  return null;
}

const taken = refuse(409, "name_taken", "The site has a goal of that name.", { path: "name" });
const full = refuse(409, "too_many_goals", `A site has at most ${MAX_GOALS} goals.`);

const isTaken = async (control: D1Database, { site, name, id }: GoalRow): Promise<boolean> =>
  (await control
    .prepare("SELECT id FROM goals WHERE site = ? AND name = ? AND id != ?")
    .bind(site, name, id)
    .first()) !== null;

async function list(about: Administering, siteId: string): Promise<{ goals: GoalAnswer[] } | Refusal> {
  const site = await siteWith(about, siteId, "stats:read");
  if ("status" in site) return site;
  const { results } = await about.control
    .prepare("SELECT * FROM goals WHERE site = ? ORDER BY name")
    .bind(site.id)
    .all<GoalRow>();
  return { goals: results.map(present) };
}

async function read(about: Administering, id: string): Promise<GoalAnswer | Refusal> {
  const row = owned(about, await find(about, id), "goal", "stats:read");
  return "status" in row ? row : present(row);
}

async function change(about: Administering, id: string, body: unknown): Promise<GoalAnswer | Refusal> {
  const row = owned(about, await find(about, id), "goal", "sites:admin");
  if ("status" in row) return row;
  const parsed = parseWith(goalChange, body);
  if (!parsed.ok) return parsed.refusal;
  const { name = row.name, currency = row.currency } = parsed.value;
  if (await isTaken(about.control, { ...row, name })) return taken;
  await about.control
    .prepare("UPDATE goals SET name = ?, currency = ? WHERE id = ?")
    .bind(name, currency, id)
    .run();
  forgetDefinitions(about.control, row.site);
  return present({ ...row, name, currency });
}

async function remove(about: Administering, id: string): Promise<Refusal | null> {
  const row = owned(about, await find(about, id), "goal", "sites:admin");
  if ("status" in row) return row;
  await about.control.prepare("DELETE FROM goals WHERE id = ?").bind(id).run();
  forgetDefinitions(about.control, row.site);
  return null;
}

const find = ({ control }: Administering, id: string) =>
  control.prepare("SELECT * FROM goals WHERE id = ?").bind(id).first<GoalRow>();

const present = (row: GoalRow): GoalAnswer => ({
  ...{ id: row.id, site_id: row.site, name: row.name },
  ...{ event: row.event, page: row.page, scroll: row.scroll, props: propsOf(row), currency: row.currency },
  created_at: iso(row.created_at),
});

export const goals: Kept = { create, list, read, change, remove };
