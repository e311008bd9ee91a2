/** The pages of the health view, and which of them would not be refused. Pure. */
import { isAdmin, mayAdminister, type Rights } from "../../rights.ts";

export const SECTIONS = ["outcomes", "quarantine", "live", "rules", "pipeline", "installation"] as const;
export type Section = (typeof SECTIONS)[number];

export const parseSection = (text: string | undefined): Section =>
  SECTIONS.find((section) => section === text) ?? "outcomes";

/** As long as it is not known what the viewer may, there is what everybody may who reads the site. */
export function sectionsFor(rights: Rights | null, siteId: string | undefined): Section[] {
  const isClosed: Partial<Record<Section, boolean>> = {
    rules: rights === null || !mayAdminister(rights, siteId),
    pipeline: rights === null || !isAdmin(rights),
  };
  return SECTIONS.filter((section) => isClosed[section] !== true);
}
