import { expect, test } from "vitest";
import { mayAdminister, mintable, type Rights } from "./rights.ts";
import { pagesFor } from "./views/settings/pages.ts";

const READER: Rights = { scopes: ["stats:read"], sites: ["a"] };
const OWNER: Rights = { scopes: ["stats:read", "sites:admin"], sites: ["a"] };
const ADMIN: Rights = { scopes: ["admin"], sites: [] };

test("nobody is shown what would be refused", () => {
  expect(pagesFor(READER)).toEqual(["site", "snippet", "sites"]);
  expect(pagesFor(OWNER)).toEqual(["site", "snippet", "sites", "tokens", "shares"]);
  expect(pagesFor(ADMIN)).toEqual(["site", "snippet", "sites", "tokens", "shares", "people", "audit"]);
});

test("a site is administered by its own administrators, and by the deployment's", () => {
  const may = (rights: Rights) => [mayAdminister(rights, "a"), mayAdminister(rights, "b")];
  expect([may(READER), may(OWNER), may(ADMIN)]).toEqual([
    [false, false],
    [true, false],
    [true, true],
  ]);
});

test("a token mints subsets of its own scopes, the deployment's all", () => {
  expect(mintable(OWNER)).toEqual(["stats:read", "sites:admin"]);
  expect(mintable(ADMIN)).toContain("admin");
});
