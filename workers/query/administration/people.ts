/** People of Cloudflare Access: let in, listed, given other rights, and shut out. For `admin` alone. */
import { newPerson, type PersonAnswer, personChange } from "../../../schema/administration.ts";
import { parseWith } from "../parse.ts";
import { forgetPerson, type PersonRow } from "../people.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Administering } from "./administering.ts";
import { iso } from "./owned.ts";
import { revokeAllOf, unknownSiteRefusal } from "./tokens.ts";

export async function createPerson(about: Administering, body: unknown): Promise<PersonAnswer | Refusal> {
  const parsed = parseWith(newPerson, body);
  if (!parsed.ok) return parsed.refusal;
  const { email, scopes, sites } = parsed.value;
  const refusal = await rightsRefusal(about, scopes, sites);
  if (refusal !== null) return refusal;
  const row: PersonRow = {
    ...{ email, id: `person:${crypto.randomUUID()}`, created_at: about.now },
    ...{ scopes: JSON.stringify(scopes), sites: JSON.stringify(sites) },
  };
  const inserted = await about.control
    .prepare(
      "INSERT INTO people (email, id, scopes, sites, created_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id",
    )
    .bind(row.email, row.id, row.scopes, row.sites, row.created_at)
    .first();
  forgetPerson(about.control, email);
  const known = refuse(409, "known_person", "This person is known already.", { path: "email" });
  return inserted === null ? known : present(row);
}

/** As for tokens: sites, or all of them by `admin`. */
async function rightsRefusal(
  { control }: Administering,
  scopes: readonly string[],
  sites: readonly string[],
): Promise<Refusal | null> {
  if (scopes.includes("admin") !== (sites.length === 0)) {
    const message =
      "Name the person's sites; only one with the scope `admin` has none, because they have all.";
    return refuse(422, "sites_or_admin", message, { path: "sites" });
  }
  return unknownSiteRefusal(control, sites);
}

export async function listPeople({ control }: Administering): Promise<{ people: PersonAnswer[] }> {
  const { results } = await control.prepare("SELECT * FROM people ORDER BY email").all<PersonRow>();
  return { people: results.map(present) };
}

export async function changePerson(
  about: Administering,
  id: string,
  body: unknown,
): Promise<PersonAnswer | Refusal> {
  const row = await find(about, id);
  if (row === null) return unknownPerson;
  const parsed = parseWith(personChange, body);
  if (!parsed.ok) return parsed.refusal;
  const { scopes, sites } = parsed.value;
  const refusal = await rightsRefusal(about, scopes, sites);
  if (refusal !== null) return refusal;
  const changed = { ...row, scopes: JSON.stringify(scopes), sites: JSON.stringify(sites) };
  await about.control
    .prepare("UPDATE people SET scopes = ?, sites = ? WHERE id = ?")
    .bind(changed.scopes, changed.sites, id)
    .run();
  forgetPerson(about.control, row.email);
  return present(changed);
}

export async function deletePerson(about: Administering, id: string): Promise<Refusal | null> {
  const row = await find(about, id);
  if (row === null) return unknownPerson;
  await about.control.prepare("DELETE FROM people WHERE id = ?").bind(id).run();
  forgetPerson(about.control, row.email);
  await revokeAllOf(about, id);
  return null;
}

const unknownPerson = refuse(404, "no_such_person", "There is no such person.");

const find = ({ control }: Administering, id: string) =>
  control.prepare("SELECT * FROM people WHERE id = ?").bind(id).first<PersonRow>();

const present = (row: PersonRow): PersonAnswer => ({
  ...{ id: row.id, email: row.email },
  scopes: JSON.parse(row.scopes) as string[],
  sites: JSON.parse(row.sites) as string[],
  created_at: iso(row.created_at),
});
