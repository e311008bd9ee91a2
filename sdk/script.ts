/**
 * The door for the tag:
 *
 *     <script defer src="https://HOST/script.js" data-site="SITE_KEY"></script>
 *
 * The site may also ride in the address, `script.js?site=SITE_KEY`; other options are further attributes.
 */
import type { Options } from "./api.ts";
import { guard } from "./guard.ts";
import { startOnce } from "./start.ts";

/** Set by the build: the hash that the names of this script's lazy modules carry. */
declare const MODULES_HASH: string;

guard(() => {
  // A module has no current script: there the tracker does nothing, and the guard is silent about it.
  const { src, dataset } = document.currentScript as HTMLScriptElement;
  // Where the script lies, in whatever folder: `https://shop.example/x7k2/script.js` → `https://shop.example/x7k2`.
  const host = src.replace(/\/script[./].*/, "");
  const site = /site=([\w.-]+)/.exec(src)?.[1];
  // Attributes are the options of the same name: words and numbers, for which their text is as good.
  startOnce(
    { host, site, ...dataset } as Options,
    (name) => import(`${host}/script/${name}.${MODULES_HASH}.js`),
  );
})();
