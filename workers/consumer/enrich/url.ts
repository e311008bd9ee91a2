/** Which page is it? Hostname, cleaned path, and of the query only what the site allows. */
import { DEFAULT_PATH_RULES, type PathRules } from "../../../schema/words.ts";
import { bounded } from "./text.ts";

const MAX_PATH_CHARS = 1_000;
const MAX_QUERY_CHARS = 1_000;

export interface Page {
  /** Lower case, without `www.`; empty when the URL names no host. */
  hostname: string;
  /** Begins with `/`; percent-decoded where that gives valid UTF-8; case and trailing slash as the site says. */
  path: string;
  /** Every parameter, for the rules that read campaigns. Never stored as it is. */
  params: URLSearchParams;
  /** Allow-listed parameters only, in the order of the URL. */
  query: string;
}

/** Reads any text as a page. What is not a URL is taken for a path, so that no event is lost over it. */
export function parsePage(
  url: string,
  allowedParams: readonly string[],
  rules: PathRules = DEFAULT_PATH_RULES,
): Page {
  const parsed = parseUrl(url);
  const params = parsed?.searchParams ?? new URLSearchParams();
  return {
    hostname: parsed ? hostnameOf(parsed) : "",
    path: parsed
      ? cleanPath(parsed.pathname + hashRoute(parsed.hash, rules), rules)
      : cleanPath(url.split(/[?#]/)[0] ?? "", rules),
    params,
    query: allowedQuery(params, allowedParams),
  };
}

/** An http(s) URL, or a path on no host; null for everything else. */
export function parseUrl(url: string): URL | null {
  const text = url.trim();
  const parsed = URL.parse(
    text.startsWith("/") && !text.startsWith("//") ? `http://none.invalid${text}` : text,
  );
  return parsed && /^https?:$/.test(parsed.protocol) ? parsed : null;
}

/** Host without `www.`, as the field compares and shows it. */
export function hostnameOf(url: URL): string {
  const host = url.hostname
    .toLowerCase()
    .replace(/\.$/, "")
    .replace(/^www\./, "");
  return host === "none.invalid" ? "" : bounded(host, 253);
}

/** Unless the site says otherwise, `#/route` and `#!/route` are pages, and any other fragment is a place within a page. */
function hashRoute(hash: string, { hash: mode }: PathRules): string {
  const isPage = mode === "always" ? hash.length > 1 : mode === "routes" && /^#!?\//.test(hash);
  return isPage ? (hash.split("?")[0] ?? "") : "";
}

function cleanPath(path: string, rules: PathRules): string {
  const text = bounded(decoded(path), MAX_PATH_CHARS);
  const cased = rules.case === "lower" ? text.toLowerCase() : text;
  const cleaned = rules.trailing_slash === "drop" ? cased.replace(/\/+$/, "") : cased;
  return cleaned.startsWith("/") ? cleaned : `/${cleaned}`;
}

/** Percent-decodes each segment that is valid UTF-8 and leaves the others, and an encoded slash, alone. */
function decoded(path: string): string {
  if (!path.includes("%")) return path;
  return path
    .split("/")
    .map((segment) => {
      try {
        const text = decodeURIComponent(segment);
        return text.includes("/") ? segment : text;
      } catch {
        return segment;
      }
    })
    .join("/");
}

function allowedQuery(params: URLSearchParams, allowed: readonly string[]): string {
  if (allowed.length === 0 || params.size === 0) return "";
  const kept = [...params].filter(([name]) => allowed.includes(name));
  return new URLSearchParams(kept).toString().slice(0, MAX_QUERY_CHARS);
}

/** A link's target without query and fragment, where people's data travels; `mailto:` and the like keep their scheme. */
export function withoutQuery(url: unknown, maxChars: number): string {
  return bounded(url, maxChars).split(/[?#]/)[0] ?? "";
}
