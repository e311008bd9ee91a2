/** `docs/*.md` as pages under `/docs`, for those who have the deployment and not the repository. No scripts. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Marked, type Tokens } from "marked";
import { type Files, headersFile } from "./files.ts";

/** In the order in which somebody new wants them. */
const PAGES = [
  "start",
  "dashboard",
  "metrics",
  "sdk",
  "sdk-frameworks",
  "server-side",
  "where-is-my-event",
  "api",
  "asking",
  "deploy",
  "scale",
  "upgrading",
  "failures",
  "security",
  "privacy",
  "enrichment",
  "archive",
  "architecture",
  "benchmarks",
  "local",
] as const;
type Page = (typeof PAGES)[number];

const HEADERS = {
  "Cache-Control": "no-cache",
  "Content-Security-Policy":
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/** From the folder of the Markdown and the dashboard's tokens, so that both look alike in either theme. */
export async function buildDocs(folder: string, tokens: string): Promise<Files> {
  const sources = new Map<Page, string>();
  for (const page of PAGES) sources.set(page, await readFile(join(folder, `${page}.md`), "utf8"));
  const navigation = [...sources].map(([page, source]) => ({ page, title: titleOf(source) }));
  const pages = [...sources].map(([page, source]): [string, Uint8Array] => [
    page === PAGES[0] ? "docs/index.html" : `docs/${page}.html`,
    Buffer.from(pageOf(page, titleOf(source), bodyOf(source), navigation)),
  ]);
  const style = Buffer.concat([await readFile(tokens), await readFile(join(folder, "page.css"))]);
  const headers = headersFile([
    { path: "/docs", headers: HEADERS },
    { path: "/docs/*", headers: HEADERS },
  ]);
  return new Map([...pages, ["docs/page.css", style], ["_headers", headers]]);
}

const titleOf = (source: string): string => /^# (.+)$/m.exec(source)?.[1] ?? "";

const addressOf = (page: Page): string => (page === PAGES[0] ? "/docs/" : `/docs/${page}`);

function bodyOf(source: string): string {
  const marked = new Marked({ async: false });
  marked.use({
    renderer: {
      heading({ tokens, depth, text }: Tokens.Heading) {
        const inner = this.parser.parseInline(tokens);
        return `<h${depth} id="${anchorOf(text)}">${inner}</h${depth}>\n`;
      },
      link({ href, tokens }: Tokens.Link) {
        const inner = this.parser.parseInline(tokens);
        const target = linkOf(href);
        return target === null ? inner : `<a href="${escaped(target)}">${inner}</a>`;
      },
    },
    hooks: {
      // A table that is wider than a phone scrolls by itself, also by the keyboard.
      postprocess: (html) =>
        html
          .replaceAll("<table>", '<div class="table" tabindex="0"><table>')
          .replaceAll("</table>", "</table></div>")
          .replaceAll("<pre>", '<pre tabindex="0">'),
    },
  });
  return marked.parse(source, { async: false });
}

/** As repositories make anchors of headings, so that a link holds in both places. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");

/** Links between pages and out of them stay; what names a file of the repository is no page, and becomes its text. */
function linkOf(href: string): string | null {
  if (/^(?:https?:|#)/.test(href)) return href;
  const [file = "", anchor] = href.split("#");
  const page = PAGES.find((name) => `${name}.md` === file);
  return page === undefined ? null : addressOf(page) + (anchor === undefined ? "" : `#${anchor}`);
}

function pageOf(
  page: Page,
  title: string,
  body: string,
  navigation: readonly { page: Page; title: string }[],
): string {
  const links = navigation.map(({ page: each, title: name }) => {
    const current = each === page ? ' aria-current="page"' : "";
    return `<a href="${addressOf(each)}"${current}>${escaped(name)}</a>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · Footfall</title>
<link rel="stylesheet" href="/docs/page.css">
</head>
<body>
<header><a href="/">Footfall</a></header>
<nav aria-label="Documentation">${links.join("")}</nav>
<main>
${body}</main>
</body>
</html>
`;
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? "");
