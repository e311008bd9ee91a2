/**
 * The pages under /demo: what a small site looks like that carries the real tracker. Plain HTML under a strict
 * content security policy; runs in the Worker and in tests alike.
 */
import { ARTICLES, type Article } from "./articles.ts";
import { SCRIPT } from "./script.ts";
import { STYLE } from "./style.ts";

export interface DemoFile {
  path: string;
  type: string;
  body: string;
}

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Every file of the demo; `siteKey` goes into the tracker's tag. */
export function demoFiles(siteKey: string): DemoFile[] {
  return [
    ...ARTICLES.map((article) => ({
      path: article.path,
      type: "text/html; charset=utf-8",
      body: pageOf(article, siteKey),
    })),
    { path: "/demo/demo.css", type: "text/css; charset=utf-8", body: STYLE },
    { path: "/demo/demo.js", type: "text/javascript; charset=utf-8", body: SCRIPT },
    {
      path: "/demo/files/tides-cuxhaven.csv",
      type: "text/csv; charset=utf-8",
      body: "time,water,height_m\n06:12,high,3.4\n12:20,low,0.5\n18:41,high,3.5\n",
    },
  ];
}

/** What `/demo…` answers, or null where there is nothing. Any address of the app answers with the app. */
export function demoFile(pathname: string, siteKey: string): Response | null {
  const path = pathname.replace(/\/+$/, "");
  const wanted = path.startsWith("/demo/app/") ? "/demo/app" : path;
  const file = demoFiles(siteKey).find(({ path }) => path === wanted);
  if (!file) return null;
  return new Response(file.body, {
    headers: {
      "content-type": file.type,
      "content-security-policy": POLICY,
      "x-content-type-options": "nosniff",
      "cache-control": "no-cache",
    },
  });
}

const MENU: [path: string, label: string][] = [
  ["/demo/pricing", "Pricing"],
  ["/demo/docs", "Docs"],
  ["/demo/blog/neap-and-spring", "Blog"],
  ["/demo/app", "App"],
  ["/demo/contact", "Contact"],
];

function pageOf({ path, title, html }: Article, siteKey: string): string {
  const links = MENU.map(
    ([to, label]) => `<a href="${to}"${to === path ? ' aria-current="page"' : ""}>${label}</a>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Tideway</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/demo/demo.css">
<script defer src="/script.js" data-site="${escapeAttribute(siteKey)}" data-include="local automation"></script>
<script defer src="/demo/demo.js"></script>
</head>
<body>
<header><strong><a href="/demo">Tideway</a></strong>${links.join("")}</header>
<main>${html}</main>
<footer>An invented shop. Its pages carry the real tracker, so this visit shows on the <a href="/">dashboard</a>.</footer>
</body>
</html>
`;
}

const escapeAttribute = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
