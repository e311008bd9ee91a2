/** Pages of the settings that would not be refused. Pure. */
import { isAdmin, mayAdminister, type Rights } from "../../rights.ts";

export const PAGES = ["site", "snippet", "sites", "tokens", "shares", "people", "audit"] as const;
export type SettingsPage = (typeof PAGES)[number];

export function pagesFor(rights: Rights): SettingsPage[] {
  const needs: Record<SettingsPage, boolean> = {
    site: true,
    snippet: true,
    sites: true,
    tokens: mayAdminister(rights),
    shares: mayAdminister(rights),
    people: isAdmin(rights),
    audit: isAdmin(rights),
  };
  return PAGES.filter((page) => needs[page]);
}
