/** What the viewer may: of GET /v1/sign-in. Pure; the API decides, this only leaves out what it would refuse. */
import { SCOPES, type Scope } from "../schema/words.ts";

export interface Rights {
  scopes: readonly Scope[];
  /** Ids; none with `admin`, which has all. */
  sites: readonly string[];
}

export const isAdmin = ({ scopes }: Rights): boolean => scopes.includes("admin");

/** Of that site, or of any. */
export const mayAdminister = (rights: Rights, siteId?: string): boolean =>
  isAdmin(rights) ||
  (rights.scopes.includes("sites:admin") && (siteId === undefined || rights.sites.includes(siteId)));

/** Scopes that a token of theirs may have. */
export const mintable = (rights: Rights): Scope[] =>
  isAdmin(rights) ? [...SCOPES] : SCOPES.filter((scope) => rights.scopes.includes(scope));
