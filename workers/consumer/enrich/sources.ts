/** Looks a referrer or a tag up in the table of places that people come from. */
import { PLACES } from "./places/index.ts";

export type SourceKind = "search" | "social" | "video" | "shopping" | "email" | "ai" | "ads" | "";

export interface Known {
  name: string;
  kind: SourceKind;
}

/** Exact host, or a host with everything under it (`.` in front); a top-level domain may be `*`, a path may follow. */
const BY_PATTERN = new Map<string, Known>();
const BY_ALIAS = new Map<string, Known>();
for (const [kind, lines] of Object.entries(PLACES) as [SourceKind, string][]) {
  for (const line of lines.split("\n")) {
    const [name = "", patterns = "", aliases = ""] = line.split("|").map((part) => part.trim());
    if (name === "") continue;
    const known: Known = { name, kind: kind === ("other" as string) ? "" : kind };
    for (const pattern of patterns.split(/\s+/).filter(Boolean)) BY_PATTERN.set(pattern, known);
    for (const alias of [name, ...aliases.split(",")].map((text) => text.trim().toLowerCase()))
      if (alias !== "" && !BY_ALIAS.has(alias)) BY_ALIAS.set(alias, known);
  }
}

/** The place of a tag as marketers write it, whatever the case. */
export const findAlias = (tag: string): Known | undefined => BY_ALIAS.get(tag.trim().toLowerCase());

/** The place behind a host (without `www.`) and path, or one whose host says what it is. */
export function findReferrer(host: string, path: string): Known | undefined {
  return lookup(host, path) ?? byLabel(host);
}

/** Longest host first, and for each the longest path first. */
function lookup(host: string, path: string): Known | undefined {
  const [first, second] = path.split("/").slice(1, 3).filter(Boolean);
  const suffixes = [first && second && `/${first}/${second}`, first && `/${first}`, ""];
  for (const pattern of hostPatterns(host))
    for (const suffix of suffixes) {
      const known = suffix === undefined ? undefined : BY_PATTERN.get(pattern + suffix);
      if (known) return known;
    }
  return undefined;
}

/** `m.search.example.co.uk` → itself, `m.search.example.*`, then `.m.search.example.co.uk`, `.search.…` and so on. */
function hostPatterns(host: string): string[] {
  const labels = host.split(".").slice(-8);
  const under = labels.map((_, from) => `.${labels.slice(from).join(".")}`).slice(0, -1);
  return [host, anyTld(host), ...under.flatMap((pattern) => [pattern, anyTld(pattern)])];
}

const anyTld = (host: string) => host.replace(/\.(?:(?:com?|org|net|ac|gov|edu)\.)?[a-z]{2,}$/, ".*");

/** Small search engines, webmails and fediverse servers are endless, but their hosts say what they are. */
const SEARCH_LABEL =
  /^(?:(?:i|sp-|my|web|safe|meta)?search(?:es|results|-?\d+|-intl)?(?:-?\d+)*|suchen?|recherche|busca(?:r|dor)?|pesquisa|cerca|ricerca|arama|ara|sok|zoeken|szukaj|hledat|keres[oe]|poisk|otsing)$/;
const MAIL_LABEL =
  /^(?:(?:web|e|my|cp|full|light)?mail(?:er)?\d*(?:[.-].*)?|(?:deref|3c)(?:-.+)?|messagerie.*|correo|posta|poczta|inbox)$/;
const FEDIVERSE =
  /(?:^|\.)(?:ro-)?(?:mastodont?|mstdn|toot|pixelfed|lemmy|misskey)\.|^mastodon\w*\.|\.social$/;

function byLabel(host: string): Known | undefined {
  const labels = host.split(".").slice(0, -2);
  if (labels.some((label) => SEARCH_LABEL.test(label))) return { name: host, kind: "search" };
  if (labels.some((label) => MAIL_LABEL.test(label)) || host.startsWith("deref-"))
    return { name: host, kind: "email" };
  return FEDIVERSE.test(host) ? { name: "Mastodon", kind: "social" } : undefined;
}
