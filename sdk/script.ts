/**
 * The door for the tag:
 *
 *     <script defer src="https://HOST/script.js" data-site="SITE_KEY"></script>
 *
 * The site may also ride in the address, `script.js?site=SITE_KEY`; other options are further attributes.
 */
import { guard } from "./guard.ts";
import type { Options } from "./options.ts";
import { startOnce } from "./start.ts";

/** Attributes are the options of the same name; they are words and numbers, for which their text is as good. */
export function optionsOf({ src, dataset }: Pick<HTMLScriptElement, "src" | "dataset">): Options {
  const { origin, searchParams } = new URL(src);
  return { host: origin, site: searchParams.get("site") ?? "", ...(dataset as Partial<Options>) };
}

guard(() => {
  // Inside a module there is no current script.
  const script = document.currentScript ?? document.querySelector("script[data-site]");
  if (script) startOnce(optionsOf(script as HTMLScriptElement));
})();
