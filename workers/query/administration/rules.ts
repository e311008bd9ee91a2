/**
 * A site's rules: made, listed, ordered, changed and deleted. With each change the site's own row learns of it in the
 * same transaction, since that row is what the collector and the consumer read.
 */
import type { SiteId } from "../../../schema/ids.ts";
import { MAX_RULES, type Rule } from "../../../schema/rule.ts";
import { newRule, type RuleAnswer, ruleChange } from "../../../schema/rule-input.ts";
import { base32 } from "../../control/base32.ts";
import { forgetSite } from "../../control/sites.ts";
import { allows, type Grant } from "../../control/tokens.ts";
import { parseWith } from "../parse.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Administering } from "./administering.ts";
import { missing } from "./owned.ts";
import { keptCondition } from "./rule-value.ts";

interface RuleRow extends Rule {
  site: SiteId;
  position: number;
  name: string;
  created_at: number;
  updated_at: number;
}

/** The site's rules in the order in which they are tried. */
export async function listRules(
  about: Administering,
  siteId: string,
): Promise<{ rules: RuleAnswer[] } | Refusal> {
  const site = await findSite(about, siteId);
  return typeof site === "string" ? { rules: (await rowsOf(about.control, site)).map(present) } : site;
}

export async function readRule(about: Administering, id: string): Promise<RuleAnswer | Refusal> {
  const found = await find(about, id);
  return "status" in found ? found : present(found.rule, found.place);
}

export async function createRule(about: Administering, body: unknown): Promise<RuleAnswer | Refusal> {
  const parsed = parseWith(newRule, body);
  if (!parsed.ok) return parsed.refusal;
  const { site_id, name = "", position = MAX_RULES, action, ...asked } = parsed.value;
  const site = await findSite(about, site_id);
  if (typeof site !== "string") return site;
  const condition = keptCondition(asked);
  if ("status" in condition) return condition;
  const rows = await rowsOf(about.control, site);
  if (rows.length >= MAX_RULES)
    return refuse(409, "too_many_rules", `A site has at most ${MAX_RULES} rules.`);
  const times = { created_at: about.now, updated_at: about.now };
  const rule: RuleRow = { id: mintId(), site, position: 0, name, ...condition, action, ...times };
  return write(about, rule, placed(rows, rule, position));
}

export async function changeRule(
  about: Administering,
  id: string,
  body: unknown,
): Promise<RuleAnswer | Refusal> {
  const found = await find(about, id);
  if ("status" in found) return found;
  const parsed = parseWith(ruleChange, body);
  if (!parsed.ok) return parsed.refusal;
  const { position = found.place + 1, ...change } = parsed.value;
  const condition = keptCondition({ ...found.rule, ...said(change) });
  if ("status" in condition) return condition;
  const rule = { ...found.rule, ...said(change), ...condition, updated_at: about.now };
  const others = found.rows.filter((row) => row.id !== id);
  return write(about, rule, placed(others, rule, position));
}

export async function deleteRule(about: Administering, id: string): Promise<Refusal | null> {
  const found = await find(about, id);
  if ("status" in found) return found;
  const { control } = about;
  await commit(about, found.rule.site, [control.prepare("DELETE FROM rules WHERE id = ?").bind(id)]);
  return null;
}

/** The change's own keys: `exactOptionalPropertyTypes` tells absent from undefined, zod does not. */
function said<Change extends object>(
  change: Change,
): { [Key in keyof Change]: Exclude<Change[Key], undefined> } {
  const entries = Object.entries(change).filter(([, value]) => value !== undefined);
  // The entries are those of `change`.
  return Object.fromEntries(entries) as { [Key in keyof Change]: Exclude<Change[Key], undefined> };
}

const mintId = () => `r_${base32(crypto.getRandomValues(new Uint8Array(8)), 12)}`;

const placed = (others: readonly RuleRow[], rule: RuleRow, position: number): RuleRow[] =>
  others.toSpliced(position - 1, 0, rule);

async function write(about: Administering, rule: RuleRow, order: readonly RuleRow[]): Promise<RuleAnswer> {
  const { control } = about;
  const put = control
    .prepare(
      "INSERT OR REPLACE INTO rules (site, id, position, name, field, op, value, action, created_at, updated_at) " +
        "VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(
      ...[rule.site, rule.id, rule.name, rule.field, rule.op, rule.value, rule.action],
      ...[rule.created_at, rule.updated_at],
    );
  const reorder = control
    .prepare(
      "UPDATE rules SET position = ordered.place FROM " +
        "(SELECT key + 1 AS place, value AS id FROM json_each(?1)) AS ordered WHERE rules.id = ordered.id AND site = ?2",
    )
    .bind(JSON.stringify(order.map(({ id }) => id)), rule.site);
  await commit(about, rule.site, [put, reorder]);
  return present(
    rule,
    order.findIndex(({ id }) => id === rule.id),
  );
}

/** Together with what the site's row says of its rules. */
async function commit(
  { control }: Administering,
  site: SiteId,
  changes: readonly D1PreparedStatement[],
): Promise<void> {
  const note = control
    .prepare(
      "UPDATE sites SET rules_revision = rules_revision + 1, address_rules = (SELECT json_group_array(json_object('id', id, 'cidr', value)) " +
        "FROM rules WHERE site = ?1 AND field = 'address') WHERE id = ?1",
    )
    .bind(site);
  await control.batch([...changes, note]);
  forgetSite(control, site);
}

async function rowsOf(control: D1Database, site: SiteId): Promise<RuleRow[]> {
  const { results } = await control
    .prepare("SELECT * FROM rules WHERE site = ? ORDER BY position, id")
    .bind(site)
    .all<RuleRow>();
  return results;
}

const mayChange = (grant: Grant, site: SiteId): boolean => allows(grant, "sites:admin", site);

/** A site of somebody else and one that does not exist look the same. */
async function findSite({ control, grant }: Administering, siteId: string): Promise<SiteId | Refusal> {
  const row = await control
    .prepare("SELECT id FROM sites WHERE id = ? AND deleted_at IS NULL")
    .bind(siteId)
    .first<{ id: SiteId }>();
  return row !== null && mayChange(grant, row.id)
    ? row.id
    : missing(grant, "no_such_site", "There is no such site among those that this token may change.");
}

interface Found {
  rule: RuleRow;
  /** From 0. */
  place: number;
  /** All rules of its site. */
  rows: RuleRow[];
}

async function find(about: Administering, id: string): Promise<Found | Refusal> {
  const none = missing(
    about.grant,
    "no_such_rule",
    "There is no such rule at a site that this token may change.",
  );
  const row = await about.control.prepare("SELECT site FROM rules WHERE id = ?").bind(id).first<RuleRow>();
  if (row === null || typeof (await findSite(about, row.site)) !== "string") return none;
  const rows = await rowsOf(about.control, row.site);
  const place = rows.findIndex((each) => each.id === id);
  const rule = rows[place];
  return rule === undefined ? none : { rule, place, rows };
}

const present = (row: RuleRow, place: number): RuleAnswer => ({
  ...{ id: row.id, site_id: row.site, position: place + 1, name: row.name },
  ...{ field: row.field, op: row.op, value: row.value, action: row.action },
  created_at: new Date(row.created_at).toISOString(),
  updated_at: new Date(row.updated_at).toISOString(),
});
