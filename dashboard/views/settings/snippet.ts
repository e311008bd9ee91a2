/** What a site carries, as text to copy: a tag, the same pinned by its hash, a package, a pixel. Pure. */

/** The tracker's options that the tag can say; what equals the tracker's own default is left out. */
export interface SnippetOptions {
  consent: "cookieless" | "full" | "denied";
  pages: "auto" | "hash" | "canonical" | "manual";
  /** Loads besides. */
  vitals: boolean;
  errors: boolean;
  /** Counts what is ignored by default. */
  local: boolean;
  debug: boolean;
  /** Paths and names of events, words with spaces between. */
  ignore: string;
  /** Extensions whose links are downloads; empty: the tracker's own list. */
  files: string;
  /** The folder of the site's own zone that is routed here; empty: this host. */
  host: string;
}

export const PLAIN: SnippetOptions = {
  consent: "cookieless",
  pages: "auto",
  vitals: false,
  errors: false,
  local: false,
  debug: false,
  ignore: "",
  files: "",
  host: "",
};

export interface Subject {
  /** The site's public key. */
  key: string;
  sessionMinutes: number;
  /** Where the script is served when the options name no host of the site's own. */
  origin: string;
}

/** What /script/integrity.json says of the present script. */
export interface Pinned {
  path: string;
  integrity: string;
}

const TRACKER_SESSION_MINUTES = 30;

/** Name and value as an attribute and as a key of `init()`; `true` is an attribute without a value. */
type Said = [attribute: string, key: string, value: string | number | true];

function saidBy(options: SnippetOptions, subject: Subject): Said[] {
  const modules = [options.vitals && "vitals", options.errors && "errors"].filter(Boolean).join(" ");
  const said: [string, string, string | number | boolean][] = [
    ["data-site", "site", subject.key],
    ["data-consent", "consent", options.consent === PLAIN.consent ? "" : options.consent],
    ["data-pages", "pages", options.pages === PLAIN.pages ? "" : options.pages],
    ["data-modules", "modules", modules],
    ["data-include", "include", options.local ? "local" : ""],
    ["data-ignore", "ignore", words(options.ignore)],
    ["data-files", "files", words(options.files)],
    ["data-session-minutes", "sessionMinutes", minutesUnlessUsual(subject)],
    ["data-debug", "debug", options.debug],
  ];
  return said.filter((one): one is Said => one[2] !== "" && one[2] !== false);
}

const minutesUnlessUsual = ({ sessionMinutes }: Subject): number | "" =>
  sessionMinutes === TRACKER_SESSION_MINUTES ? "" : sessionMinutes;

const words = (text: string): string =>
  text
    .split(/[\s,]+/)
    .filter((word) => word !== "")
    .join(" ");

/** Without a slash at its end: a folder to which `/script.js` is added. */
const folderOf = (options: SnippetOptions, subject: Subject): string =>
  options.host.trim().replace(/\/+$/, "") || subject.origin;

/** `<script …></script>`; with `pinned`, of the one file that has that hash. */
export function tagText(options: SnippetOptions, subject: Subject, pinned: Pinned | null = null): string {
  const source = folderOf(options, subject) + (pinned?.path ?? "/script.js");
  const attributes: [string, string | true][] = [
    ["defer", true],
    ["src", source],
    ...(pinned === null
      ? []
      : [["integrity", pinned.integrity] as [string, string], ["crossorigin", true] as [string, true]]),
    ...saidBy(options, subject).map(([attribute, , value]): [string, string | true] => [
      attribute,
      value === true ? true : String(value),
    ]),
  ];
  return `<script ${attributes.map(attributeText).join(" ")}></script>`;
}

const attributeText = ([name, value]: [string, string | true]): string =>
  value === true ? name : `${name}="${value.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"`;

/** For bundlers. */
export function packageText(options: SnippetOptions, subject: Subject): string {
  const keys = saidBy(options, subject).map(([, key, value]) => `  ${key}: ${JSON.stringify(value)},`);
  const host = `  host: ${JSON.stringify(folderOf(options, subject))},`;
  const [site = "", ...others] = keys;
  return [
    `// npm install footfall-js`,
    `import { init } from "footfall-js";`,
    ``,
    `init({`,
    site,
    host,
    ...others,
    `});`,
  ].join("\n");
}

/** Where no script runs: `page` is the address that it counts. */
export function pixelText(subject: Subject, page: string): string {
  const query = new URLSearchParams({ site: subject.key, url: page });
  return `<img ${attributeText(["src", `${subject.origin}/pixel.gif?${query}`])} alt="">`;
}
